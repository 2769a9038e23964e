import { z } from 'zod'
import { SteppedClock } from '../../../src/base/clock.ts'
import { seededRandomness } from '../../../src/base/random.ts'
import { nextDueTimes } from '../../../src/database/claim-due.ts'
import type { Database } from '../../../src/database/database.ts'
import { createObservability } from '../../../src/observability/observability.ts'
import { importPrices } from '../../../src/prices/import-prices.ts'
import type { ImportDependencies } from '../../../src/prices/import/work.ts'
import type { CurveSlot } from '../../../src/prices/price-day.ts'
import { findPrices, wantPrices } from '../../../src/prices/price-store.ts'
import type { PriceSource } from '../../../src/prices/port.ts'
import { scriptedSource, type ScriptedSource } from './documents.ts'

const lineSchema = z.record(z.string(), z.unknown())

export interface ImportScene {
  readonly clock: SteppedClock
  readonly deps: ImportDependencies
  readonly first: ScriptedSource
  readonly second: ScriptedSource
  /** Everything that was logged under a name. */
  readonly logged: (event: string) => Record<string, unknown>[]
  readonly metrics: () => Promise<string>
  readonly run: () => Promise<number>
  /** Puts NO2 on the list. */
  readonly want: () => Promise<void>
  /** When NO2 is asked about next. */
  readonly due: () => Promise<Date>
  /** Minutes until then. */
  readonly wait: () => Promise<number>
  /** Goes from one due instant to the next, and works, up to and with `until`. */
  readonly playTo: (until: Date) => Promise<void>
  /** Published prices of NO2 of all time. */
  readonly known: () => Promise<readonly CurveSlot[]>
  /** The end of what is stored. */
  readonly horizon: () => Promise<Date | undefined>
}

/** The import on a test database at `start`, with one source or more that say what they are told to. */
export function importScene(
  database: () => Database,
  start: Date,
  changes: { readonly only?: 'first' } & Partial<ImportDependencies> = {},
): ImportScene {
  const clock = new SteppedClock(start)
  const lines: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void lines.push(lineSchema.parse(JSON.parse(line))) }
  const { events, metrics } = createObservability({ level: 'trace', destination, version: 'test' })
  const [first, second] = [scriptedSource('first'), scriptedSource('second')]
  const { only, ...others } = changes
  const sources: readonly PriceSource[] = only === 'first' ? [first] : [first, second]
  const randomness = seededRandomness('prices')
  const deps: ImportDependencies = { db: database(), clock, randomness, events, sources, ...others }
  const run = () => importPrices(deps)
  const due = async () => (await nextDueTimes(database())).price_due ?? new Date(Number.NaN)
  const known = () => findPrices(database(), 'NO2', { from: new Date(0), until: new Date('2030-01-01') })
  return {
    ...{ clock, deps, first, second, run, due, known },
    logged: (event) => lines.filter((line) => line['event.action'] === event),
    metrics: () => metrics.registry.metrics(),
    want: () => wantPrices(database(), 'NO2', clock.now()),
    wait: async () => ((await due()).getTime() - clock.now().getTime()) / 60_000,
    horizon: async () => (await known()).at(-1)?.end,
    playTo: async (until) => {
      for (let next = await due(); next <= until; next = await due()) {
        if (next > clock.now()) clock.stepTo(next)
        if ((await run()) === 0) throw new Error(`Nothing was due at ${next.toISOString()}`)
      }
      clock.stepTo(until)
    },
  }
}
