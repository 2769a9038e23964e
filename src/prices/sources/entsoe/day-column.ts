import { contains, type Interval, overlap } from '../../../base/interval.ts'
import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../../base/local-time.ts'
import { slotsInDay, type StepMinutes } from '../../port.ts'
import { shownInstant } from '../day-asked.ts'
import type { ExpandedPeriod } from './expand.ts'

/** EUR/MWh for every slot of a delivery day; `null` where there is no price. */
export interface DayColumn {
  readonly stepMinutes: StepMinutes
  readonly prices: readonly (number | null)[]
}

const MS_PER_MINUTE = 60_000

/** Answers hold more than was asked for; what counts are instants. */
export function touchesDay(period: Interval, day: string): boolean {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE)
  const wanted = { start, end: nextLocalDay(start, MARKET_TIME_ZONE) }
  // One that ends before it starts has a place all the same, so that its fault is told.
  return period.end > period.start ? overlap(period, wanted) !== undefined : contains(wanted, period.start)
}

/**
 * Periods of one resolution merged by instant and cut to the day. A slot given twice alike counts once; of two prices the
 * later in the document counts, since corrections are appended, and it is remarked.
 */
export function fillDay(
  periods: readonly ExpandedPeriod[],
  { day, stepMinutes, remarks }: { day: string; stepMinutes: StepMinutes; remarks: string[] },
): DayColumn {
  const begin = startOfLocalDay(day, MARKET_TIME_ZONE).getTime()
  const step = stepMinutes * MS_PER_MINUTE
  const prices = new Array<number | null>(slotsInDay(day, stepMinutes)).fill(null)
  const replaced = new Set<number>()
  for (const period of periods) {
    const offset = (period.start.getTime() - begin) / step
    if (!Number.isInteger(offset)) {
      remarks.push(`the period from ${shownInstant(period.start)} is off the grid of its slots: left out`)
      continue
    }
    period.prices.forEach((price, index) => {
      const slot = offset + index
      const before = prices[slot]
      if (before === undefined || price === null) return
      if (before !== null && before !== price) replaced.add(slot)
      prices[slot] = price
    })
  }
  const [first] = [...replaced].toSorted((a, b) => a - b)
  if (first !== undefined) {
    const where = `from ${shownInstant(new Date(begin + first * step))} on`
    remarks.push(
      `${String(replaced.size)} slots come twice with different prices, ${where}: the later counts`,
    )
  }
  return { stepMinutes, prices }
}
