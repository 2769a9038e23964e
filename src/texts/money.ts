import type { Currency } from '../prices/zones.ts'
import { formatNumber, NBSP, type Voice } from './format.ts'

/** In what sums and prices are told, besides words and clock. */
export interface MoneyVoice extends Voice {
  /** ISO 4217. */
  readonly currency: Currency
}

type MoneyWords = Pick<MoneyVoice, 'language' | 'currency'>

/** The hundredths in which people know the price of a kWh. */
const HUNDREDTHS: Readonly<Partial<Record<Currency, string>>> = {
  NOK: 'øre',
  SEK: 'öre',
  DKK: 'øre',
  EUR: 'ct',
  CHF: 'Rp.',
  PLN: 'gr',
  GBP: 'p',
}

/** The unit of {@link formatPrice}: `øre/kWh`; where a hundredth has no name of its own, `HUF/100 kWh`, which is the same number. */
export function priceUnit(currency: Currency): string {
  const name = HUNDREDTHS[currency]
  return name === undefined ? `${currency}/100 kWh` : `${name}/kWh`
}

/** A price per kWh in hundredths, one decimal: `84,3 øre/kWh`. */
export function formatPrice(perKwh: number, { language, currency }: MoneyWords): string {
  return `${formatNumber(perKwh * 100, language, 1)}${NBSP}${priceUnit(currency)}`
}

/** A sum: `31,20 kr` or `31,20 EUR` in Norwegian, `NOK 31.20` in English. */
export function formatSum(sum: number, { language, currency }: MoneyWords): string {
  const digits = formatNumber(sum, language, 2)
  if (language === 'en') return `${currency}${NBSP}${digits}`
  return `${digits}${NBSP}${currency === 'NOK' ? 'kr' : currency}`
}
