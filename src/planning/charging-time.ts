import type { Interval } from '../base/interval.ts'
import { type Kw, type Kwh, kwh } from '../base/units.ts'
import { type Clock, clockOf, energyAfter as onClock, hoursFor } from './optimise/taper/clock.ts'
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

/** How long charging without a break takes until the target, or the minimum if that is higher. */
export function timeToGoal(need: ChargingNeed): Milliseconds {
  return timeUntil(energyToGoal(need), need)
}

/** How long charging without a break takes until the minimum state of charge. */
export function timeToMinimum(need: ChargingNeed): Milliseconds {
  return timeUntil(energyToMinimum(need), need)
}

/** Energy at the plug after a time of charging in all, wherever the breaks are: power falls with the state of charge. */
export function energyAfter(time: Milliseconds, need: ChargingNeed): Kwh {
  const clock = clockOfNeed(need)
  return clock === null ? energyOver(time, need.power) : kwh(onClock(clock, time / MS_PER_HOUR))
}

/** Times of charging in all after which the power falls. */
export function kneeTimes(need: ChargingNeed): readonly Milliseconds[] {
  return (clockOfNeed(need)?.hours ?? []).slice(1).map((hours) => Math.round(hours * MS_PER_HOUR))
}

function timeUntil(energy: Kwh, need: ChargingNeed): Milliseconds {
  const clock = clockOfNeed(need)
  if (clock === null) return timeFor(energy, need.power)
  return Math.ceil(hoursFor(clock, energy) * MS_PER_HOUR - ROUNDING_MS)
}

/** Energies at the plug, from the present state of charge on; null without a taper. */
function clockOfNeed({ taper = [], soc, capacity, efficiency, power }: ChargingNeed): Clock | null {
  if (taper.length === 0) return null
  const steps = taper.map((step) => ({
    from: Math.max(0, ((step.soc - soc) / 100) * capacity) / efficiency,
    power: Math.min(power, step.power),
  }))
  const from = [0, ...steps.map((step) => step.from)]
  return clockOf({ from, power: [power, ...steps.map((step) => step.power)] }, power)
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
