import { type Interval, earliest } from '../base/interval.ts'
import { type Percent, kwh, percent, perKwh } from '../base/units.ts'
import { energyAfter, lengthOf } from './charging-time.ts'
import { place } from './placement.ts'
import type { CostSlot, PlanningProblem } from './problem.ts'

/** The departure after the one that a request is for. */
export interface NextDeparture {
  readonly readyBy: Date
  readonly target: Percent
  /** Costs from the request's `now` until then. */
  readonly slots: readonly CostSlot[]
}

/** Charging ahead has to gain so much of what charging later costs: a full battery ages faster. */
const LEAST_GAIN = 0.1
/** An estimate may be so much too high. */
const ESTIMATE_MARGIN = 0.2

/**
 * State of charge worth having at `need.readyBy`, the present one or the target at least, and at most what the departure after it
 * wants: more than the target as far as that comes cheaper than charging later. Both departures are planned jointly, as if the car
 * stood at its plug between them and used nothing: so every hour until the later one competes, and a trip between them can only make
 * what was charged ahead worth more. Nothing is charged ahead while a price until then is unknown, nor where limits have to give way.
 */
export function socWorthAhead(problem: PlanningProblem, next: NextDeparture): Percent {
  const { need } = problem
  const least = percent(Math.max(need.soc, need.target))
  const between = { start: need.readyBy, end: next.readyBy }
  if (!isPricedThroughout(next.slots, between)) return least
  const { stretches, relaxed } = place({
    ...problem,
    slots: next.slots.map((slot) => (slot.start < need.readyBy ? slot : competing(slot))),
    laterDepartures: [{ target: next.target, readyBy: next.readyBy, backAt: need.readyBy, used: kwh(0) }],
  })
  if (relaxed.length > 0) return least
  const before = stretches.reduce((sum, stretch) => sum + timeBefore(need.readyBy, stretch), 0)
  const gained = (100 * energyAfter(before, need) * need.efficiency) / need.capacity
  return percent(Math.min(next.target, Math.max(least, need.soc + gained)))
}

/** As cheap as charging later is believed to be when it is weighed against charging now. */
function competing(slot: CostSlot): CostSlot {
  const { costPerKwh: cost, quality } = slot
  if (cost === null) return slot
  const share = LEAST_GAIN + (quality === 'estimate' ? ESTIMATE_MARGIN : 0)
  return { ...slot, costPerKwh: perKwh(cost - share * Math.abs(cost)) }
}

function isPricedThroughout(slots: readonly CostSlot[], { start, end }: Interval): boolean {
  let reached = start
  for (const slot of slots) {
    if (slot.costPerKwh !== null && slot.start <= reached && slot.end > reached) reached = slot.end
  }
  return reached >= end
}

function timeBefore(instant: Date, { start, end }: Interval): number {
  return Math.max(0, lengthOf({ start, end: earliest(instant, end) }))
}
