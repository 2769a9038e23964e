import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerProblem } from '../../../src/planning/problem-object/answer.ts'
import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { instant } from '../oracle/by-hand.ts'

const RUNS = { numRuns: 300 }
const SLOTS = 16

/** Cost per kWh of 16 quarters of 2 kWh each: few values, so that ties are common. */
const prices = fc.array(fc.integer({ min: -3, max: 12 }), { minLength: SLOTS, maxLength: SLOTS })

/** Energy that can be had in any mode: of all or none of every slot only 2 kWh at a time. */
const energy = fc.integer({ min: 1, max: 10 }).map((slots) => 2 * slots)

const free: fc.Arbitrary<ProblemObject> = fc
  .record({ price: prices, kwh: energy, start: fc.constantFrom(0, 30) })
  .map(({ price, kwh, start }) => ({
    now: instant(start),
    deadline: instant(15 * SLOTS),
    series: { start: instant(0), step_min: 15, price },
    max_power_kw: 8,
    power_mode: 'range' as const,
    energy_kwh: kwh,
  }))

/** What takes choices away; each can be met together with any other, or the request is none. */
const constraints: Readonly<Record<string, Partial<ProblemObject>>> = {
  'a least power': { power_mode: 'semi', min_power_kw: 2 },
  'all or nothing': { power_mode: 'onoff' },
  'a cost per start': { power_mode: 'semi', min_power_kw: 0.5, start_cost: 1.5 },
  'a least length': { power_mode: 'semi', min_power_kw: 2, min_run_min: 45 },
  'at most two starts': { power_mode: 'semi', min_power_kw: 2, max_starts: 2 },
  'one run': { power_mode: 'semi', min_power_kw: 2, contiguous: true },
  'blocked time': { blocked: [{ start: instant(60), end: instant(105) }] },
  'forced time': { forced_on: [{ start: instant(90), end: instant(105) }] },
  'a price limit': { price_limit: 9 },
  'a grid limit': { grid_limit_kw: 6 },
  'an earlier deadline': { deadline: instant(180) },
  'a later begin': { window_start: instant(60) },
  'a floor': { soc_floors: [{ time: instant(120), kwh: 2 }] },
  'a ceiling': { soc_ceilings: [{ time: instant(120), kwh: 3 }] },
  'a minimum first': { min_soc_first_kwh: 2 },
  'a surcharge': { tier: { threshold_kw: 3, surcharge: 0.5 } },
  'a charge on peaks': { capacity: { steps: [{ up_to_kw: 2, cost: 0 }, { up_to_kw: 5, cost: 4 }, { up_to_kw: 8, cost: 9 }] } }, // prettier-ignore
  'a falling power': { granularity: 'any', taper: [{ from_kwh: 6, power_kw: 4 }] },
}
const some = fc.subarray(Object.keys(constraints), { maxLength: 3 })

describe('the cost of the cheapest plan', () => {
  test.each(Object.keys(constraints))('never falls when %s is added', (name) => {
    fc.assert(
      fc.property(free, some, (problem, others) => {
        const kept = others.filter((other) => areApart(other, name) && !isMoved(other, name))
        const before = constrained(problem, kept)
        const after = { ...before, ...constraints[name] }
        const [loose, tight] = [answerProblem(before), answerProblem(after)]
        if (tight.status !== 'ok') return
        expect(loose.status).toBe('ok')
        expect(tight.cost).toBeGreaterThan(loose.cost - loose.gap - 1e-6)
      }),
      RUNS,
    )
  })

  test('is that of free power where no start costs, no power is too low and no peak is charged for', () => {
    const nothing: Partial<ProblemObject> = {
      power_mode: 'semi',
      min_power_kw: 0,
      start_cost: 0,
      min_run_min: 0,
      capacity: { steps: [{ up_to_kw: 100, cost: 0 }] },
      tier: { threshold_kw: 100, surcharge: 1 },
      price_limit: null,
    }
    fc.assert(
      fc.property(free, fc.subarray(['max_starts', 'initially_on']), (problem, extra) => {
        const rules = {
          ...(extra.includes('max_starts') ? { max_starts: SLOTS } : {}),
          ...(extra.includes('initially_on') ? { initially_on: true } : {}),
        }
        const bare = { ...problem, ...nothing, ...rules }
        expect(answerProblem(bare).cost).toBeCloseTo(answerProblem(problem).cost, 6)
      }),
      RUNS,
    )
  })

  test('is scaled with the prices and all other costs', () => {
    const scale = fc.constantFrom(1e-4, 0.1, 7.25, 1e4)
    fc.assert(
      fc.property(free, some, scale, (problem, names, factor) => {
        const given = constrained(problem, names)
        const [one, scaled] = [
          answerProblem(given),
          answerProblem(repriced(given, (price) => factor * price, factor)),
        ]
        expect(scaled.status).toBe(one.status)
        expect(scaled.cost / factor).toBeCloseTo(one.cost, 4)
      }),
      RUNS,
    )
  })

  test('rises by the same for every kWh if all prices do', () => {
    fc.assert(
      fc.property(free, some, fc.constantFrom(-2.5, 0.75, 40), (problem, names, more) => {
        const given = constrained(
          problem,
          names.filter((name) => name !== 'a price limit'),
        )
        const [one, risen] = [
          answerProblem(given),
          answerProblem(repriced(given, (price) => price + more, 1)),
        ]
        expect(risen.status).toBe(one.status)
        if (one.status === 'ok') expect(risen.cost).toBeCloseTo(one.cost + more * given.energy_kwh, 4)
      }),
      RUNS,
    )
  })

  test('does not depend on how the slots are given', () => {
    fc.assert(
      fc.property(free, some, (problem, names) => {
        const given = constrained(problem, names)
        const { series, ...rest } = given
        const slots = (series?.price ?? []).map((price, slot) => ({
          start: instant(15 * slot),
          end: instant(15 * slot + 15),
          price,
        }))
        expect(answerProblem({ ...rest, slots })).toEqual(answerProblem(given))
      }),
      RUNS,
    )
  })
})

