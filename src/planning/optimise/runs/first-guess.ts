import type { RunRules } from '../../statement.ts'
import { at, idAt, numbers } from '../columns.ts'
import { type Filling, costOfFreePower } from '../free-power.ts'
import { EARLIER } from './option.ts'
import type { HourRoom } from './stage-context.ts'

/** kWh below which a segment is not in use. */
const NO_ENERGY = 1e-9

/** Used over and over; one search at a time. */
const scratch = { energy: numbers(0) }

/**
 * A first guess at what a kWh is worth under rules of runs: the price of the dearest energy in use without them. Of slots at one price the
 * search prefers the earlier ones, so it is the price of the last of them. A car that stands charges only where energy is worth what
 * it costs in the mean, one start with it.
 */
export function firstGuess(filling: Filling, hours: HourRoom | null, { startCost }: RunRules): number {
  const { statement, need } = filling
  if (scratch.energy.length !== statement.count) scratch.energy = numbers(statement.count)
  const { energy } = scratch
  const cost = costOfFreePower(filling, hours, energy)
  const marginal = dearestInUse(filling, energy)
  const mean = (cost + at(startCost, 0)) / need.least
  const hasStart = marginal > 0 && !statement.initiallyOn && !statement.forced.includes(1)
  return hasStart && mean > marginal ? mean : marginal
}

/** 0 if everything that is paid for is taken, and no more is needed. */
function dearestInUse({ statement, order, need }: Filling, energy: Float64Array): number {
  const { forced, tier, most } = statement
  let total = 0
  for (let t = 0; t < energy.length; t++) total += at(energy, t)
  for (let i = order.count - 1; i >= 0; i--) {
    const slot = idAt(order.slot, i)
    const isSecond = tier !== null && at(order.top, i) >= at(most, slot)
    const bottom = isSecond ? Math.min(at(tier.room, slot), at(order.top, i)) : 0
    if (forced[slot] === 1 || at(energy, slot) <= bottom + NO_ENERGY) continue
    const slope = at(order.slope, i)
    return slope < 0 && total < need.most - NO_ENERGY ? 0 : slope + EARLIER * slot
  }
  return 0
}
