import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SteppedClock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { canariesOf, type Sinks } from '../../src/cli/demo/proof.ts'
import {
  createDriverAgent,
  type DriverAgent,
  type RecordedAnswer,
} from '../../src/cli/sandbox/driver-agent.ts'
import { DRIVERS } from '../../src/cli/sandbox/drivers.ts'
import { at, NIGHTS, type Night } from '../../src/cli/sandbox/nights.ts'
import { openSandbox, type OpenSandbox } from '../../src/cli/sandbox/open-sandbox.ts'
import { thisProcess } from '../../src/cli/this-process.ts'
import { createObservability } from '../../src/observability/observability.ts'
import type { CanaryInputs } from '../../src/privacy/canary/pattern.ts'
import { createScanner, type Hit, type Scanner } from '../../src/privacy/canary/scan.ts'
import { mergeScans, scanDirectory, scanFile, type ScanResult } from '../../src/privacy/canary/scan-files.ts'
import { patternsFor } from '../../src/privacy/canary/patterns.ts'
import type { SimulatorReport } from '../../src/simulator/report.ts'
import { readEveryAddress } from './every-address.ts'

/** The sandbox while a night is played in it. */
export interface Stage {
  readonly night: Night
  readonly clock: SteppedClock
  readonly open: OpenSandbox
  readonly agent: DriverAgent
  /** Reads the addresses of a template now, which are refused once the night is over. */
  readonly readNow: (template: string) => Promise<void>
}

/** A night that is over: everything it left behind, and what must not be among it. */
export interface LeftBehind {
  readonly directory: string
  readonly sinks: Sinks
  readonly report: SimulatorReport
  readonly canaries: CanaryInputs
  /** Addresses whose answers are not among the sinks. */
  readonly unread: readonly string[]
  remove(): void
}

/**
 * Plays a night in a sandbox on disk, closes it, and hands over the sinks. `play` returns what it wrote to the screen.
 * Teslas stream if it is to.
 */
export async function leftBehindBy(
  seed: string,
  begin: string,
  play: (stage: Stage) => Promise<string>,
  { streams = false }: { readonly streams?: boolean } = {},
): Promise<LeftBehind> {
  const [night] = NIGHTS
  if (night === undefined) throw new Error('There is no night to play')
  const directory = mkdtempSync(join(tmpdir(), 'ladeplan-canary-'))
  const clock = new SteppedClock(at(night, begin))
  const logFile = join(directory, 'service.log')
  const open = await openSandbox({
    ...{ directory, process: thisProcess, night, clock, seed, randomness: seededRandomness(seed) },
    observability: createObservability({ level: 'trace', destination: logFile, version: 'test' }),
    ...{ host: '127.0.0.1', port: 0, simulatorPort: 0, sandbox: null, streams },
  })
  const agent = createDriverAgent(open.publicUrl)
  const before: RecordedAnswer[] = []
  const missed = new Map<string, boolean>()
  const readNow = async (template: string): Promise<void> => {
    const read = await readEveryAddress(open, template)
    before.push(...read.answers)
    missed.set(template, read.unread.includes(template))
  }
  const written = await play({ night, clock, open, agent, readNow })
  const after = await readEveryAddress(open)
  const unread = after.unread.filter((template) => missed.get(template) ?? true)
  const answers = [...before, ...after.answers]
  const metrics = await agent.look('/metrics')
  const report = open.simulator.report()
  await open.close()
  const databaseFolder = join(directory, 'database')
  return {
    directory,
    report,
    unread,
    sinks: { databaseFolder, logFile, metrics, answers: [...agent.answers, ...answers], written },
    canaries: canariesOf(report, DRIVERS),
    remove: () => {
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** One pass over every sink. */
export async function search(sinks: Sinks, inputs: CanaryInputs): Promise<ScanResult> {
  const scanner = createScanner(patternsFor(inputs))
  return mergeScans([
    await scanDirectory(scanner, sinks.databaseFolder, 'database'),
    await scanFile(scanner, sinks.logFile, { place: 'log' }),
    ...textsOf(sinks).map((text) => searchText(scanner, text)),
  ])
}

function textsOf({ answers, metrics, written }: Sinks): readonly RecordedAnswer[] {
  return [...answers, { place: 'metrics', text: metrics }, { place: 'standard output', text: written }]
}

function searchText(scanner: Scanner, { place, text }: RecordedAnswer): ScanResult {
  const bytes = Buffer.from(text)
  return { hits: scanner.scan(bytes, place), bytes: bytes.length, places: 1 }
}

/** Kind of place and kind of canary, each once. */
export function kindsOf(hits: readonly Hit[]): readonly string[] {
  const kind = ({ place, label }: Hit): string => {
    const sink = /^(HTTP answer|database\/pg_wal|database)/.exec(place)?.[0] ?? place
    return `${label.replace(/ \d+ .*/, '')} in ${sink}`
  }
  return [...new Set(hits.map(kind))].toSorted()
}

/** Where a position turns up that an allow-list has let through as a state of charge. */
export const LET_LOOSE = [
  'coordinate in HTTP answer',
  'coordinate in database',
  'coordinate in database/pg_wal',
] as const

/** What is found in all that a night has left behind, which is removed. */
export async function kindsFound(left: LeftBehind): Promise<readonly string[]> {
  try {
    return kindsOf((await search(left.sinks, left.canaries)).hits)
  } finally {
    left.remove()
  }
}
