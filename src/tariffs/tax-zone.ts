import type { County } from './county.ts'
import { rowOn } from './dated-table.ts'
import type { Tariffs } from './load-tariffs.ts'

/** Where a metering point is, for taxes. */
export interface TaxPlace {
  readonly county: County
  /** Number (`5540`) or name (`Kåfjord`, also `Gáivuotna - Kåfjord - Kaivuono`). */
  readonly municipality: string
}

/** VAT on a household's electricity as a share, 0 to 1, on a local day. */
export function vatOn({ vat }: Tariffs, county: County, day: string): { rate: number; carried: boolean } {
  const { row, carried } = rowOn(vat.rows, day)
  return { rate: row.exemptCounties.includes(county) ? 0 : row.rate, carried }
}

/**
 * Whether no electricity tax is charged there: tiltakssonen, all of Finnmark and seven municipalities of Troms. A name counts only
 * within its county: there is a Kåfjord elsewhere too.
 */
export function isTaxFree({ electricityTax }: Tariffs, { county, municipality }: TaxPlace): boolean {
  const { counties, municipalities } = electricityTax.exempt
  if (counties.includes(county)) return true
  const wanted = municipality.toLowerCase().split(/ - |\//)
  return municipalities.some(
    ({ number, name }) =>
      number.startsWith(county) &&
      wanted.some((part) => part.trim() === number || part.trim() === name.toLowerCase()),
  )
}
