/** Documents as the reference describes them (Publication_MarketDocument, A44), written by hand for one bidding zone. */

export const NO2 = '10YNO-2--------T'
/** An ordinary day of 96 quarters. */
export const DAY = '2026-02-10'
export const [FROM, TO] = ['2026-02-09T23:00Z', '2026-02-10T23:00Z']

export interface Parts {
  readonly from?: string
  readonly to?: string
  readonly resolution?: string
  /** Left out altogether if empty. */
  readonly curve?: string
  readonly domain?: string
  readonly currency?: string
  readonly unit?: string
  readonly agreement?: string
  readonly sequence?: string
}

export type Points = readonly (readonly [position: number | string, amount: number | string])[]

/** Position `p` costs `p`. */
export function rising(count: number): Points {
  return Array.from({ length: count }, (_, index) => [index + 1, index + 1] as const)
}

export function flat(count: number, amount: number): Points {
  return Array.from({ length: count }, (_, index) => [index + 1, amount] as const)
}

export function period(points: Points, { from = FROM, to = TO, resolution = 'PT15M' }: Parts = {}): string {
  const list = points.map(
    ([position, amount]) =>
      `<Point><position>${String(position)}</position><price.amount>${String(amount)}</price.amount></Point>`,
  )
  return `<Period><timeInterval><start>${from}</start><end>${to}</end></timeInterval><resolution>${resolution}</resolution>${list.join('')}</Period>`
}

export function series(periods: string, parts: Parts = {}): string {
  const { domain = NO2, currency = 'EUR', unit = 'MWH', agreement = 'A01', curve = 'A03', sequence } = parts
  const elements: readonly (readonly [string, string | undefined])[] = [
    ['in_Domain.mRID', domain],
    ['out_Domain.mRID', domain],
    ['contract_MarketAgreement.type', agreement],
    ['currency_Unit.name', currency],
    ['price_Measure_Unit.name', unit],
    ['classificationSequence_AttributeInstanceComponent.position', sequence],
    ['curveType', curve],
  ]
  const head = elements.map(([name, value]) =>
    value === undefined || value === '' ? '' : `<${name}>${value}</${name}>`,
  )
  return `<TimeSeries><mRID>1</mRID>${head.join('')}${periods}</TimeSeries>`
}

const PUBLICATION = 'urn:iec62325.351:tc57wg16:451-3:publicationdocument'

export function publication(content: string, version = '7:3'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Publication_MarketDocument xmlns="${PUBLICATION}:${version}"><mRID>a</mRID><type>A44</type>${content}</Publication_MarketDocument>`
}

/** One series with one period. */
export function priced(points: Points, parts: Parts = {}): string {
  return publication(series(period(points, parts), parts))
}

export function acknowledged(reasons: string, version = '7:0'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Acknowledgement_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-1:acknowledgementdocument:${version}"><mRID>a</mRID>${reasons}</Acknowledgement_MarketDocument>`
}

export function reason(text: string, code = '999'): string {
  return `<Reason><code>${code}</code><text>${text}</text></Reason>`
}

export const NO_DATA = 'No matching data found for Data item Day-ahead Prices [12.1.D] (10YNO-2--------T)'
