import { contains } from '../../base/interval.ts'
import { localDay, MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../base/local-time.ts'
import { slotsInDay, STEPS, type StepMinutes } from '../port.ts'
import { type DayAsked, refuseDay } from './day-asked.ts'

/** A price of a source that sends one row per slot. */
export interface DayRow {
  readonly start: Date
  /** With its unit, for people. */
  readonly priceShown: string
}

/** A delivery day with a place for every slot; `null` where the source sent no row. */
export interface GridDay<Row extends DayRow> {
  readonly stepMinutes: StepMinutes
  readonly rows: readonly (Row | null)[]
}

const MS_PER_MINUTE = 60_000

/**
 * Puts rows on the grid of their delivery day. A slot is keyed by the instant its row starts, rounded to the minute, never
 * by its place in the list. How long it is follows from the nearest two starts; stated ends are known to be wrong around
 * clock changes and are not looked at.
 *
 * @throws PriceSourceError `prices-not-credible` for a start that comes twice, lies outside the day or off the grid, or
 * rows in steps the market does not have
 */
export function gridOfRows<Row extends DayRow>(
  rows: readonly Row[],
  asked: DayAsked,
  steps: readonly StepMinutes[] = STEPS,
): GridDay<Row> {
  const sorted = rows
    .map((row): Row => ({ ...row, start: toMinute(row.start) }))
    .toSorted((a, b) => a.start.getTime() - b.start.getTime())
  refuseDoubled(sorted, asked)
  refuseForeign(sorted, asked)
  const stepMinutes = stepOf(sorted, asked, steps)
  const begin = startOfLocalDay(asked.day, MARKET_TIME_ZONE).getTime()
  const places = new Array<Row | null>(slotsInDay(asked.day, stepMinutes)).fill(null)
  for (const row of sorted) {
    const index = (row.start.getTime() - begin) / (stepMinutes * MS_PER_MINUTE)
    if (!Number.isInteger(index))
      refuseDay(asked, {
        code: 'wrong-step',
        found: `the slot at ${shown(row)} is off the grid of ${String(stepMinutes)} minutes`,
        expected: 'slots that begin on it',
      })
    places[index] = row
  }
  return { stepMinutes, rows: places }
}

/** Some sources write :59 for the minute that follows. */
function toMinute(instant: Date): Date {
  return new Date(Math.round(instant.getTime() / MS_PER_MINUTE) * MS_PER_MINUTE)
}

function refuseDoubled(sorted: readonly DayRow[], asked: DayAsked): void {
  const doubled = sorted.find((row, index) => row.start.getTime() === sorted[index - 1]?.start.getTime())
  if (doubled === undefined) return
  const prices = sorted
    .filter((row) => row.start.getTime() === doubled.start.getTime())
    .map(({ priceShown }) => priceShown)
    .join(' and ')
  const found = `the slot at ${shown(doubled)} comes twice, with ${prices} (${String(sorted.length)} rows)`
  refuseDay(asked, { code: 'doubled-slot', found, expected: 'every slot once' })
}

function refuseForeign(sorted: readonly DayRow[], asked: DayAsked): void {
  // By two instants: the local day of every row would take longer than all else.
  const start = startOfLocalDay(asked.day, MARKET_TIME_ZONE)
  const wanted = { start, end: nextLocalDay(start, MARKET_TIME_ZONE) }
  const foreign = sorted.find((row) => !contains(wanted, row.start))
  if (foreign === undefined) return
  const day = localDay(foreign.start, MARKET_TIME_ZONE)
  const found = `the slot at ${shown(foreign)} with ${foreign.priceShown} belongs to ${day}`
  refuseDay(asked, { code: 'wrong-day', found, expected: `slots of ${asked.day} only` })
}

function stepOf(sorted: readonly DayRow[], asked: DayAsked, steps: readonly StepMinutes[]): StepMinutes {
  const apart = sorted
    .slice(1)
    .map((row, index) => row.start.getTime() - (sorted[index]?.start.getTime() ?? 0))
  const minutes = Math.min(...apart) / MS_PER_MINUTE
  const step = steps.find((one) => one === minutes)
  if (step !== undefined) return step
  const apartBy = sorted.length < 2 ? '' : `, the nearest two ${String(minutes)} minutes apart`
  return refuseDay(asked, {
    code: sorted.length < 2 ? 'wrong-length' : 'wrong-step',
    found: `${String(sorted.length)} rows${apartBy}`,
    expected: `a day of slots of ${steps.join(' or ')} minutes`,
  })
}

function shown({ start }: DayRow): string {
  return start.toISOString()
}
