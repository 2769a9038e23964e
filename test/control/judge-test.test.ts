import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Facts } from '../../src/control/facts.ts'
import { judgeTest } from '../../src/control/judge-test.ts'
import { startsMade } from '../../src/control/starts-made.ts'
import { command, factsOf, LATEST_START, NOW, stateOf, told } from './night-facts.ts'

const running = { id: 'test-1', askedAt: addMinutes(NOW, -1) }
const tested = (given: Partial<Facts> = {}) => factsOf({ test: running, ...given })
const causeOf = (facts: Facts) => {
  const step = judgeTest(facts, [])
  return step?.kind === 'over' ? step.result.cause : step?.desired
}

describe('a test charge', () => {
  test('is none of a night without one', () => {
    expect(judgeTest(factsOf(), [])).toBeNull()
  })

  test('starts a standing car and stops a charging one, whatever price and pause say', () => {
    const paused = { ...factsOf().policy, paused: true }
    expect(told(decide(tested({ policy: paused })))).toBe('CHARGE test-charge, send start')
    const charging = stateOf({ status: 'charging' })
    expect(told(decide(tested({ policy: paused, state: charging })))).toBe('HOLD test-charge, send stop')
  })

  test.each<[string, Partial<Facts>]>([
    ['needs_pairing', { controllable: 'needs_pairing' }],
    ['not_controllable', { controllable: 'no' }],
    ['no_report', { state: undefined }],
    ['not_plugged_in', { state: stateOf({ status: 'disconnected' }) }],
    ['fast_charging', { state: stateOf({ fastCharging: true }) }],
    ['away', { atHome: false }],
    ['full', { state: stateOf({ status: 'complete' }) }],
    ['full', { state: stateOf({ socPercent: 90, limitPercent: 90 }) }],
    ['no_time', { now: addMinutes(LATEST_START, -60), test: { id: 'test-1', askedAt: LATEST_START } }],
    ['charge_now', { override: { kind: 'charge-now', since: NOW } }],
    ['no_answer', { now: addMinutes(NOW, 9) }],
  ])('ends at once with %s', (cause, given) => {
    expect(causeOf(tested(given))).toBe(cause)
    expect(decide(tested(given)).testResult?.cause).toBe(cause)
  })

  test('is cut short by a third refusal, and says which', () => {
    const refused = command({ kind: 'start', sentAt: NOW, outcome: 'refused', refusal: 'no_power' })
    expect(causeOf(tested({ commands: [refused, refused] }))).toBe('CHARGE')
    expect(causeOf(tested({ commands: [refused, refused, refused] }))).toBe('no_power')
  })

  test('gives way to charge now at once, but not to one that was running when it was asked for', () => {
    const pressed = (minutes: number) =>
      tested({ override: { kind: 'charge-now', since: addMinutes(NOW, minutes) }, commands: [command()] })
    expect(told(decide(pressed(0)))).toBe('CHARGE charge-now, send start')
    const charging = stateOf({ status: 'charging' })
    expect(told(decide({ ...pressed(-2), state: charging }))).toBe('HOLD test-charge, send stop')
  })

  test('is not made in a time of need: latest start is no nearer than an hour', () => {
    expect(
      causeOf(tested({ now: addMinutes(LATEST_START, -61), test: { id: 't', askedAt: LATEST_START } })),
    ).toBe('CHARGE')
  })

  test('takes none of the starts that a plan may make', () => {
    const start = command({ kind: 'start', sentAt: NOW, epoch: 7 })
    const over = { askedAt: addMinutes(NOW, -1), finishedAt: addMinutes(NOW, 2) }
    expect(startsMade([start], [over])).toBe(0)
    expect(startsMade([start], [{ ...over, finishedAt: NOW }])).toBe(1)
  })
})
