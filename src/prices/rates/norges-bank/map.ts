import { z } from 'zod'
import type { RatesAnswer } from './wire.ts'

/** What a unit of a currency cost on one day. */
export interface Quotation {
  readonly currency: string
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** Kroner for one unit of the currency. */
  readonly nok: number
}

/**
 * The newest quotation of every currency in an answer. Some are quoted for a hundred units: the exponent stands in an
 * attribute of the series. A series that does not say so, or whose day is none, is passed over.
 */
export function quotationsIn({ data }: RatesAnswer): readonly Quotation[] {
  const { dimensions, attributes } = data.structure
  const periods = dimensions.observation.find(({ id }) => id === 'TIME_PERIOD')?.values ?? []
  return Object.entries(data.dataSets[0]?.series ?? {}).flatMap(([key, series]) => {
    const currency = named(dimensions.series, 'BASE_CUR', key.split(':').map(Number))
    const exponent = named(attributes.series, 'UNIT_MULT', series.attributes)
    const [period, observed] = Object.entries(series.observations).at(-1) ?? []
    const day = z.iso.date().safeParse(periods[Number(period)]?.id)
    if (currency === undefined || exponent === undefined || observed === undefined || !day.success) return []
    return [{ currency, day: day.data, nok: observed[0] / 10 ** Number(exponent) }]
  })
}

type Lists = RatesAnswer['data']['structure']['attributes']['series']

/** What the list of the name `id` has at the position that a series gives for it. */
function named(lists: Lists, id: string, positions: readonly (number | null)[]): string | undefined {
  const list = lists.findIndex((one) => one.id === id)
  return lists[list]?.values[positions[list] ?? -1]?.id
}

/**
 * Units of `currency` for one euro, by way of the krone. The day is the older of the two.
 *
 * @returns null if either is missing
 */
export function ratePerEuro(
  quotations: readonly Quotation[],
  currency: string,
): { readonly day: string; readonly rate: number } | null {
  const euro = quotations.find((one) => one.currency === 'EUR')
  if (euro === undefined) return null
  if (currency === 'NOK') return { day: euro.day, rate: euro.nok }
  const other = quotations.find((one) => one.currency === currency)
  if (other === undefined) return null
  return { day: other.day < euro.day ? other.day : euro.day, rate: euro.nok / other.nok }
}
