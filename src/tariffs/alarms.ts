import { MARKET_TIME_ZONE, localDay } from '../base/local-time.ts'
import type { DatedRow, DatedRows } from './dated-table.ts'
import type { GridCompany } from './grid-company.ts'
import { gridFile, TABLE_FILES, type Tariffs } from './load-tariffs.ts'

/** A table whose last row ends soon, or has ended. */
export interface TariffAlarm {
  /** The file: `norway/electricity-tax.yaml`, `grid/elvia.yml`. */
  readonly table: string
  /** The last day it covers, `YYYY-MM-DD`. */
  readonly lastDay: string
  readonly hasEnded: boolean
  /** What ends when, what happens then, and what to do. */
  readonly message: string
}

/** A new row is decided about a month before it holds; then there is time to fetch it and to release. */
export const ALARM_DAYS = 60

const MS_PER_DAY = 86_400_000

/**
 * Tables whose last row ends within {@link ALARM_DAYS} days of `now`, or has ended; the first to end first. Ask daily.
 */
export function tariffAlarms(tariffs: Tariffs, now: Date): TariffAlarm[] {
  const today = localDay(now, MARKET_TIME_ZONE)
  const { vat, electricityTax, enovaLevy, support, norgespris, gridCompanies, elsewhere } = tariffs
  const tables: (readonly [string, DatedRows<DatedRow>])[] = [
    [TABLE_FILES.vat, vat.rows],
    [TABLE_FILES.electricityTax, electricityTax.rows],
    [TABLE_FILES.enovaLevy, enovaLevy.rows],
    [TABLE_FILES.support, support.rows],
    [TABLE_FILES.norgespris, norgespris.rows],
    ...[...gridCompanies.values()].flatMap(tablesOf),
    ...(elsewhere?.tariffs ?? []).map(
      ({ zones, rows }) => [`${elsewhere?.file ?? ''} (${zones.join(', ')})`, rows] as const,
    ),
  ]
  return tables
    .flatMap(([table, rows]) => alarmOf(table, rows, today))
    .toSorted((a, b) => (a.lastDay < b.lastDay ? -1 : 1))
}

/** Homes and holiday homes mostly have the same tariffs: then that is said once. */
function tablesOf({ id, tariffs }: GridCompany): (readonly [string, DatedRows<DatedRow>])[] {
  const byEnd = new Map([...tariffs.values()].map((rows) => [rows.at(-1)?.validTo ?? null, rows]))
  return [...byEnd.values()].map((rows) => [gridFile(id), rows] as const)
}

function alarmOf(table: string, rows: DatedRows<DatedRow>, today: string): TariffAlarm[] {
  const ends = rows.at(-1)?.validTo ?? null
  if (ends === null || daysBetween(today, ends) > ALARM_DAYS) return []
  const hasEnded = ends <= today
  const lastDay = dayBefore(ends)
  const left = String(daysBetween(today, ends))
  const when = hasEnded ? `ended on ${lastDay}` : `ends on ${lastDay}, ${left} days from now`
  const message = `${table}: the last row ${when}. From ${ends} on it is carried on and costs are estimates. Add the row that begins ${ends}, then restart.`
  return [{ table, lastDay, hasEnded, message }]
}

function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / MS_PER_DAY)
}

function dayBefore(day: string): string {
  return new Date(utc(day) - MS_PER_DAY).toISOString().slice(0, 10)
}

function utc(day: string): number {
  return new Date(`${day}T00:00:00Z`).getTime()
}
