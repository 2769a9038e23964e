import { describe, expect, test } from 'vitest'
import type { Capabilities } from '../../src/carmakers/port.ts'
import { promiseClass, promiseOf } from '../../src/control/promise.ts'
import type { DecidedIntent } from '../../src/control/facts.ts'

const NONE: Capabilities = {
  startStop: false,
  limit: true,
  wake: false,
  amps: false,
  ownSchedule: false,
  push: false,
  separableLocationScope: true,
  separableGrants: true,
  atHomeFlag: false,
}
const START = new Date('2025-02-11T01:00:00Z')

function intent(desired: DecidedIntent['desired']): DecidedIntent {
  const now = new Date('2025-02-10T20:00:00Z')
  return {
    desired,
    cause: 'price',
    validUntil: START,
    epoch: 1,
    reason: { code: 'analysing' },
    decidedAt: now,
  }
}

describe('what is promised if Ladeplan stops', () => {
  test.each([
    ['a schedule of its own', { ownSchedule: true, startStop: true }, 'A'],
    ['start and stop', { startStop: true }, 'B'],
    ['a charge limit', {}, 'C'],
  ])('depends on the brand: %s', (_, can, kind) => {
    expect(promiseClass({ ...NONE, ...can })).toBe(kind)
  })

  test.each([
    ['a car that is held', 'HOLD', { startStop: true }, START],
    ['a car held by its limit', 'HOLD', {}, START],
    ['a car that charges', 'CHARGE', { startStop: true }, null],
    ['a car given back', 'RELEASE', { startStop: true }, null],
    ['a car with a schedule', 'HOLD', { ownSchedule: true, startStop: true }, null],
  ] as const)('names the instant by which to be back: %s', (_, desired, can, backBy) => {
    const promise = promiseOf({ ...NONE, ...can }, { intent: intent(desired) }, START)
    expect(promise.backBy).toEqual(backBy)
  })

  test('names none where nothing is needed or decided', () => {
    expect(promiseOf({ ...NONE, startStop: true }, { intent: intent('HOLD') }, null).backBy).toBeNull()
    expect(promiseOf({ ...NONE, startStop: true }, { intent: undefined }, START).backBy).toBeNull()
  })
})
