import { canonicalHash } from '../base/canonical.ts'
import { type Interval, latest } from '../base/interval.ts'
import { type Kwh, type Nok, kwh, nok, nokPerKwh } from '../base/units.ts'
import {
  type Milliseconds,
  after,
  energyOver,
  energyToGoal,
  energyToMinimum,
  lengthOf,
  timeFor,
} from './charging-time.ts'
import { PlanningProblemError, checkProblem } from './check-problem.ts'
import { costOver, isFinal, slotsWithin } from './cost-timeline.ts'
import { type ChosenPart, fillCheapest } from './optimise.ts'
import { latestStart, placeByTime } from './plan-by-time.ts'
import type { BlockReason, Plan, PlannedBlock } from './plan-type.ts'
import type { ChargingNeed, PlanningProblem } from './problem.ts'
import { socCurve } from './soc-curve.ts'

/**
 * The cheapest plan that is ready by `need.readyBy`, for a car that charges at full power or not at all. Exact; pure; the
 * same request gives the same plan, bit for bit.
 *
 * 1. The minimum state of charge comes first, from now on, whatever the price, past ready-by if it must.
 * 2. The rest goes into the cheapest slots until ready-by; without a single price there, by time alone.
 * 3. With too little time the car charges from now on, past ready-by, until the target is reached. Energy is never given
 *    up, only late.
 *
 * Starts, minimum run length, limits of the site and several departures are not in {@link PlanningProblem} yet; they
 * become further fields of it, and further methods beside {@link fillCheapest}.
 *
 * @throws PlanningProblemError if the request makes no sense; never for a need that cannot be met.
 */
export function planCharging(problem: PlanningProblem): Plan {
  const faults = checkProblem(problem)
  if (faults.length > 0) throw new PlanningProblemError(faults)
  const { now, need, slots } = problem
  const { stretches, choice, solver } = place(problem)
  const blocks = stretches.map((stretch) => toBlock(stretch, problem))
  const shortfall = energyFrom(need.readyBy, blocks, need)
  const energy = kwh(blocks.reduce((sum, block) => sum + block.energy, 0))
  const cost = totalCost(blocks)
  return {
    blocks,
    feasibility: shortfall > 0 ? 'late' : 'ready',
    shortfall,
    expectedReadyAt: blocks.at(-1)?.end ?? null,
    latestStart: latestStart(need, now),
    socCurve: socCurve(problem, blocks),
    energy,
    cost,
    meanCost: cost === null || energy === 0 ? null : nokPerKwh(cost / energy),
    // A price passed over counts as well: the estimate may have been too high.
    provisional: ![choice, ...blocks].every((interval) => isFinal(interval, slots)),
    solver,
    inputsHash: canonicalHash(problem),
  }
}

interface Stretch extends Interval {
  readonly reason: BlockReason
}

interface Placement {
  readonly stretches: readonly Stretch[]
  readonly solver: Plan['solver']
  /** Where charging might have been placed otherwise; empty if there was nothing to choose. */
  readonly choice: Interval
}

function place({ now, need, slots }: PlanningProblem): Placement {
  const whole = timeFor(energyToGoal(need), need.power)
  const first = timeFor(energyToMinimum(need), need.power)
  const rest = whole - first
  const minimumReached = after(now, first)
  const window = { start: minimumReached, end: latest(need.readyBy, minimumReached) }
  const nothing = { start: minimumReached, end: minimumReached }
  const prefix = stretchFrom(now, first, 'minimum-first')
  if (whole === 0) return { stretches: [], solver: 'nothing-to-do', choice: nothing }
  if (rest === 0) return { stretches: prefix, solver: 'fill-cheapest', choice: nothing }

  const open = slotsWithin(slots, window)
  const solver = open.some((slot) => slot.costPerKwh !== null) ? 'fill-cheapest' : 'by-time'
  if (rest >= lengthOf(window)) {
    const all = stretchFrom(minimumReached, rest, 'no-time-to-choose')
    return { stretches: [...prefix, ...all], solver, choice: nothing }
  }
  const chosen =
    solver === 'by-time'
      ? [{ ...placeByTime(window, rest), reason: 'by-time' as const }]
      : joinTouching(fillCheapest(open, rest, first > 0).map(toStretch))
  return { stretches: [...prefix, ...chosen], solver, choice: window }
}

function stretchFrom(start: Date, time: Milliseconds, reason: BlockReason): Stretch[] {
  return time > 0 ? [{ start, end: after(start, time), reason }] : []
}

function toStretch({ start, end, slot }: ChosenPart): Stretch {
  return { start, end, reason: slot.costPerKwh === null ? 'by-time' : 'cheapest' }
}

function joinTouching(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const stretch of stretches) {
    const last = joined.at(-1)
    const goesOn = last?.reason === stretch.reason && last.end.getTime() === stretch.start.getTime()
    if (goesOn) joined.splice(-1, 1, { ...last, end: stretch.end })
    else joined.push(stretch)
  }
  return joined
}

function toBlock({ start, end, reason }: Stretch, { need, slots }: PlanningProblem): PlannedBlock {
  const interval = { start, end }
  return {
    ...interval,
    energy: energyOver(lengthOf(interval), need.power),
    cost: costOver(interval, need.power, slots),
    reason,
  }
}

function energyFrom(instant: Date, blocks: readonly Interval[], need: ChargingNeed): Kwh {
  const time = blocks.reduce((sum, { start, end }) => {
    return sum + Math.max(0, lengthOf({ start: latest(start, instant), end }))
  }, 0)
  return energyOver(time, need.power)
}

function totalCost(blocks: readonly PlannedBlock[]): Nok | null {
  let sum = 0
  for (const { cost } of blocks) {
    if (cost === null) return null
    sum += cost
  }
  return nok(sum)
}
