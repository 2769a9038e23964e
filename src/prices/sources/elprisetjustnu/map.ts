import type { PriceDocument } from '../../port.ts'
import type { DayAsked } from '../day-asked.ts'
import { dayOfRatedRows } from '../rated-rows.ts'
import type { PriceRow } from './wire.ts'

/** @throws PriceSourceError `prices-not-credible` */
export function mapDay(rows: readonly PriceRow[], asked: DayAsked): PriceDocument {
  const rated = rows.map((row) => ({
    start: row.time_start,
    perKwh: row.SEK_per_kWh,
    eurPerKwh: row.EUR_per_kWh ?? null,
    rate: row.EXR ?? null,
  }))
  return dayOfRatedRows(rated, asked)
}
