import { localDay, MARKET_TIME_ZONE, nextLocalDay } from '../../base/local-time.ts'
import { laterBy, type ToldDay } from './price-day.ts'

/** Zones the simulator has days for, by their Energy Identification Code. */
const ZONES: Readonly<Record<string, string>> = {
  '10YNO-1--------2': 'NO1',
  '10YNO-2--------T': 'NO2',
  '10YNO-3--------J': 'NO3',
  '10YNO-4--------9': 'NO4',
  '10Y1001A1001A48H': 'NO5',
  '10Y1001A1001A44P': 'SE1',
  '10Y1001A1001A45N': 'SE2',
  '10Y1001A1001A46L': 'SE3',
  '10Y1001A1001A47J': 'SE4',
  '10YDK-1--------W': 'DK1',
  '10YDK-2--------M': 'DK2',
  '10YFI-1--------U': 'FI',
  '10Y1001A1001A82H': 'DE-LU',
}

export interface EntsoeQuestion {
  readonly zone: string
  /** Delivery days that overlap the period asked for. */
  readonly days: readonly string[]
}

/** What a query asks; a text if the platform would refuse it. */
export function readQuestion(query: URLSearchParams): EntsoeQuestion | string {
  const eic = query.get('in_Domain') ?? ''
  const zone = ZONES[eic]
  const [start, end] = [query.get('periodStart'), query.get('periodEnd')].map(instantOf)
  if (query.get('documentType') !== 'A44') return 'The document type is not served: expected A44'
  if (zone === undefined || query.get('out_Domain') !== eic) return `Input parameter is not valid: ${eic}`
  if (start === undefined || end === undefined || start >= end) return 'The period is not valid'
  const days: string[] = []
  for (let at = start; at < end && days.length < 8; at = nextLocalDay(at, MARKET_TIME_ZONE))
    days.push(localDay(at, MARKET_TIME_ZONE))
  return { zone, days }
}

/** `yyyyMMddHHmm`, UTC. */
function instantOf(text: string | null): Date | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text ?? '') ?? []
  const [year, month, day, hour, minute] = parts
  if (year === undefined) return undefined
  const date = new Date(`${year}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:00Z`)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Prices in curve type A03: one that repeats the one before is left out. */
export function publication(eic: string, days: readonly ToldDay[]): string {
  const series = days.map((day, index) => timeSeries(eic, day, index + 1)).join('')
  return `<?xml version="1.0" encoding="utf-8"?>
<Publication_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3">
<mRID>simulated</mRID><revisionNumber>1</revisionNumber><type>A44</type>${series}
</Publication_MarketDocument>`
}

function timeSeries(eic: string, { slots, stepMinutes }: ToldDay, number: number): string {
  const first = slots[0]?.startUtc ?? new Date(0)
  const last = slots.at(-1)?.startUtc ?? first
  const points = slots.map(({ startUtc, eurPerKwh }, index) => {
    if (index > 0 && slots[index - 1]?.eurPerKwh === eurPerKwh) return ''
    const position = 1 + (startUtc.getTime() - first.getTime()) / (stepMinutes * 60_000)
    const amount = String(Number((eurPerKwh * 1000).toFixed(2)))
    return `<Point><position>${String(position)}</position><price.amount>${amount}</price.amount></Point>`
  })
  return `
<TimeSeries><mRID>${String(number)}</mRID><auction.type>A01</auction.type><businessType>A62</businessType>
<in_Domain.mRID codingScheme="A01">${eic}</in_Domain.mRID><out_Domain.mRID codingScheme="A01">${eic}</out_Domain.mRID>
<contract_MarketAgreement.type>A01</contract_MarketAgreement.type><currency_Unit.name>EUR</currency_Unit.name>
<price_Measure_Unit.name>MWH</price_Measure_Unit.name><curveType>A03</curveType>
<Period><timeInterval><start>${minutes(first)}</start><end>${minutes(laterBy(stepMinutes, last))}</end></timeInterval>
<resolution>PT${String(stepMinutes)}M</resolution>${points.join('')}</Period></TimeSeries>`
}

/** The platform leaves seconds out. */
function minutes(instant: Date): string {
  return `${instant.toISOString().slice(0, 16)}Z`
}

/** The document that says why there are no prices; the platform sends it with status 200 as well as 400. */
export function acknowledgement(reason: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Acknowledgement_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-1:acknowledgementdocument:7:0">
<mRID>simulated</mRID><Reason><code>999</code><text>${reason}</text></Reason></Acknowledgement_MarketDocument>`
}

export const NO_DATA = 'No matching data found for Data item Day-ahead Prices [12.1.D]'
