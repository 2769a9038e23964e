import { STEPS, type StepMinutes } from '../../port.ts'
import { quoted, shownInstant } from '../day-asked.ts'
import type { Period } from './wire.ts'

/** A period with a place for every slot, EUR/MWh; `null` where the source gave no price. */
export interface ExpandedPeriod {
  readonly start: Date
  readonly stepMinutes: StepMinutes
  readonly prices: readonly (number | null)[]
}

const MS_PER_MINUTE = 60_000
/** A year of quarter hours: the longest answer the source gives. */
const MOST_SLOTS = 366 * 96

/**
 * All slots of a period. Their number follows from its length, never from the calendar: days of 23 and 25 hours exist. With
 * curve type A03 a price that repeats the one before is left out, also at the end of the period; with A01 what is left out
 * is missing.
 *
 * Rules: ENTSO-E's implementation guide for curve types, as agreed by EnergieID/entsoe-py `entsoe/series_parsers.py`.
 *
 * @returns what is wrong, as text, if the period cannot be used
 */
export function expandPeriod(period: Period, curveType = 'A01'): ExpandedPeriod | string {
  const { start, end } = period.timeInterval
  const where = `the period from ${shownInstant(start)} to ${shownInstant(end)}`
  if (curveType !== 'A01' && curveType !== 'A03')
    return `${where} has curve type ${quoted(curveType)}, expected A01 or A03`
  const stepMinutes = stepOf(period.resolution)
  if (stepMinutes === undefined)
    return `${where} has resolution ${quoted(period.resolution)}, expected PT15M, PT30M or PT60M`
  const slots = (toMinute(end) - toMinute(start)) / (stepMinutes * MS_PER_MINUTE)
  const given = new Map(period.Point.map((point) => [point.position, point['price.amount']]))
  const fault = faultIn(period, given, slots)
  if (fault !== undefined) return `${where} ${fault}`
  return { start: new Date(toMinute(start)), stepMinutes, prices: pricesOf(given, slots, curveType) }
}

function pricesOf(given: ReadonlyMap<number, number>, slots: number, curveType: 'A01' | 'A03') {
  const prices: (number | null)[] = []
  for (let position = 1; position <= slots; position++) {
    const repeated = curveType === 'A03' ? (prices.at(-1) ?? null) : null
    prices.push(given.get(position) ?? repeated)
  }
  return prices
}

function faultIn(
  { Point: points }: Period,
  given: ReadonlyMap<number, number>,
  slots: number,
): string | undefined {
  if (!Number.isInteger(slots) || slots < 1 || slots > MOST_SLOTS) return 'is no whole number of slots'
  if (points.length === 0) return 'has no prices'
  if (!given.has(1)) return 'has no price at position 1, so nothing says what it begins with'
  const beyond = points.find(({ position }) => position < 1 || position > slots)
  if (beyond !== undefined)
    return `has a price at position ${String(beyond.position)}, but only ${String(slots)} slots`
  const differing = points.find((point) => given.get(point.position) !== point['price.amount'])
  if (differing !== undefined) return `has two prices at position ${String(differing.position)}`
  return undefined
}

function stepOf(resolution: string): StepMinutes | undefined {
  if (resolution === 'PT1H') return 60
  return STEPS.find((step) => resolution === `PT${String(step)}M`)
}

/** Some intervals end at :59. */
function toMinute(instant: Date): number {
  return Math.round(instant.getTime() / MS_PER_MINUTE) * MS_PER_MINUTE
}
