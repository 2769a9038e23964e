import type { Findings } from './findings.ts'
import type { PriceRow } from './rows.ts'

export type Currency = 'NOK' | 'SEK' | 'DKK' | 'EUR'

/** Units a price may be given in: its currency, and how many of it make one per kWh. */
export const UNITS = {
  nok_per_kwh: { currency: 'NOK', perKwh: 1 },
  ore_per_kwh: { currency: 'NOK', perKwh: 100 },
  nok_per_mwh: { currency: 'NOK', perKwh: 1000 },
  sek_per_kwh: { currency: 'SEK', perKwh: 1 },
  sek_per_mwh: { currency: 'SEK', perKwh: 1000 },
  dkk_per_kwh: { currency: 'DKK', perKwh: 1 },
  dkk_per_mwh: { currency: 'DKK', perKwh: 1000 },
  eur_per_kwh: { currency: 'EUR', perKwh: 1 },
  ct_per_kwh: { currency: 'EUR', perKwh: 100 },
  eur_per_mwh: { currency: 'EUR', perKwh: 1000 },
} as const satisfies Record<string, { readonly currency: Currency; readonly perKwh: number }>
export type PriceUnit = keyof typeof UNITS

export function isPriceUnit(name: string): name is PriceUnit {
  return Object.hasOwn(UNITS, name)
}

/** The unit a column's name tells: `NOK_per_kWh`, `nokPerKwh`, `øre/kWh`, `price_eur_per_mwh`, `nok_per_kwh_ex_vat`. */
export function unitOfColumn(column: string): PriceUnit | undefined {
  const letters = lettersOf(column.replace('/', 'per')).replace(/^(spot)?price/, '')
  return Object.keys(UNITS).find(
    (unit): unit is PriceUnit => isPriceUnit(unit) && letters.startsWith(lettersOf(unit)),
  )
}

function lettersOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll(/[^a-z]/g, '')
}

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
