import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { diceOf, type Dice } from '../oracle/dice.ts'
import { iso } from '../oracle/instances.ts'

const START = Date.parse('2026-01-22T18:00:00Z')
const POWER_KW = 12

type Part = Partial<ProblemObject>

/** The times of one request: steps of some minutes, whole numbers of which make up everything. */
interface Grid {
  readonly dice: Dice
  readonly stepMin: number
  readonly perSlot: number
  readonly slots: number
  /** First and last step of the window. */
  readonly from: number
  readonly until: number
}

/** A request and the step, in minutes, of which all its times, durations and energies at full power are multiples. */
export interface OnSteps {
  readonly problem: ProblemObject
  readonly stepMin: number
}

/**
 * A small request that may charge at any instant, at full power or not at all: starts and runs are counted, some time is forced
 * or blocked, and prices change rarely against the steps. Some cannot be met. Same seed: same request.
 */
export function instantInstance(seed: number): OnSteps {
  const grid = gridOf(diceOf(`instant ${String(seed)}`))
  const { dice, stepMin, until, from } = grid
  const energy = kwh(grid, dice.whole(1, Math.ceil(0.8 * (until - from))))
  const efficiency = dice.pick(1, 0.8)
  const battery = efficiency * energy
  const basics = basicsOf(grid)
  const problem: ProblemObject = {
    ...basics,
    power_mode: 'onoff',
    efficiency,
    energy_kwh: battery,
    ...(dice.chance(0.3) ? { energy_max_kwh: battery + efficiency * kwh(grid, dice.whole(1, 3)) } : {}),
    ...spansOf(grid, basics.series.price),
    ...(dice.chance(0.15) ? floorOf(grid, efficiency) : {}),
    ...(dice.chance(0.1) ? { contiguous: true } : runsOf(grid)),
  }
  // One block beside forced time is not planned with bounds.
  const isRefused = problem.contiguous === true && problem.soc_floors !== undefined
  return { problem: isRefused ? { ...problem, forced_on: [] } : problem, stepMin }
}

/** The same with power that falls in one or two steps as the battery fills, each reached after a whole number of steps. */
export function taperedInstance(seed: number): OnSteps {
  const grid = gridOf(diceOf(`tapered ${String(seed)}`))
  const { dice, stepMin, until, from } = grid
  const [first, second] = [dice.whole(1, 4), dice.whole(1, 4)]
  const levels = dice.chance(0.5) ? [1, 0.5] : [1, 0.5, 0.25]
  const lengths = levels.length === 2 ? [first, Infinity] : [first, second, Infinity]
  const upTo = (steps: number): number => {
    let [left, energy] = [steps, 0]
    for (const [level, share] of levels.entries()) {
      const here = Math.min(left, lengths[level] ?? 0)
      energy += share * kwh(grid, here)
      left -= here
    }
    return energy
  }
  const knees = levels.length === 2 ? [first] : [first, first + second]
  const efficiency = dice.pick(1, 0.8)
  const basics = basicsOf(grid)
  const problem: ProblemObject = {
    ...basics,
    power_mode: dice.pick('onoff', 'range'),
    efficiency,
    energy_kwh: efficiency * upTo(dice.whole(1, Math.ceil(0.8 * (until - from)))),
    taper: knees.map((steps, index) => ({
      from_kwh: efficiency * upTo(steps),
      power_kw: POWER_KW * (levels[index + 1] ?? 0),
    })),
    ...spansOf(grid, basics.series.price),
  }
  return {
    problem: dice.chance(0.6) ? { ...problem, power_mode: 'onoff', ...runsOf(grid) } : problem,
    stepMin,
  }
}

function gridOf(dice: Dice): Grid {
  const [stepMin, perSlot, slots] = dice.pick(
    [5, 3, dice.whole(4, 10)],
    [5, 6, dice.whole(3, 6)],
    [5, 12, dice.whole(2, 4)],
    [1, 15, dice.whole(2, 4)],
  )
  const late = dice.chance(0.3) ? dice.whole(1, perSlot - 1) : 0
  const early = dice.chance(0.3) ? dice.whole(1, perSlot - 1) : 0
  return { dice, stepMin, perSlot, slots, from: late, until: slots * perSlot - early }
}

function timeOf({ stepMin }: Grid, step: number): string {
  return iso(START + step * stepMin * 60_000)
}

/** Grid energy of some steps at full power. */
function kwh({ stepMin }: Grid, steps: number): number {
  return (POWER_KW * steps * stepMin) / 60
}

interface Basics extends Omit<ProblemObject, 'power_mode' | 'energy_kwh' | 'series'> {
  readonly series: NonNullable<ProblemObject['series']>
}

function basicsOf(grid: Grid): Basics {
  const { dice, stepMin, perSlot, slots, from, until } = grid
  const price = Array.from({ length: slots }, () => dice.between(-1, 9, dice.pick(0, 2)))
  const unpriced = dice.chance(0.05) ? dice.whole(1, slots - 1) : -1
  return {
    now: timeOf(grid, from),
    deadline: timeOf(grid, until),
    series: {
      start: iso(START),
      step_min: stepMin * perSlot,
      price: price.map((each, index) => (index === unpriced ? null : each)),
    },
    max_power_kw: POWER_KW,
    granularity: 'any',
  }
}

/** Forced and blocked time, at full minutes that may be odd; apart from each other, and forced only where there are prices. */
function spansOf(grid: Grid, prices: readonly (number | null)[]): Part {
  const { dice, from, until } = grid
  const middle = dice.whole(from + 1, until - 1)
  const within = (least: number, most: number): { start: string; end: string } => {
    const start = dice.whole(least, most - 1)
    return { start: timeOf(grid, start), end: timeOf(grid, Math.min(most, start + dice.whole(1, 4))) }
  }
  const [forced, blocked] = dice.chance(0.5)
    ? [within(from, middle), within(middle, until)]
    : [within(middle, until), within(from, middle)]
  return {
    ...(dice.chance(0.25) && !prices.includes(null) ? { forced_on: [forced] } : {}),
    ...(dice.chance(0.25) ? { blocked: [blocked] } : {}),
  }
}

function floorOf(grid: Grid, efficiency: number): Part {
  const { dice, from, until } = grid
  const by = dice.whole(from + 1, until)
  return {
    soc_floors: [
      { time: timeOf(grid, by), kwh: efficiency * kwh(grid, dice.whole(1, Math.ceil((by - from) / 2))) },
    ],
  }
}

/** One start cost for all slots: with one for each it may pay to begin a moment before a slot, and no plan is the best. */
function runsOf({ dice, stepMin }: Grid): Part {
  return {
    ...(dice.chance(0.5) ? { max_starts: dice.whole(1, 3) } : {}),
    ...(dice.chance(0.5) ? { min_run_min: stepMin * dice.whole(1, 7) } : {}),
    ...(dice.chance(0.5) ? { start_cost: dice.between(0, 3) } : {}),
    ...(dice.chance(0.25) ? { initially_on: true } : {}),
  }
}
