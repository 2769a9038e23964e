import type { PriceDocument, StepMinutes } from '../port.ts'
import { zoneFacts } from '../zones.ts'
import { credibleDay } from './credible.ts'
import type { DayAsked } from './day-asked.ts'
import { type DayRow, gridOfRows } from './rows-of-day.ts'

/** A row with the price in the zone's currency, in euro, and the rate between the two. */
export interface RatedRow {
  readonly start: Date
  readonly perKwh: number | null
  /** Per kWh; left out by some days of the past. */
  readonly eurPerKwh: number | null
  /** Units of the zone's currency for one euro. */
  readonly rate: number | null
}

/** Steps of the markets these sources serve. */
const MARKET_STEPS: readonly StepMinutes[] = [15, 60]

/**
 * A delivery day from rows as hvakosterstrommen.no and elprisetjustnu.se send them.
 *
 * @throws PriceSourceError `prices-not-credible`
 */
export function dayOfRatedRows(rows: readonly RatedRow[], asked: DayAsked): PriceDocument {
  const { currency } = zoneFacts(asked.zone)
  const shown = rows.map((row): RatedRow & DayRow => ({
    ...row,
    priceShown: row.perKwh === null ? 'no price' : `${String(row.perKwh)} ${currency}/kWh`,
  }))
  const grid = gridOfRows(shown, asked, MARKET_STEPS)
  const eurPerMwh = grid.rows.map((row) => (row?.eurPerKwh == null ? null : perMwh(row.eurPerKwh)))
  const document: PriceDocument = {
    ...asked,
    stepMinutes: grid.stepMinutes,
    quality: 'final',
    eurPerMwh: eurPerMwh.every((price) => price === null) ? null : eurPerMwh,
    perKwh: grid.rows.map((row) => row?.perKwh ?? null),
    rate: rows.find(({ rate }) => rate !== null)?.rate ?? null,
  }
  return credibleDay(document, asked)
}

/** Five decimals of a kWh are two of a MWh; multiplying would make more of them. */
export function perMwh(perKwh: number): number {
  return Number((perKwh * 1000).toFixed(6))
}
