import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { isFirstTestDue } from '../../src/control/first-test.ts'
import type { Facts } from '../../src/control/facts.ts'
import { COMMANDS_PER_DAY } from '../../src/control/next-step.ts'
import { factsOf, LATEST_START, NOW, stateOf } from './night-facts.ts'

const override = { kind: 'charge-now', since: NOW } as const

describe('the first test charge', () => {
  test.each<[string, Partial<Facts>]>([
    ['that stands and waits for lower prices', {}],
    ['that charges although it is to wait', { state: stateOf({ status: 'charging' }) }],
    ['two hours before latest start', { now: addMinutes(LATEST_START, -121) }],
  ])('may begin with a car %s', (_, given) => {
    expect(isFirstTestDue(factsOf(given))).toBe(true)
  })

  test.each<[string, Partial<Facts>]>([
    ['is tested already', { test: { id: 'test-1', askedAt: NOW } }],
    ['may be anywhere', { atHome: null }],
    ['is away', { atHome: false }],
    ['was never read', { state: undefined }],
    ['sleeps', { state: { ...stateOf(), reach: 'asleep' } }],
    ['is not plugged in', { state: stateOf({ status: 'disconnected' }) }],
    ['charges fast', { state: stateOf({ fastCharging: true }) }],
    ['lacks our key', { controllable: 'needs_pairing' }],
    ['is paused', { policy: { ...factsOf().policy, paused: true } }],
    ['is to charge now', { override }],
    ['is below its minimum', { state: stateOf({ socPercent: 5 }) }],
    ['is full', { state: stateOf({ status: 'complete' }) }],
    ['has lost its consent', { consent: 'lapsed' }],
    ['has less than two hours to spare', { now: addMinutes(LATEST_START, -120) }],
    ['needs nothing', { latestStart: null }],
    ['has no plan yet', { followed: null }],
    ['waits for another car', { waitsUntil: addMinutes(NOW, 30) }],
    ['has to make room in a moment', { roomUntil: addMinutes(NOW, 10) }],
    ['has used half its commands', { spentToday: { commands: COMMANDS_PER_DAY / 2, wakes: 0 } }],
  ])('does not begin with a car that %s', (_, given) => {
    expect(isFirstTestDue(factsOf(given))).toBe(false)
  })
})
