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

/** The unit a column's name tells: `NOK_per_kWh`, `perKwh`, `øre/kWh`, `price_eur_per_mwh`, `nok_per_kwh_ex_vat`. */
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
