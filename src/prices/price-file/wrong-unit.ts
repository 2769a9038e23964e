import type { Findings } from './findings.ts'
import type { PriceRow } from './rows.ts'
import { type Currency, UNITS } from './units.ts'

/** Mean prices above these are taken for another unit: five times the market's own limit of 4 EUR/kWh in kroner. */
const CREDIBLE: Readonly<Record<Currency, number>> = { NOK: 20, SEK: 20, DKK: 20, EUR: 2 }

/** A price per MWh or in hundredths, read as a price per kWh, is a fault that no plan would show. */
export function refuseWrongUnit(rows: readonly PriceRow[], currency: Currency, findings: Findings): void {
  const prices = rows.flatMap(({ price }) => (price === null ? [] : [Math.abs(price)]))
  const mean = prices.reduce((sum, price) => sum + price, 0) / prices.length
  const most = CREDIBLE[currency]
  if (!(mean > most)) return
  const likely = Object.entries(UNITS)
    .filter(([, unit]) => unit.currency === currency && unit.perKwh > 1 && mean / unit.perKwh <= most)
    .map(([name]) => `--unit ${name}`)
  const advice = likely.length === 0 ? 'correct the prices' : `say ${likely.join(' or ')} if it is so`
  const figures = `the mean price is ${mean.toFixed(1)} ${currency}/kWh, credible is up to ${String(most)}`
  findings.fault(rows[0]?.where ?? 'prices', `${figures}: another unit? Then ${advice}`)
}
