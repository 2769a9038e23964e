/** A series of a document to be: what is not said is as in DE-LU, one day of hours from 2025-06-10. */
export interface SeriesParts {
  readonly start?: string
  readonly end?: string
  readonly minutes?: number
  readonly curve?: string
  readonly zone?: string
  readonly contract?: string
  readonly currency?: string
  readonly unit?: string
  readonly sequence?: number
  /** Position and price. */
  readonly points: readonly (readonly [number, number | string])[]
}

export const DAY = '2025-06-10'
export const DAY_START = '2025-06-09T22:00Z'
export const DAY_END = '2025-06-10T22:00Z'

export function series(parts: SeriesParts): string {
  const { zone = '10Y1001A1001A82H', contract = 'A01', currency = 'EUR', unit = 'MWH', curve = 'A03' } = parts
  const position = 'classificationSequence_AttributeInstanceComponent.position'
  const sequence = parts.sequence === undefined ? '' : element(position, parts.sequence)
  return `<TimeSeries><mRID>1</mRID>
<in_Domain.mRID codingScheme="A01">${zone}</in_Domain.mRID><out_Domain.mRID codingScheme="A01">${zone}</out_Domain.mRID>
<contract_MarketAgreement.type>${contract}</contract_MarketAgreement.type><currency_Unit.name>${currency}</currency_Unit.name>
<price_Measure_Unit.name>${unit}</price_Measure_Unit.name>${sequence}<curveType>${curve}</curveType>${period(parts)}</TimeSeries>`
}

function period({ start = DAY_START, end = DAY_END, minutes = 60, points }: SeriesParts): string {
  const list = points.map(([position, price]) => point(position, price)).join('')
  return `<Period><timeInterval><start>${start}</start><end>${end}</end></timeInterval>
<resolution>PT${String(minutes)}M</resolution>${list}</Period>`
}

function point(position: number, price: number | string): string {
  return `<Point>${element('position', position)}${element('price.amount', price)}</Point>`
}

function element(name: string, value: number | string): string {
  return `<${name}>${String(value)}</${name}>`
}

export function publication(...all: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Publication_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3"><type>A44</type>${all.join('')}
</Publication_MarketDocument>`
}

export function acknowledgement(text: string, code = '999'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Acknowledgement_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-1:acknowledgementdocument:7:0"><mRID>0f1b4861</mRID>
<Reason><code>${code}</code><text>${text}</text></Reason></Acknowledgement_MarketDocument>`
}

/** Positions from 1 on, priced 100, 101, 102 ... */
export function counted(count: number): [number, number][] {
  return Array.from({ length: count }, (_, index) => [index + 1, 100 + index])
}
