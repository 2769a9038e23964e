import { MARKET_TIME_ZONE, type TimeZone } from '../base/local-time.ts'
import { perKwh } from '../base/units.ts'
import type { PriceSlot } from './price-curve.ts'
import { csvTable } from './price-file/csv-table.ts'
import { createFindings, PriceFileError, type Findings } from './price-file/findings.ts'
import { jsonTable } from './price-file/json-table.ts'
import { rowsOf, type PriceRow } from './price-file/rows.ts'
import { toSlots } from './price-file/slots.ts'
import { UNITS, type Currency, type PriceUnit } from './price-file/units.ts'
import { refuseWrongUnit } from './price-file/wrong-unit.ts'

export interface PriceFileOptions {
  /** Name of the column of prices; otherwise the first whose name tells a unit, or `price`. */
  readonly column?: string | undefined
  /** Of the prices: demanded if no name tells it; picks one of several price columns. */
  readonly unit?: PriceUnit | undefined
  /** Zone of local times without an offset; without it such times are refused. */
  readonly timeZone?: TimeZone | undefined
  /** What faults call the file. */
  readonly name?: string | undefined
}

export interface PriceFile {
  /**
   * In order of time, not overlapping; a gap is time without a price. Per kWh in `currency`: whoever reckons with them
   * reckons in one currency, whatever its name.
   */
  readonly slots: readonly PriceSlot[]
  readonly currency: Currency
  /** Everything that was not as it should be and could be read all the same, one sentence each. */
  readonly repairs: readonly string[]
}

/**
 * Prices from a file a person has: JSON as hvakosterstrommen.no answers and as kept in `data/prices`, or CSV with a header.
 * Prices are taken as they stand; no VAT or charge is added. The rules for bad files are in `docs/reference/cli.md`.
 *
 * @throws PriceFileError naming every fault with its line and instant
 */
export function readPriceFile(text: string, options: PriceFileOptions = {}): PriceFile {
  return readPriceFiles([{ name: options.name ?? 'prices', text }], options)
}

/**
 * The same for several files that continue each other: gaps, duplicates and overlaps count between them as within one.
 *
 * @throws PriceFileError naming every fault of every file
 */
export function readPriceFiles(
  files: readonly { readonly name: string; readonly text: string }[],
  options: PriceFileOptions = {},
): PriceFile {
  const findings = createFindings()
  const rows = files.flatMap(({ name, text }) => readOne(name, text, { ...options, findings }))
  // Gaps and overlaps of a file with unreadable lines would only be their echo.
  refuse(findings)
  const currency = theCurrency(rows, findings)
  const slots = toSlots(rows, options.timeZone ?? MARKET_TIME_ZONE, findings)
  refuseWrongUnit(rows, currency, findings)
  refuse(findings)
  return {
    slots: slots.map(({ start, end, price }) => ({
      start,
      end,
      perKwh: perKwh(price),
      quality: 'final',
    })),
    currency,
    repairs: findings.repairs(),
  }
}

function readOne(
  name: string,
  text: string,
  options: PriceFileOptions & { readonly findings: Findings },
): readonly PriceRow[] {
  const { findings } = options
  // Spreadsheets begin their files with a byte order mark.
  const content = text.replace(/^\uFEFF/, '')
  const table = /^\s*[[{]/.test(content)
    ? jsonTable(name, content, findings)
    : csvTable(name, content, findings)
  return table === undefined ? [] : rowsOf(table, options)
}

function theCurrency(rows: readonly PriceRow[], findings: Findings): Currency {
  const [first, ...others] = rows
  const currency = UNITS[first?.unit ?? 'nok_per_kwh'].currency
  const other = others.find(({ unit }) => UNITS[unit].currency !== currency)
  if (other !== undefined)
    findings.fault(
      other.where,
      `priced in ${UNITS[other.unit].currency}, but ${first?.where ?? ''} in ${currency}: give files of one currency`,
    )
  return currency
}

function refuse(findings: Findings): void {
  const faults = findings.faults()
  if (faults.length > 0) throw new PriceFileError(faults)
}
