import { describe, expect, test } from 'vitest'
import type { Capabilities } from '../../src/carmakers/port.ts'
import { promiseClass, promiseOf } from '../../src/control/promise.ts'
import type { DecidedIntent } from '../../src/control/facts.ts'
import { promiseSentence } from '../../src/texts/promise-sentence.ts'
import { command, stateOf } from './night-facts.ts'

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
const ASKED = { latestStart: START, now: new Date('2025-02-10T21:00:00Z') }
const NOTHING_NEEDED = { ...ASKED, latestStart: null }

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

function known(desired: DecidedIntent['desired']): Parameters<typeof promiseOf>[1] {
  return {
    intent: intent(desired),
    state: stateOf({ status: 'charging' }),
    commands: [],
    vehicle: { controllable: 'yes' },
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
    const promise = promiseOf({ ...NONE, ...can }, known(desired), ASKED)
    expect(promise.backBy).toEqual(backBy)
  })

  test('names none where nothing is needed or decided', () => {
    expect(promiseOf({ ...NONE, startStop: true }, known('HOLD'), NOTHING_NEEDED).backBy).toBeNull()
    expect(
      promiseOf({ ...NONE, startStop: true }, { ...known('HOLD'), intent: undefined }, ASKED).backBy,
    ).toBeNull()
  })

  test.each([
    ['yes', START],
    [null, START],
    ['no', null],
    ['needs_pairing', null],
  ] as const)('names none of a car that would not obey: controllable is %s', (controllable, backBy) => {
    const facts = { ...known('HOLD'), vehicle: { controllable } }
    expect(promiseOf({ ...NONE, startStop: true }, facts, ASKED).backBy).toEqual(backBy)
  })

  test('names none that has passed', () => {
    const asked = { latestStart: START, now: START }
    expect(promiseOf({ ...NONE, startStop: true }, known('HOLD'), asked).backBy).toBeNull()
  })

  const STOP = command({ confirmedAt: START })
  const start = (outcome: 'refused' | 'done') => command({ id: 'start', kind: 'start', outcome })

  test.each([
    ['that stands by our stop, told to start or not', 'connected', [start('refused'), STOP], START],
    ['that took our start and does nothing', 'connected', [start('done'), STOP], START],
    ['that charges', 'charging', [start('done'), STOP], null],
    ['that was never stopped', 'connected', [start('done')], null],
  ] as const)(
    'goes by what a car does that is to charge, not by what is wanted of it: one %s',
    (_, status, commands, backBy) => {
      const facts = { ...known('CHARGE'), state: stateOf({ status }), commands }
      expect(promiseOf({ ...NONE, startStop: true }, facts, ASKED).backBy).toEqual(backBy)
    },
  )

  test('does not say of a car that stands that it charges without Ladeplan', () => {
    const said = (status: 'connected' | 'charging'): string => {
      const facts = { ...known('HOLD'), state: stateOf({ status }) }
      return promiseSentence(
        promiseOf({ ...NONE, startStop: true }, facts, NOTHING_NEEDED),
        'en',
        'Europe/Oslo',
      )
    }
    expect(said('connected')).toBe('The car stands, and does not start by itself.')
    expect(said('charging')).toBe('The car is not held back, so it charges without Ladeplan.')
  })
})
