import type { Interval } from '../base/interval.ts'
import { hoursBetween, percent } from '../base/units.ts'
import { energyAfter, timeToGoal } from '../planning/charging-time.ts'
import { chargeFrom } from '../planning/late-plan.ts'
import type { ChargingNeed, SiteLimits } from '../planning/problem.ts'

/** How late a car would be if it charged from now on without a break. */
export interface Shortfall {
  readonly readyBy: Date
  readonly targetPercent: number
  readonly expectedPercent: number
  readonly expectedAt: Date
  /** Whole minutes after ready-by. */
  readonly minutesLate: number
}

/** What is needed, and what stands in the way. */
export interface Race {
  readonly now: Date
  readonly need: ChargingNeed
  /** Until charging begins, 0 of a car that charges already; seconds. */
  readonly delaySeconds: number
  readonly blocked: readonly Interval[]
  readonly site: SiteLimits | undefined
}

/**
 * When a car that is charged from now on, wherever it may be, is ready, and how far it comes by ready-by; `null` if it makes it.
 * Nothing is said of prices: what cannot be made even so cannot be made. Pure.
 */
export function foreseeShortfall({ now, need, delaySeconds, blocked, site }: Race): Shortfall | null {
  const start = new Date(now.getTime() + delaySeconds * 1_000)
  const stretches = chargeFrom(start, timeToGoal(need), {
    need,
    blocked,
    ...(site !== undefined && { site }),
  })
  const expectedAt = stretches.at(-1)?.end ?? now
  if (expectedAt <= need.readyBy) return null
  const before = stretches.reduce((sum, stretch) => sum + millisecondsBefore(need.readyBy, stretch), 0)
  const gained = ((energyAfter(before, need) * need.efficiency) / need.capacity) * 100
  return {
    readyBy: need.readyBy,
    targetPercent: need.target,
    expectedPercent: percent(Math.min(need.target, Math.floor(need.soc + gained))),
    expectedAt,
    minutesLate: Math.floor(hoursBetween(need.readyBy, expectedAt) * 60),
  }
}

/** From this late on it is told: state of charge comes in whole points, which are minutes. Withdrawn only when on time again. */
const TOLD_FROM_MINUTES = 10

export function isWorthTelling({ minutesLate }: Shortfall): boolean {
  return minutesLate >= TOLD_FROM_MINUTES
}

function millisecondsBefore(instant: Date, { start, end }: Interval): number {
  return Math.max(0, Math.min(end.getTime(), instant.getTime()) - start.getTime())
}
