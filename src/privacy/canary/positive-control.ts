import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandomness } from '../../base/random.ts'
import type { CanaryInputs } from './pattern.ts'
import { plantsFor } from './plants.ts'
import type { Plant } from './plants.ts'
import { scanFile } from './scan-files.ts'
import { createScanner } from './scan.ts'
import type { Hit, Scanner } from './scan.ts'
import { patternsFor } from './patterns.ts'

/** Something that may be searched: a sample of what a real sink holds. It is copied, never written to. */
export interface ControlSink {
  readonly place: string
  readonly sample: Uint8Array
  /** Searched in memory, or as a file read piece by piece. */
  readonly as: 'bytes' | 'file'
}

export interface ControlResult {
  readonly planted: number
  readonly found: number
  /** What was planted and not found: form, label and place, never the value. */
  readonly missed: readonly string[]
}

export interface ControlOptions {
  /** The scanner on trial; made from the inputs if left out. */
  readonly scanner?: Scanner
  /** Samples of the sinks that are searched; made up if left out. */
  readonly sinks?: readonly ControlSink[]
}

/**
 * Shows that the scanner finds what it is asked to find: plants every canary in every form in a copy of every sink and
 * counts what comes back. A scan that finds nothing is worth as much as this control.
 */
export async function runPositiveControl(
  inputs: CanaryInputs,
  options: ControlOptions = {},
): Promise<ControlResult> {
  const { scanner = createScanner(patternsFor(inputs)), sinks = madeUpSinks() } = options
  const plants = plantsFor(inputs)
  const missed: string[] = []
  for (const sink of sinks) {
    const planted = plantEverything(plants, sink.sample)
    const hits = await search(scanner, sink, planted.bytes)
    missed.push(
      ...unfound(plants, planted.starts, hits).map((plant) => `${describe(plant)} in ${sink.place}`),
    )
  }
  const planted = plants.length * sinks.length
  return { planted, found: planted - missed.length, missed }
}

export interface Planted {
  readonly bytes: Buffer
  /** Offset of each plant, in the order given. */
  readonly starts: readonly number[]
}

/** A copy of the sample with every plant in it; the sample is repeated if there are more plants than it has room for. */
export function plantEverything(plants: readonly Plant[], sample: Uint8Array): Planted {
  const parts: Uint8Array[] = []
  const starts: number[] = []
  let length = 0
  const put = (bytes: Uint8Array): void => {
    parts.push(bytes)
    length += bytes.length
  }
  plants.forEach((plant, number) => {
    // Gaps of changing length let plants meet borders of pages and pieces at every offset.
    const gap = 1 + ((number * 7) % LONGEST_GAP)
    const from = sample.length <= gap ? 0 : (number * LONGEST_GAP) % (sample.length - gap)
    put(sample.subarray(from, from + gap))
    put(SPACE)
    starts.push(length)
    put(plant.bytes)
    put(SPACE)
  })
  put(sample)
  return { bytes: Buffer.concat(parts), starts }
}

const LONGEST_GAP = 23
/** Keeps a digit at the end of a gap from joining the number planted after it. */
const SPACE = Buffer.from(' ')
/** Small, so that the plants meet many borders between pieces. */
const CHUNK_BYTES = 4096

async function search(scanner: Scanner, sink: ControlSink, bytes: Uint8Array): Promise<readonly Hit[]> {
  if (sink.as === 'bytes') return scanner.scan(bytes, sink.place)
  const folder = await mkdtemp(join(tmpdir(), 'ladeplan-control-'))
  try {
    const path = join(folder, 'planted')
    await writeFile(path, bytes, { mode: 0o600 })
    return (await scanFile(scanner, path, { place: sink.place, chunkBytes: CHUNK_BYTES })).hits
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Plants without a hit that lies in them and carries their label. */
function unfound(
  plants: readonly Plant[],
  starts: readonly number[],
  hits: readonly Hit[],
): readonly Plant[] {
  const found = new Set<number>()
  const inOrder = [...hits].sort((a, b) => a.offset - b.offset)
  let number = 0
  for (const hit of inOrder) {
    while ((starts[number + 1] ?? Infinity) <= hit.offset) number++
    const plant = plants[number]
    const end = (starts[number] ?? Infinity) + (plant?.bytes.length ?? 0)
    if (hit.offset < end && plant?.label === hit.label) found.add(number)
  }
  return plants.filter((_, position) => !found.has(position))
}

function describe(plant: Plant): string {
  return `${plant.label} as ${plant.written}`
}

/** One sink of each kind: database pages, a log, metrics, an answer over HTTP. */
function madeUpSinks(): readonly ControlSink[] {
  const log =
    '{"level":30,"time":"2024-12-12T18:00:00.000Z","event":"plan_made","blocks":3,"cost_nok":12.41}\n'
  const metrics = '# TYPE commands_total counter\ncommands_total{carmaker="tesla",outcome="done"} 42\n'
  const answer =
    'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><td>04:00</td><td>0.71 kr</td>\n'
  return [
    { place: 'database file', sample: seededRandomness('control').bytes(16_384), as: 'file' },
    { place: 'log', sample: Buffer.from(log.repeat(40)), as: 'bytes' },
    { place: 'metrics', sample: Buffer.from(metrics.repeat(40)), as: 'bytes' },
    { place: 'HTTP answer', sample: Buffer.from(answer.repeat(40)), as: 'bytes' },
  ]
}
