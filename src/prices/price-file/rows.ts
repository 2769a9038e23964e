import type { TimeZone } from '../../base/local-time.ts'
import { type Findings, placeOf } from './findings.ts'
import { type ReadInstant, readInstant, withOffsetOf } from './instants.ts'
import type { Table, TableRow } from './table.ts'
import { type PriceUnit, UNITS, unitOfColumn } from './units.ts'

/** One row of a price file, read but not yet compared with the others. */
export interface PriceRow {
  /** File and line. */
  readonly line: string
  /** The same and the instant, for people. */
  readonly where: string
  readonly start: Date
  /** As stated, or as follows from the starts. */
  readonly end: Date
  /** The stated end read with the offset of the start, where the two differ. */
  readonly endAtOffsetOfStart: Date | undefined
  /** Per kWh, in the currency of `unit`; `null` if the cell is empty. */
  readonly price: number | null
  readonly unit: PriceUnit
}

interface RowOptions {
  readonly column?: string | undefined
  readonly unit?: PriceUnit | undefined
  readonly timeZone?: TimeZone | undefined
  readonly findings: Findings
}

const STARTS = ['start', 'timestart', 'startutc']
const ENDS = ['end', 'timeend', 'endutc']

/** Reads every row; each cell that cannot be read is a fault. */
export function rowsOf(table: Table, options: RowOptions): readonly PriceRow[] {
  const columns = columnsOf(table, options)
  if (columns === undefined) return []
  const read: ReadRow[] = []
  for (const row of table.rows) {
    const one = readRow(row, columns, { ...options, before: read.at(-1)?.start.instant })
    if (one !== undefined) read.push(one)
  }
  return withEnds(read, table, options.findings)
}

interface Columns {
  readonly start: number
  /** -1: the file has none. */
  readonly end: number
  readonly price: number
  readonly unit: PriceUnit
}

function columnsOf(table: Table, options: RowOptions): Columns | undefined {
  const { file, columns } = table
  const { unit: asked, findings } = options
  const names = columns.map((column) => column.toLowerCase().replaceAll(/[^a-z]/g, ''))
  const start = names.findIndex((name) => STARTS.includes(name))
  const end = names.findIndex((name) => ENDS.includes(name))
  const chosen = priceColumn(table, options)
  if (start < 0) findings.fault(file, 'has no column "start" or "time_start"')
  else if (typeof chosen === 'string') findings.fault(file, chosen)
  else {
    if (asked !== undefined && chosen.unit !== asked) findings.repair('other-unit', file)
    return { start, end, price: chosen.index, unit: asked ?? chosen.unit }
  }
  return undefined
}

interface PriceColumn {
  readonly index: number
  readonly unit: PriceUnit
}

/** Where the prices are, and in which unit by the column's name; what is missing, as text, if nothing tells. */
function priceColumn({ columns }: Table, { column: named, unit: asked }: RowOptions): PriceColumn | string {
  const isPrice = (column: string): boolean => column.toLowerCase() === (named ?? 'price').toLowerCase()
  const priced = columns.flatMap((column, index) => {
    const unit = unitOfColumn(column) ?? (isPrice(column) ? asked : undefined)
    return unit === undefined || (named !== undefined && !isPrice(column)) ? [] : [{ index, unit }]
  })
  const chosen = priced.find(({ unit }) => unit === asked) ?? priced[0]
  if (chosen !== undefined)
    return sameCurrency(chosen, asked) ? chosen : otherCurrency(columns, chosen, asked)
  const column = columns.find(isPrice)
  if (named !== undefined && column === undefined)
    return `has no column "${named}", but ${columns.join(', ')}`
  const why =
    column === undefined ? 'no column tells a price by its unit' : `nothing tells the unit of "${column}"`
  return `${why}: say --unit (${Object.keys(UNITS).join(', ')})${column === undefined ? ' and --column' : ''}`
}

/** A unit that is asked for may be another one than the name says; a currency is never a matter of taste. */
function sameCurrency({ unit }: PriceColumn, asked: PriceUnit = unit): boolean {
  return UNITS[asked].currency === UNITS[unit].currency
}

function otherCurrency(
  columns: readonly string[],
  { index, unit }: PriceColumn,
  asked: PriceUnit = unit,
): string {
  const found = `"${columns[index] ?? ''}" is in ${UNITS[unit].currency}`
  return `${found}, asked for is ${asked}: name a column in ${UNITS[asked].currency}, or say --unit ${unit}`
}

interface ReadRow {
  readonly line: string
  readonly where: string
  readonly start: ReadInstant
  readonly end: ReadInstant | undefined
  readonly price: number | null
  readonly unit: PriceUnit
}

function readRow(
  { line, cells }: TableRow,
  columns: Columns,
  { findings, timeZone, before }: RowOptions & { readonly before: Date | undefined },
): ReadRow | undefined {
  const cell = (index: number): string => cells[index] ?? ''
  const start = readInstant(cell(columns.start), timeZone, before)
  if (typeof start === 'string') {
    findings.fault(line, `start ${cell(columns.start)}: ${start}`)
    return undefined
  }
  const where = placeOf(line, start.instant)
  const end = columns.end < 0 ? undefined : readInstant(cell(columns.end), timeZone, start.instant)
  if (typeof end === 'string') findings.fault(where, `end ${cell(columns.end)}: ${end}`)
  const price = readPrice(cell(columns.price), columns.unit)
  if (price === undefined) findings.fault(where, `price ${cell(columns.price)}: expected a number`)
  return typeof end === 'string' || price === undefined
    ? undefined
    : { line, where, start, end, price, unit: columns.unit }
}

/** `undefined` if it is no number, `null` if there is nothing. */
function readPrice(text: string, unit: PriceUnit): number | null | undefined {
  if (text === '') return null
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined
  const price = Number(text) / UNITS[unit].perKwh
  return Number.isFinite(price) ? price : undefined
}

function withEnds(
  rows: readonly ReadRow[],
  { file, minutes }: Table,
  findings: Findings,
): readonly PriceRow[] {
  const lengths = minutes === undefined ? lengthsOf(rows) : undefined
  if (rows.some(({ end }) => end === undefined) && lengths?.size === 1) {
    findings.fault(file, 'has one row and no column "end": nothing says how long it lasts')
    return []
  }
  return rows.map(({ line, where, start, end, price, unit }) => {
    const begin = start.instant.getTime()
    const length = lengths === undefined ? (minutes ?? 0) * MS_PER_MINUTE : (lengths.get(begin) ?? 0)
    return {
      line,
      where,
      start: start.instant,
      end: end?.instant ?? new Date(begin + length),
      endAtOffsetOfStart: end === undefined ? undefined : withOffsetOf(start, end),
      price,
      unit,
    }
  })
}

const MS_PER_MINUTE = 60_000

/**
 * How long rows without ends last, by their start (ms): until the next one starts. A step longer than both its neighbours
 * is a missing row, not a longer slot, and the row before it is as long as the one before that. So is the last row.
 */
function lengthsOf(rows: readonly ReadRow[]): ReadonlyMap<number, number> {
  const starts = [...new Set(rows.map(({ start }) => start.instant.getTime()))].toSorted((a, b) => a - b)
  const step = (index: number): number => (starts[index + 1] ?? Number.NaN) - (starts[index] ?? Number.NaN)
  const lengths = new Map<number, number>()
  let before = step(0)
  starts.forEach((start, index) => {
    const here = step(index)
    const isLonger = here > before && !(here <= step(index + 1))
    if (!Number.isNaN(here) && !isLonger) before = here
    lengths.set(start, before)
  })
  return lengths
}
