import { type PriceDocument, slotsInDay, type StepMinutes } from '../../port.ts'
import { zoneFacts } from '../../zones.ts'
import { credibleDay } from '../credible.ts'
import type { Refusal } from '../../refusal.ts'
import { type DayAsked, quoted, refuseDay } from '../day-asked.ts'
import { type DayColumn, fillDay, touchesDay } from './day-column.ts'
import { type ExpandedPeriod, expandPeriod } from './expand.ts'
import type { PublicationDocument, TimeSeries } from './wire.ts'

/** First delivery day on which the coupled market was settled in quarter hours. */
const QUARTERS_SINCE = '2025-10-01'

/**
 * The day asked for, cut out of an answer that may hold more days, several auctions and two resolutions.
 *
 * @throws PriceSourceError `prices-not-credible`
 */
export function mapDay(document: PublicationDocument, asked: DayAsked): PriceDocument | 'not-published' {
  const remarks: string[] = []
  const dayAhead = document.TimeSeries.filter((one) => isCoupledAuction(one) && isAbout(one, asked))
  const usable = dayAhead.filter((one) => strangenessOf(one, asked) === undefined)
  const periods = usable.flatMap((one) => expanded(one, asked, remarks))
  if (periods.length === 0) return refuseStrange(dayAhead, asked, remarks)
  const { stepMinutes, prices } = columnOf(periods, asked, remarks)
  if (prices.every((price) => price === null)) refuseStrange(usable, asked, remarks)
  const inEuro = zoneFacts(asked.zone).currency === 'EUR'
  const day: PriceDocument = {
    ...asked,
    stepMinutes,
    quality: 'final',
    eurPerMwh: prices,
    perKwh: inEuro ? prices.map((price) => (price === null ? null : price / 1000)) : null,
    rate: inEuro ? 1 : null,
    ...(remarks.length > 0 ? { remarks } : {}),
  }
  return credibleDay(day, asked)
}

/**
 * Sequence 2 is another auction (EXAA in DE-LU and AT) that is published earlier, contract A07 the intraday one: where only
 * those are there, the day is not published.
 */
function isCoupledAuction(series: TimeSeries): boolean {
  const sequence = series['classificationSequence_AttributeInstanceComponent.position'] ?? 1
  return (series['contract_MarketAgreement.type'] ?? 'A01') === 'A01' && sequence === 1
}

function isAbout({ Period: periods }: TimeSeries, { day }: DayAsked): boolean {
  return periods.some((period) => period !== undefined && touchesDay(period.timeInterval, day))
}

/** Why a series of the right auction is not what was asked for; `undefined` if it is. */
function strangenessOf(series: TimeSeries, { zone }: DayAsked): Refusal | undefined {
  const { eic } = zoneFacts(zone)
  const found = {
    'wrong-zone': [series['in_Domain.mRID'] ?? eic, eic],
    'wrong-currency': [series['currency_Unit.name'] ?? 'EUR', 'EUR'],
    'wrong-unit': [series['price_Measure_Unit.name'] ?? 'MWH', 'MWH'],
  } as const
  const code = STRANGE.find((one) => found[one][0] !== found[one][1])
  if (code === undefined) return undefined
  const [value, expected] = found[code]
  return { code, found: `the series for the day is for ${quoted(value)}`, expected }
}

const STRANGE = ['wrong-zone', 'wrong-currency', 'wrong-unit'] as const

/** Prices that came for the day and cannot be used are not a day that is not published. */
function refuseStrange(
  dayAhead: readonly TimeSeries[],
  asked: DayAsked,
  remarks: readonly string[],
): 'not-published' {
  if (remarks.length > 0)
    refuseDay(asked, {
      code: 'unusable-period',
      found: remarks.join('; '),
      expected: 'a price for every slot',
    })
  const [strange] = dayAhead.flatMap((one) => strangenessOf(one, asked) ?? [])
  return strange === undefined ? 'not-published' : refuseDay(asked, strange)
}

/** The periods of a series that concern the day. One that cannot be used is left out and remarked. */
function expanded(series: TimeSeries, asked: DayAsked, remarks: string[]): readonly ExpandedPeriod[] {
  const periods: ExpandedPeriod[] = []
  for (const period of series.Period) {
    if (period === undefined || !touchesDay(period.timeInterval, asked.day)) continue
    const whole = expandPeriod(period, series.curveType)
    if (typeof whole === 'string') remarks.push(`${whole}: left out`)
    else periods.push(whole)
  }
  return periods
}

/**
 * One column for the day. Where two resolutions tell the same time they are two auctions, and the one the market is settled
 * in counts; where they follow each other the market changed, and hours are written as quarters.
 */
function columnOf(periods: readonly ExpandedPeriod[], { day }: DayAsked, remarks: string[]): DayColumn {
  const steps = [...new Set(periods.map(({ stepMinutes }) => stepMinutes))].toSorted((a, b) => a - b)
  const [finest = 60] = steps
  const columns = steps.map((stepMinutes) =>
    fillDay(
      periods.filter((period) => period.stepMinutes === stepMinutes),
      { day, stepMinutes, remarks },
    ),
  )
  const settled = columns.find(({ stepMinutes }) => stepMinutes === (day < QUARTERS_SINCE ? 60 : 15))
  const bySlot = slotsOf(columns, { day, finest })
  if (bySlot.some((prices) => prices.length > 1))
    return settled ?? columns[0] ?? { stepMinutes: finest, prices: [] }
  if (steps.length > 1)
    remarks.push(`slots of ${steps.join(' and ')} minutes follow each other: all are given in the shortest`)
  return { stepMinutes: finest, prices: bySlot.map(([price]) => price ?? null) }
}

/** For every slot of the finest step the prices the columns have for it. */
function slotsOf(
  columns: readonly DayColumn[],
  { day, finest }: { readonly day: string; readonly finest: StepMinutes },
): readonly (readonly number[])[] {
  const fine = columns.map(({ stepMinutes, prices }) =>
    prices.flatMap((price) => new Array<number | null>(stepMinutes / finest).fill(price)),
  )
  return Array.from({ length: slotsInDay(day, finest) }, (_, slot) =>
    fine.flatMap((column) => column[slot] ?? []),
  )
}
