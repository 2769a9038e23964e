import type { Express } from 'express'
import type { Clock } from './base/clock.ts'
import { earliest } from './base/interval.ts'
import type { Randomness } from './base/random.ts'
import { createCarmakers, type CarmakerConfigs } from './carmakers/registry.ts'
import { revokeWithdrawn } from './connections/revoke.ts'
import type { ControlDependencies } from './control/dependencies.ts'
import { lookAfterVehicles } from './control/loop.ts'
import { nextDueAt, type DueTableName } from './database/claim-due.ts'
import { ping, type Database } from './database/database.ts'
import type { Hints } from './hints/hints.ts'
import { createApp } from './http/app.ts'
import type { Sandbox } from './http/sandbox.ts'
import type { KeyEncryptionKey } from './keys/key-encryption-key.ts'
import type { Observability } from './observability/observability.ts'
import { importPrices } from './prices/import-prices.ts'
import type { PriceSource } from './prices/port.ts'
import { createRetention } from './privacy/retention.ts'
import { projectDueSessions } from './sessions/project-sessions.ts'

/** Everything the service is made of that differs between sandbox, server and test. */
export interface ServiceParts {
  /** World time. */
  readonly clock: Clock
  /** Process time: the machine's own but in tests. */
  readonly processClock: Clock
  readonly randomness: Randomness
  readonly db: Database
  readonly hints: Hints
  readonly kek: KeyEncryptionKey
  readonly carmakers: CarmakerConfigs
  readonly priceSource: PriceSource
  readonly observability: Observability
  readonly controller: {
    readonly name: string
    readonly contact: string
    readonly recipients: readonly string[]
  }
  readonly apiKey: string
  readonly publicUrl: URL
  readonly returnAddresses: Readonly<Record<string, URL>>
  readonly sandbox: Sandbox | null
}

export interface Service {
  readonly app: Express
  readonly control: ControlDependencies
  /** Does what is due now, once round every room. @returns how much was done; 0 means that nothing is due */
  tick(): Promise<number>
  /** The next instant of world time at which anything is due. */
  nextDue(): Promise<Date | undefined>
}

/** The topic on which processes tell each other that something became due. */
export const DUE_TOPIC = 'due'

/** The composition root: gives each room what it uses and nothing else. */
export function createService(parts: ServiceParts): Service {
  const { clock, randomness, db, kek, observability } = parts
  const { events, metrics } = observability
  const carmakers = createCarmakers(parts.carmakers, carmakerHooks(observability))
  const control: ControlDependencies = {
    db,
    clock,
    processClock: parts.processClock,
    randomness,
    kek,
    carmaker: (name) => carmakers.get(name),
    events,
    recipients: parts.controller.recipients,
    wake: () => {
      void parts.hints.wake(DUE_TOPIC)
    },
  }
  const app = createApp({
    control,
    metrics,
    processClock: parts.processClock,
    apiKey: parts.apiKey,
    publicUrl: parts.publicUrl,
    returnAddresses: parts.returnAddresses,
    controller: parts.controller,
    ready: () => ping(db),
    sandbox: parts.sandbox,
  })
  const forget = createRetention(db)
  const prices = { db, clock, randomness, source: parts.priceSource, events }
  return {
    app,
    control,
    tick: async () => {
      await forget(clock.now())
      const work = [
        await importPrices(prices),
        await lookAfterVehicles(control),
        await revokeWithdrawn(control),
        await projectDueSessions({ db, randomness }),
      ]
      return work.reduce((sum, done) => sum + done, 0)
    },
    nextDue: () => nextOf(db),
  }
}

const DUE_TABLES: readonly DueTableName[] = ['vehicle_due', 'connection_due', 'price_due']

async function nextOf(db: Database): Promise<Date | undefined> {
  const instants: Date[] = []
  for (const table of DUE_TABLES) {
    const next = await nextDueAt(db, table)
    if (next !== undefined) instants.push(next)
  }
  const [first, ...others] = instants
  return first === undefined ? undefined : earliest(first, ...others)
}

function carmakerHooks({ events, metrics }: Observability): Parameters<typeof createCarmakers>[1] {
  return {
    onRequest: ({ route, outcome }) => {
      events.carmakerAnswered({ carmaker: 'tesla', route, outcome: String(outcome) })
    },
    onRead: ({ positionFieldsDropped }) => {
      metrics.locationFieldsDropped.inc({ carmaker: 'tesla' }, positionFieldsDropped)
    },
  }
}
