import type { Findings } from './findings.ts'
import type { Table, TableRow } from './table.ts'

/**
 * Comma- or semicolon-separated values with a header. Instants and numbers need no quotes, so a quote is a fault, not a
 * second syntax. With semicolons a decimal comma is read; with commas it would be a further field.
 */
export function csvTable(file: string, text: string, findings: Findings): Table | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((content, index) => ({ content, line: `${file} line ${String(index + 1)}` }))
  const [header, ...rest] = lines.filter(({ content }) => content.trim() !== '')
  if (header === undefined || rest.length === 0) {
    findings.fault(file, header === undefined ? 'the file is empty' : 'has no rows, so no prices')
    return undefined
  }
  const separator = header.content.includes(';') ? ';' : ','
  const columns = cellsOf(header.content, separator)
  const rows = rest.flatMap(({ content, line }): TableRow[] => {
    const cells = cellsOf(content, separator)
    const fault = faultIn(content, cells, columns)
    if (fault !== undefined) {
      findings.fault(line, fault)
      return []
    }
    return [{ line, cells: separator === ';' ? cells.map(withPoint) : cells }]
  })
  return { file, columns, rows }
}

function cellsOf(line: string, separator: string): string[] {
  return line.split(separator).map((cell) => cell.trim())
}

function faultIn(content: string, cells: readonly string[], columns: readonly string[]): string | undefined {
  if (content.includes('"')) return 'has a quote, expected instants and numbers without any'
  if (cells.length === columns.length) return undefined
  return `has ${String(cells.length)} fields, expected ${String(columns.length)} as in the header`
}

function withPoint(cell: string): string {
  return /^[+-]?\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell
}
