import { open, readdir, readFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Hit, Scanner } from './scan.ts'
import { isWalFile, offsetInFile, withoutPageHeaders } from './wal-pages.ts'

/** What was searched, and what was found there. A result without bytes proves nothing. */
export interface ScanResult {
  readonly hits: readonly Hit[]
  readonly bytes: number
  /** Files, or other places, that were searched. */
  readonly places: number
}

export interface ScanFileOptions {
  /** The name hits carry instead of the path. */
  readonly place: string
  /** Bytes read at a time. */
  readonly chunkBytes?: number
}

const MEBIBYTE = 1_048_576

/**
 * Searches every file below a folder, and the files' names. Links are not followed; a file that vanishes meanwhile is
 * skipped, as a database removes its own. Files come in order of their names, so that results can be compared.
 * @throws if a file cannot be read: what was not searched is not clean.
 */
export async function scanDirectory(scanner: Scanner, folder: string, place: string): Promise<ScanResult> {
  const results: ScanResult[] = []
  for (const path of await filesBelow(folder)) {
    const name = relative(folder, path).split(sep).join('/')
    const hits = scanner.scan(Buffer.from(name), `${place}, names of files`)
    const result = await unlessGone(() => scanDatabaseFile(scanner, path, `${place}/${name}`))
    results.push({ hits, bytes: 0, places: 0 }, ...(result === undefined ? [] : [result]))
  }
  return mergeScans(results)
}

/** A file as it is, and of the write-ahead log also what stands in two pieces, on two pages. */
async function scanDatabaseFile(scanner: Scanner, path: string, place: string): Promise<ScanResult> {
  const raw = await scanFile(scanner, path, { place })
  if (!isWalFile(place)) return raw
  const seen = new Set(raw.hits.map(({ label, offset }) => `${label} ${String(offset)}`))
  const joined = scanner.scan(withoutPageHeaders(await readFile(path)), `${place}, pages joined`)
  const cut = joined
    .map((hit) => ({ ...hit, offset: offsetInFile(hit.offset) }))
    .filter(({ label, offset }) => !seen.has(`${label} ${String(offset)}`))
  return { ...raw, hits: [...raw.hits, ...cut] }
}

/** Searches one file piece by piece; the pieces overlap, so that nothing on a border is missed, doubled or misjudged. */
export async function scanFile(
  scanner: Scanner,
  path: string,
  options: ScanFileOptions,
): Promise<ScanResult> {
  const { place, chunkBytes = MEBIBYTE } = options
  const { before, after } = scanner.margin
  const buffer = Buffer.allocUnsafe(before + chunkBytes + after)
  const hits: Hit[] = []
  const file = await open(path, 'r')
  try {
    for (let base = 0; ; base += chunkBytes) {
      const start = Math.max(0, base - before)
      const filled = await readFully(file, buffer, start)
      const ended = filled < buffer.length
      const window = { from: base - start, to: ended ? filled : base - start + chunkBytes }
      const found = scanner.scanWindow(buffer.subarray(0, filled), place, window)
      hits.push(...found.map((hit) => ({ ...hit, offset: hit.offset + start })))
      if (ended) return { hits, bytes: start + filled, places: 1 }
    }
  } finally {
    await file.close()
  }
}

/** Several results as one. */
export function mergeScans(results: readonly ScanResult[]): ScanResult {
  return {
    hits: results.flatMap(({ hits }) => hits),
    bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
    places: results.reduce((sum, { places }) => sum + places, 0),
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

async function unlessGone<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Fills the buffer from `position` on; less only at the end of the file. */
async function readFully(file: FileHandle, buffer: Buffer, position: number): Promise<number> {
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}
