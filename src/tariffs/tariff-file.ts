import { parse } from 'yaml'
import type { z } from 'zod'

/** A file of tariffs as it was found. */
export interface FileText {
  /** From the directory of tariffs on: `grid/noranett.yml`. */
  readonly name: string
  readonly text: string
}

export interface FileFault {
  readonly file: string
  /** Path of the field, parts by dots; empty for the file as a whole. */
  readonly field: string
  /** What is wrong, and what was expected. */
  readonly message: string
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
    const lines = faults.map(
      ({ file, field, message }) => `  ${[file, field].filter(Boolean).join(' ')}: ${message}`,
    )
    super([`Tariffs in ${directory} cannot be used. Correct or restore:`, ...lines].join('\n'))
    this.faults = faults
  }
}

/** The file as its schema has it. */
export function parsed<Value>({ name, text }: FileText, schema: z.ZodType<Value>): Read<Value> {
  const document = yamlOf(text)
  if ('fault' in document) return { faults: [{ file: name, field: '', message: document.fault }] }
  const { success, data, error } = schema.safeParse(document.value)
  if (success) return { value: data, faults: [] }
  return {
    faults: error.issues.map(({ path, message }) => ({ file: name, field: path.join('.'), message })),
  }
}

function yamlOf(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: parse(text) }
  } catch (error) {
    return { fault: `not YAML: ${error instanceof Error ? error.message : String(error)}` }
  }
}
