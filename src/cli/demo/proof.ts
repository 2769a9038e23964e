import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CanaryInputs } from '../../privacy/canary/pattern.ts'
import { patternsFor } from '../../privacy/canary/patterns.ts'
import { runPositiveControl, type ControlResult } from '../../privacy/canary/positive-control.ts'
import { createScanner, type Hit } from '../../privacy/canary/scan.ts'
import { mergeScans, scanDirectory, scanFile, type ScanResult } from '../../privacy/canary/scan-files.ts'
import type { SimulatorReport } from '../../simulator/report.ts'
import type { DemoDriver } from '../sandbox/drivers.ts'
import type { RecordedAnswer } from '../sandbox/driver-agent.ts'

/** Every place in which something may have been left behind. */
export interface Sinks {
  /** Folder of the embedded database, write-ahead log and all; closed, so that every byte is there. */
  readonly databaseFolder: string
  readonly logFile: string
  readonly metrics: string
  readonly answers: readonly RecordedAnswer[]
  readonly written: string
}

export interface Proof {
  readonly hits: readonly Hit[]
  readonly bytes: number
  readonly places: number
  readonly control: ControlResult
}

/** What must be in no sink: every position the simulator may send, every token, the VINs, and what the drivers handed over. */
export function canariesOf(report: SimulatorReport, drivers: readonly DemoDriver[]): CanaryInputs {
  return {
    coordinates: [...report.pool],
    secrets: [
      ...report.vins.map((value) => ({ label: 'VIN', value })),
      ...report.secrets.map((value) => ({ label: 'token', value })),
      ...drivers.flatMap(personal),
    ],
  }
}

/** Searches all sinks in one pass each, then shows on copies of them that the search finds what it is asked to find. */
export async function prove(sinks: Sinks, inputs: CanaryInputs): Promise<Proof> {
  const scanner = createScanner(patternsFor(inputs))
  const texts = [
    ...sinks.answers,
    { place: 'metrics', text: sinks.metrics },
    { place: 'standard output', text: sinks.written },
  ]
  const inMemory: ScanResult[] = texts.map(({ place, text }) => {
    const bytes = Buffer.from(text)
    return { hits: scanner.scan(bytes, place), bytes: bytes.length, places: 1 }
  })
  const { hits, bytes, places } = mergeScans([
    await scanDirectory(scanner, sinks.databaseFolder, 'database'),
    await scanFile(scanner, sinks.logFile, { place: 'log' }),
    ...inMemory,
  ])
  return {
    hits,
    bytes,
    places,
    control: await runPositiveControl(inputs, { scanner, sinks: await copiesOf(sinks) }),
  }
}

const SAMPLE_BYTES = 65_536

async function copiesOf(
  sinks: Sinks,
): Promise<{ place: string; sample: Uint8Array; as: 'bytes' | 'file' }[]> {
  const wal = await readFile(join(sinks.databaseFolder, 'PG_VERSION'))
  const log = await readFile(sinks.logFile)
  const answers = sinks.answers.map(({ text }) => text).join('\n')
  return [
    { place: 'database', sample: wal, as: 'file' },
    { place: 'log', sample: log.subarray(0, SAMPLE_BYTES), as: 'file' },
    { place: 'metrics', sample: Buffer.from(sinks.metrics), as: 'bytes' },
    { place: 'HTTP answers', sample: Buffer.from(answers).subarray(0, SAMPLE_BYTES), as: 'bytes' },
    { place: 'standard output', sample: Buffer.from(sinks.written), as: 'bytes' },
  ]
}

function personal({ fullName, email, street }: DemoDriver): { label: string; value: string }[] {
  return [
    { label: 'name', value: fullName },
    { label: 'e-mail', value: email },
    { label: 'address', value: street },
  ]
}
