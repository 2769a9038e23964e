import type { PriceDocument } from './port.ts'
import { PLAUSIBLE_RATE } from './sources/credible.ts'
import { zoneFacts, type Currency } from './zones.ts'

/** What one euro was worth on one day. */
export interface ExchangeRate {
  readonly currency: Currency
  /** `YYYY-MM-DD`: the day of the quotation, or the delivery day whose prices were made with it. */
  readonly day: string
  /** Units of `currency` for one euro. */
  readonly rate: number
  readonly source: string
}

/** Name of the source of a rate that nobody gave. */
export const ROUGH = 'rough'

/** A document with both columns, and the rate they go together by. */
export interface PricedDocument extends PriceDocument {
  readonly eurPerMwh: readonly (number | null)[]
  readonly perKwh: readonly (number | null)[]
  readonly rate: number
  /** Who gave the rate. */
  readonly rateSource: string
}

/** Whether a document lacks a column and the rate to fill it by. */
export function needsRate(document: PriceDocument): boolean {
  return rateWithin(document) === null
}

/**
 * The rate a document tells: the one it states, or the one its two columns go together by; `null` if it tells none. A zone
 * in euro has a rate of 1.
 */
export function rateWithin(document: PriceDocument): ExchangeRate | null {
  const { zone, day, source } = document
  const { currency } = zoneFacts(zone)
  const rate = currency === 'EUR' ? 1 : (document.rate ?? impliedRate(document))
  return rate === null ? null : { currency, day, rate, source }
}

/**
 * Fills the column a document lacks. `known` is the last known rate, used if the document tells none; without either the
 * middle of what is credible is taken, so that prices are never held up by a missing rate: the order of the slots, and so
 * the plan, does not depend on it, only the sums do.
 */
export function withBothColumns(document: PriceDocument, known: ExchangeRate | null): PricedDocument {
  const { rate, source } = rateWithin(document) ?? known ?? roughRate(document)
  const { eurPerMwh, perKwh } = document
  const euro = eurPerMwh ?? (perKwh ?? []).map((price) => (price === null ? null : (price * 1000) / rate))
  const local = perKwh ?? euro.map((price) => (price === null ? null : (price * rate) / 1000))
  return { ...document, eurPerMwh: euro, perKwh: local, rate, rateSource: source }
}

/** Whether a rate can be one. A wrong unit is off by a factor; a rate never is. */
export function isCredibleRate({ currency, rate }: Pick<ExchangeRate, 'currency' | 'rate'>): boolean {
  const { least, most } = PLAUSIBLE_RATE[currency]
  return rate >= least && rate <= most
}

function roughRate({ zone, day }: PriceDocument): ExchangeRate {
  const { currency } = zoneFacts(zone)
  const { least, most } = PLAUSIBLE_RATE[currency]
  return { currency, day, rate: (least + most) / 2, source: ROUGH }
}

/** By sums over the day, so that the rounding of small prices does not count. */
function impliedRate({ eurPerMwh, perKwh }: PriceDocument): number | null {
  if (eurPerMwh === null || perKwh === null) return null
  let [euro, local] = [0, 0]
  eurPerMwh.forEach((price, index) => {
    const other = perKwh[index] ?? null
    if (price === null || other === null) return
    euro += Math.abs(price)
    local += Math.abs(other) * 1000
  })
  return euro > 0 && local > 0 ? local / euro : null
}
