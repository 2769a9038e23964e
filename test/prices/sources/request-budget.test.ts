import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SteppedClock } from '../../../src/base/clock.ts'
import { createRequestBudget } from '../../../src/prices/sources/request-budget.ts'

const START = new Date('2026-01-22T12:00:00Z')

/** Instants, in ms since the start, at which a request was let through; one is tried after each pause. */
function letThrough(pauses: readonly number[], perMinute: number): number[] {
  const clock = new SteppedClock(START)
  const budget = createRequestBudget(clock, perMinute)
  const times: number[] = []
  for (const pause of pauses) {
    clock.stepTo(new Date(clock.now().getTime() + pause))
    if (budget.take() === 0) times.push(clock.now().getTime() - START.getTime())
  }
  return times
}

test('no minute, wherever it begins, has more requests than the limit', () => {
  const pauses = fc.array(fc.nat({ max: 400 }), { minLength: 100, maxLength: 600 })
  fc.assert(
    fc.property(pauses, fc.integer({ min: 2, max: 60 }), (between, perMinute) => {
      const times = letThrough(between, perMinute)
      for (const start of times)
        expect(times.filter((time) => time >= start && time < start + 60_000).length).toBeLessThanOrEqual(
          perMinute,
        )
    }),
    { numRuns: 100 },
  )
})

test('a quarter of the limit may go at once, and the wait is told when it is used up', () => {
  const clock = new SteppedClock(START)
  const budget = createRequestBudget(clock, 400)
  expect(Array.from({ length: 100 }, () => budget.take())).toEqual(new Array(100).fill(0))
  expect(budget.take()).toBe(1)
})

test('after the wait that was told, a request goes through', () => {
  const clock = new SteppedClock(START)
  const budget = createRequestBudget(clock, 4)
  expect(budget.take()).toBe(0)
  const wait = budget.take()
  expect(wait).toBe(20)
  clock.stepTo(new Date(START.getTime() + wait * 1000))
  expect(budget.take()).toBe(0)
})

test('what is not used is not saved up beyond the burst', () => {
  const clock = new SteppedClock(START)
  const budget = createRequestBudget(clock, 400)
  clock.stepTo(new Date(START.getTime() + 3_600_000))
  expect(Array.from({ length: 100 }, () => budget.take()).every((wait) => wait === 0)).toBe(true)
  expect(budget.take()).toBeGreaterThan(0)
})
