import type { Interval } from '../base/interval.ts'
import { type Kw, type Kwh, kwh } from '../base/units.ts'
import type { ChargingNeed } from './problem.ts'

/** Times add up without rounding only as whole milliseconds, so the planner counts charging in them, not in energy. */
export type Milliseconds = number

const MS_PER_HOUR = 3_600_000
/** Excess over a whole millisecond that is taken for a rounding of binary fractions. */
const ROUNDING_MS = 1e-3

/** Energy at the plug until the target, or the minimum if that is higher; 0 if it is reached. Losses are in it. */
export function energyToGoal(need: ChargingNeed): Kwh {
  return energyTo(Math.max(need.target, need.minimum), need)
}

/** Energy at the plug until the minimum state of charge; 0 if it is reached. */
export function energyToMinimum(need: ChargingNeed): Kwh {
  return energyTo(need.minimum, need)
}

/** How long `energy` takes at full power, rounded up, so that the target is never missed by a fraction. */
export function timeFor(energy: Kwh, power: Kw): Milliseconds {
  return Math.ceil((energy / power) * MS_PER_HOUR - ROUNDING_MS)
}

/** Energy at the plug over a time at full power. */
export function energyOver(time: Milliseconds, power: Kw): Kwh {
  return kwh((power * time) / MS_PER_HOUR)
}

export function lengthOf(interval: Interval): Milliseconds {
  return interval.end.getTime() - interval.start.getTime()
}

export function after(instant: Date, time: Milliseconds): Date {
  return new Date(instant.getTime() + time)
}

function energyTo(soc: number, need: ChargingNeed): Kwh {
  return kwh((Math.max(0, soc - need.soc) * need.capacity) / 100 / need.efficiency)
}