test('the same request has the same answer, bit for bit, whatever was asked in between', () => {
  fc.assert(
    fc.property(free, some, free, some, (problem, names, other, otherNames) => {
      const given = constrained(problem, names)
      const before = JSON.stringify(answerProblem(given))
      answerProblem(constrained(other, otherNames))
      expect(JSON.stringify(answerProblem(structuredClone(given)))).toBe(before)
    }),
    RUNS,
  )
})

test('the request is left as it was', () => {
  fc.assert(
    fc.property(free, some, (problem, names) => {
      const given = constrained(problem, names)
      const before = structuredClone(given)
      answerProblem(given)
      expect(given).toEqual(before)
    }),
    RUNS,
  )
})

test('most of these requests can be met, with every constraint', () => {
  const met = (name: string): number =>
    fc
      .sample(free, { numRuns: 100, seed: 1 })
      .filter((problem) => isOk(answerProblem(constrained(problem, [name])))).length
  for (const name of Object.keys(constraints)) expect(met(name), name).toBeGreaterThan(30)
})

function isOk({ status }: AnswerObject): boolean {
  return status === 'ok'
}

/** A request with constraints; of those that say the same thing in two ways the last holds. */
function constrained(problem: ProblemObject, names: readonly string[]): ProblemObject {
  const chosen = names.filter((name, index) => names.slice(index + 1).every((other) => areApart(name, other)))
  return chosen.reduce((sum, name) => ({ ...sum, ...constraints[name] }), problem)
}

/**
 * Whether a constraint asks for something else beside another: what comes first depends on what can be charged, and all of a
 * slot is less beside a grid limit.
 */
function isMoved(constraint: string, beside: string): boolean {
  return constraint === 'a minimum first' || (constraint === 'all or nothing' && beside === 'a grid limit')
}

/** Whether one constraint says nothing about what the other says, and they are not refused together. */
function areApart(name: string, other: string): boolean {
  const [one, two] = [constraints[name] ?? {}, constraints[other] ?? {}]
  const isRefused = ['taper', 'forced_on'].some((key) => key in one || key in two)
  return !isRefused && Object.keys(one).every((key) => !(key in two))
}

/** With other prices, and all other costs times a factor. */
function repriced(problem: ProblemObject, price: (old: number) => number, factor: number): ProblemObject {
  const { series, start_cost, tier, capacity, price_limit } = problem
  return {
    ...problem,
    ...(series === undefined
      ? {}
      : { series: { ...series, price: series.price.map((each) => (each === null ? null : price(each))) } }),
    ...(typeof start_cost === 'number' ? { start_cost: start_cost * factor } : {}),
    ...(tier === undefined ? {} : { tier: { ...tier, surcharge: tier.surcharge * factor } }),
    ...(capacity === undefined
      ? {}
      : { capacity: { steps: capacity.steps.map((step) => ({ ...step, cost: step.cost * factor })) } }),
    ...(price_limit == null ? {} : { price_limit: price_limit * factor }),
  }
}
