import { kw, kwh, money, perKwh, percent } from '../base/units.ts'
import { planCharging } from './plan.ts'
import type { PlanningProblem } from './problem.ts'

/** Plans until the code is compiled: the first ones take ten to fifty times as long. */
const ROUNDS = 40
const QUARTER_MS = 900_000
const QUARTERS = 60

/**
 * Plans some nights that nobody asked for, so that the first driver does not wait for the compiler. To be called when a process
 * starts; takes some tenths of a second.
 */
export function warmUpPlanner(): void {
  for (let round = 0; round < ROUNDS; round++) planCharging(someNight(round))
}

/** A night of quarter-hours with two dips; a different one each round. */
function someNight(round: number): PlanningProblem {
  const now = new Date(0)
  const slots = Array.from({ length: QUARTERS }, (_, quarter) => ({
    start: new Date(quarter * QUARTER_MS),
    end: new Date((quarter + 1) * QUARTER_MS),
    costPerKwh: perKwh(1 + Math.sin((quarter + round) / 5) + ((quarter * 7 + round) % 11) / 20),
    quality: 'final' as const,
  }))
  return {
    now,
    need: {
      soc: percent(20 + (round % 30)),
      target: percent(80),
      minimum: percent(round % 25),
      readyBy: new Date(QUARTERS * QUARTER_MS),
      capacity: kwh(64),
      power: kw(11),
      efficiency: 0.9,
    },
    slots,
    runs: { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) },
  }
}
