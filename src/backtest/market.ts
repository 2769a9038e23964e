import { subDays } from '../base/calendar.ts'
import { localDay, MARKET_TIME_ZONE } from '../base/local-time.ts'
import { perKwh } from '../base/units.ts'
import { costHorizon, plannedCosts } from '../control/cost-horizon.ts'
import type { CostSlot } from '../planning/problem.ts'
import { aheadOf, hasGap, WHOLE_DAYS, withEstimates } from '../prices/estimates.ts'
import type { CurveSlot } from '../prices/price-day.ts'
import type { Site } from '../sites/site.ts'
import { costCurve } from '../tariffs/cost-curve.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import type { PublishedDay } from './night.ts'

/** An estimate leans on prices no older than this, as the ladder's. */
const HISTORY_DAYS = 14
const HOUR_MS = 3_600_000

/** What a kWh costs at a site, as far as it is known at an instant. */
export interface Market {
  costs(now: Date): readonly CostSlot[]
}

/** @param prices in order of time */
export function createMarket(prices: readonly PublishedDay[], site: Site): Market {
  const days = prices.map(({ at, day }) => ({ at, day: day.day, slots: slotsOf(day) }))
  const tariff = tariffAt(site)
  // What is known changes with each publication, and what is estimated with the hour.
  const made = new Map<string, readonly CostSlot[]>()
  return {
    costs: (now) => {
      const known = days.filter(({ at }) => at <= now)
      const key = `${String(known.length)} ${String(Math.floor(now.getTime() / HOUR_MS))}`
      const costs = made.get(key) ?? plannedCosts(costCurve(curveOf(known, now), tariff))
      made.set(key, costs)
      return costs
    },
  }
}

interface KnownDay {
  readonly day: string
  readonly slots: readonly CurveSlot[]
}

function curveOf(days: readonly KnownDay[], now: Date): readonly CurveSlot[] {
  const range = costHorizon(now)
  const known = days
    .flatMap(({ slots }) => slots)
    .filter(({ start, end }) => end > range.from && start < range.until)
  const ahead = aheadOf(range, now)
  if (!hasGap(known, ahead)) return known
  const [first, last] = [subDays(ahead.from, HISTORY_DAYS), range.until].map((at) =>
    localDay(at, MARKET_TIME_ZONE),
  )
  const history = days.filter(({ day }) => day >= (first ?? day) && day <= (last ?? day)).slice(-WHOLE_DAYS)
  return withEstimates(
    known,
    history.flatMap(({ slots }) => slots),
    ahead,
  )
}

function slotsOf({ slots }: PublishedDay['day']): readonly CurveSlot[] {
  const [first, second] = slots
  const step =
    first === undefined || second === undefined
      ? HOUR_MS
      : second.startUtc.getTime() - first.startUtc.getTime()
  return slots.map(({ startUtc, perKwh: price }) => ({
    start: startUtc,
    end: new Date(startUtc.getTime() + step),
    perKwh: perKwh(price),
    quality: 'final',
    rung: 'final',
    source: 'backtest',
    eurPerMwh: null,
  }))
}
