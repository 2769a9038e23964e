import fc from 'fast-check'
import { type Interval, contains, overlap } from '../../src/base/interval.ts'
import { money } from '../../src/base/units.ts'
import type { Plan } from '../../src/planning/plan-type.ts'
import type { PlanningProblem, RunLimits } from '../../src/planning/problem.ts'
import { expectedSoc } from '../../src/planning/soc-curve.ts'
import { minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

export const RUNS: RunLimits = { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) }

/** Six to twelve hours at 0 to 1 NOK/kWh, and a need that leaves a choice. */
export const hourly = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 6, maxLength: 12 })
  .chain((ore) =>
    fc.record({ ore: fc.constant(ore), quarters: fc.integer({ min: 3, max: 4 * (ore.length - 2) }) }),
  )
  .filter(({ quarters }) => quarters <= 40)
  .map(({ ore, quarters }): PlanningProblem => {
    return { ...nightOf(slotsOf(ore.map((each) => each / 100)), { hours: quarters / 4 }), runs: RUNS }
  })
export const shares = fc.double({ min: 0, max: 1, noNaN: true })
/** News about every hour, NOK/kWh. */
export const newsOf = (most: number) =>
  fc.array(fc.double({ min: -most, max: most, noNaN: true }), { minLength: 16, maxLength: 16 })

/** What is left of a plan: its stretches from an instant on. */
export function rest({ blocks }: Plan, now: Date): Interval[] {
  const stretches: Interval[] = []
  for (const block of blocks) {
    const part = overlap(block, { start: now, end: new Date(8.64e15) })
    if (part === undefined) continue
    const last = stretches.at(-1)
    if (last?.end.getTime() === part.start.getTime())
      stretches.splice(-1, 1, { start: last.start, end: part.end })
    else stretches.push({ start: part.start, end: part.end })
  }
  return stretches
}

/** The request at a later instant of the night, if the car has charged as the plan expected. */
export function onTheWay(problem: PlanningProblem, plan: Plan, now: Date): PlanningProblem {
  const soc = expectedSoc(plan.socCurve, now) ?? problem.need.soc
  const begun = rest(plan, problem.now).filter(({ start }) => start < now)
  const chargingNow = begun.some((each) => contains(each, now))
  const maxStarts = Math.max(chargingNow ? 0 : 1, (RUNS.maxStarts ?? 0) - begun.length)
  return {
    ...problem,
    now,
    chargingNow,
    need: { ...problem.need, soc },
    runs: { ...RUNS, ...problem.runs, maxStarts },
  }
}

export function withNews(problem: PlanningProblem, news: readonly number[]): PlanningProblem {
  const costs = problem.slots.map(({ costPerKwh }, index) => (costPerKwh ?? 0) + (news[index] ?? 0))
  return { ...problem, slots: slotsOf(costs, problem.slots[0]) }
}

export function costOf(stretches: readonly Interval[], { slots, need }: PlanningProblem): number {
  let sum = 0
  for (const slot of slots) {
    for (const stretch of stretches) {
      const part = overlap(slot, stretch)
      if (part === undefined) continue
      sum += ((part.end.getTime() - part.start.getTime()) / 3_600_000) * need.power * (slot.costPerKwh ?? 0)
    }
  }
  return sum
}

export function minutesOf(stretches: readonly Interval[], within: Interval): number {
  return stretches.reduce((sum, stretch) => {
    const part = overlap(stretch, within)
    return part === undefined ? sum : sum + (part.end.getTime() - part.start.getTime()) / 60_000
  }, 0)
}

/** An instant within the night, in whole minutes. */
export function instantIn({ now, need }: PlanningProblem, share: number): Date {
  return minutesAfter(now, Math.floor(((need.readyBy.getTime() - now.getTime()) / 60_000) * share))
}

/** How many of some nights have it. */
export function countOf<T>(arbitrary: fc.Arbitrary<T>, has: (value: T) => boolean): number {
  return fc.sample(arbitrary, { numRuns: 100, seed: 7 }).filter(has).length
}
