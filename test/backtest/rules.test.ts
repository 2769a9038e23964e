import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { carsOf } from '../../src/backtest/night.ts'
import { isStoppedOverBudget } from '../../src/backtest/rules.ts'
import { DAYS } from './nights.ts'

const [car] = carsOf(drawNight('night-1', { days: DAYS }))
if (car === undefined) throw new Error('A night without a car')
/** 23:00 in Oslo. */
const LATE = new Date('2027-01-10T22:00Z')

/** So many of a kind, one a minute. */
function sent(kind: 'start' | 'stop' | 'wake', count: number, from = LATE) {
  return Array.from({ length: count }, (_, minute) => ({ kind, at: addMinutes(from, minute) }))
}
const isOver = (...parts: ReturnType<typeof sent>[]) => isStoppedOverBudget(parts.flat(), car.policy)

test('a stop after twelve starts and stops of one day of the driver is a fault, wherever midnight lies in other zones', () => {
  expect(isOver(sent('stop', 12))).toBe(false)
  expect(isOver(sent('stop', 13))).toBe(true)
  expect(isOver(sent('start', 12), sent('stop', 1, addMinutes(LATE, 20)))).toBe(true)
  const midnight = addMinutes(LATE, 60)
  expect(isOver(sent('stop', 12), sent('stop', 12, midnight))).toBe(false)
  expect(isOver(sent('stop', 12), sent('stop', 13, midnight))).toBe(true)
})

test('a start that is owed after them, and a wake before them, are none', () => {
  expect(isOver(sent('stop', 12), sent('start', 3, addMinutes(LATE, 20)))).toBe(false)
  expect(isOver(sent('wake', 3), sent('stop', 12, addMinutes(LATE, 5)))).toBe(false)
})
