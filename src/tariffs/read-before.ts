import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Beside the tables. Written by `scripts/write-read-tariffs.ts`. */
export const READ_BEFORE_FILE = 'read.json'

const readBeforeSchema = z.record(z.string(), z.json())

/** What texts hold, by their digests. */
export type ReadBefore = Readonly<Record<string, z.infer<ReturnType<typeof z.json>>>>

/** A text of tables is known by it: one that was changed by a byte is another. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

/**
 * What the tables of a directory held when they were last read as YAML, which takes most of a second each time a process starts; JSON
 * takes some milliseconds. Nothing if the file is not there or wrong: then they are read as YAML.
 */
export function readBefore(directory: string): ReadBefore {
  try {
    return readBeforeSchema.parse(JSON.parse(readFileSync(join(directory, READ_BEFORE_FILE), 'utf8')))
  } catch {
    return {}
  }
}
