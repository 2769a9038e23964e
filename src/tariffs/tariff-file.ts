import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

/** A file of tariffs as it was found. */
export interface FileText {
  /** From the directory of tariffs on: `grid/noranett.yml`. */
  readonly name: string
  readonly text: string
  /** What this very text was found to hold before; left out: it has to be read. */
  readonly held?: unknown
}

export interface FileFault {
  readonly file: string
  /** Path of the field, parts by dots; empty for the file as a whole. */
  readonly field: string
  /** What is wrong, and what was expected. */
  readonly message: string
  /** Where the field begins, or the nearest one around it that is there; from 1. */
  readonly line?: number
}

/** What a file holds, or why not. */
export interface Read<Value> {
  readonly value?: Value
  readonly faults: readonly FileFault[]
}

/** Files of tariffs that cannot be used; the message lists every fault. */
export class TariffDataError extends Error {
  override name = 'TariffDataError'
  readonly faults: readonly FileFault[]

  constructor(directory: string, faults: readonly FileFault[]) {
    const lines = faults.map((fault) => `  ${placeOf(fault)}: ${fault.message}`)
    super([`Tariffs in ${directory} cannot be used. Correct or restore:`, ...lines].join('\n'))
    this.faults = faults
  }
}

/** `norway/vat.yaml rows.0.rate, line 8`. */
function placeOf({ file, field, line }: FileFault): string {
  const place = [file, field].filter(Boolean).join(' ')
  return line === undefined ? place : `${place}, line ${String(line)}`
}

/** The file as its schema has it. */
export function parsed<Value>({ name, text, held }: FileText, schema: z.ZodType<Value>): Read<Value> {
  const before = schema.safeParse(held)
  if (before.success) return { value: before.data, faults: [] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [wrong] = document.errors
  if (wrong !== undefined) {
    const line = lines.linePos(wrong.pos[0]).line
    return { faults: [{ file: name, field: '', message: `not YAML: ${wrong.message}`, line }] }
  }
  const { success, data, error } = schema.safeParse(document.toJS())
  if (success) return { value: data, faults: [] }
  return {
    faults: error.issues.map(({ path, message }) => {
      const offset = offsetOf(document, path)
      return { file: name, field: path.join('.'), message, line: lines.linePos(offset).line }
    }),
  }
}

/** Where a field begins, or what holds it if it is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  const offset = isNode(node) ? node.range?.[0] : undefined
  if (offset !== undefined || path.length === 0) return offset ?? 0
  return offsetOf(document, path.slice(0, -1))
}
