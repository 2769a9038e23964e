import { z } from 'zod'
import type { Findings } from './findings.ts'
import type { Table } from './table.ts'

/**
 * A list of rows as hvakosterstrommen.no and elprisetjustnu.se answer, or a delivery day as kept in `data/prices`. Of a
 * row only texts and numbers are kept.
 */
export function jsonTable(file: string, text: string, findings: Findings): Table | undefined {
  const read = documentSchema.safeParse(parsed(text))
  if (read.success) return toTable(file, read.data, findings)
  const expected =
    'expected a list of {time_start, time_end, NOK_per_kWh}, or {"resolutionMinutes", "slots": [{start, perKwh}]}'
  findings.fault(file, `not prices in JSON: ${expected}`)
  return undefined
}

const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
const documentSchema = z.union([
  z.array(rowSchema),
  z.object({ resolutionMinutes: z.number().positive(), slots: z.array(rowSchema) }),
])

function toTable(
  file: string,
  document: z.infer<typeof documentSchema>,
  findings: Findings,
): Table | undefined {
  const rows = Array.isArray(document) ? document : document.slots
  if (rows.length === 0) {
    findings.fault(file, 'has no rows; a day not published yet looks like this')
    return undefined
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return {
    file,
    columns,
    rows: rows.map((row, index) => ({
      line: `${file} row ${String(index + 1)}`,
      cells: columns.map((column) => String(row[column] ?? '')),
    })),
    ...(Array.isArray(document) ? {} : { minutes: document.resolutionMinutes }),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
