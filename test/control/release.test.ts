import { addHours, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { DecidedIntent, Facts } from '../../src/control/facts.ts'
import { command, factsOf, HELD, NOW, policy, stateOf, STOPPED, told } from './night-facts.ts'

const withdrawing = (given: Partial<Facts> = {}): Facts => factsOf({ consent: 'withdrawing', ...given })
const RELEASED: DecidedIntent = {
  ...HELD,
  desired: 'RELEASE',
  cause: 'withdrawal',
  epoch: 5,
  reason: { code: 'consent_withdrawn' },
}

describe('withdrawal', () => {
  test('a car held back is given back by one start, and only then consent ends', () => {
    const first = decide(withdrawing({ commands: [STOPPED] }))
    expect(first.command).toEqual({ kind: 'start', purpose: 'release', attempt: 1 })
    expect(first.finishWithdrawal).toBe(false)
    expect(first.nextDue).toEqual(NOW)
  })

  test.each(['done', 'refused', 'unknown', null] as const)(
    'after one release with outcome %s nothing more is sent and consent ends',
    (outcome) => {
      const release = command({ id: 'release', kind: 'start', purpose: 'release', epoch: 5, outcome })
      const second = decide(withdrawing({ commands: [release, STOPPED], previous: RELEASED }))
      expect(second).toMatchObject({ command: null, finishWithdrawal: true })
      expect(second.intent?.epoch).toBe(5)
    },
  )

  test.each<[string, Partial<Facts>]>([
    ['it was never told to stop', { commands: [] }],
    ['the last thing it was told was to start', { commands: [command({ kind: 'start' }), STOPPED] }],
    ['the stop was refused', { commands: [command({ outcome: 'refused' })] }],
    ['it is no longer plugged in', { commands: [STOPPED], state: stateOf({ status: 'disconnected' }) }],
    ['it is full', { commands: [STOPPED], state: stateOf({ status: 'complete' }) }],
    ['nothing was ever reported', { commands: [], state: undefined }],
    ['it is known to be elsewhere', { commands: [STOPPED], atHome: false }],
    ['it is on direct current', { commands: [STOPPED], state: stateOf({ fastCharging: true }) }],
  ])('a car is left alone if %s', (_, given) => {
    expect(decide(withdrawing(given))).toMatchObject({ command: null, finishWithdrawal: true })
  })

  test.each(['unknown', null] as const)(
    'a stop with outcome %s may have worked, so it is made good',
    (outcome) => {
      expect(told(decide(withdrawing({ commands: [command({ outcome })] })))).toBe(
        'RELEASE withdrawal, send start',
      )
    },
  )

  const unsent = command({
    ...{ id: 'unsent', kind: 'start', purpose: 'release', epoch: 5 },
    ...{ outcome: 'refused', refusal: 'not_sent' },
  })
  const trying = (given: Partial<Facts> = {}): Facts =>
    withdrawing({
      commands: [unsent, STOPPED],
      previous: RELEASED,
      quietUntil: addSeconds(NOW, 5),
      releaseUntil: addSeconds(NOW, 60),
      ...given,
    })

  test.each([
    ['waits for the next try', {}, { command: null, finishWithdrawal: false, nextDue: addSeconds(NOW, 5) }],
    [
      'is tried again then',
      { quietUntil: NOW },
      { command: { kind: 'start', purpose: 'release', attempt: 2 }, finishWithdrawal: false },
    ],
    [
      'waits no longer than there is time',
      { quietUntil: addSeconds(NOW, 90) },
      { command: null, finishWithdrawal: false, nextDue: addSeconds(NOW, 60) },
    ],
    ['is given up then', { now: addSeconds(NOW, 60) }, { command: null, finishWithdrawal: true }],
    [
      'is given up where access is refused',
      { accessRefused: true },
      { command: null, finishWithdrawal: true },
    ],
  ] as const)('a release that never left %s', (_, given, expected) => {
    expect(decide(trying(given))).toMatchObject(expected)
  })

  test('a start that was refused before has not given the car back', () => {
    for (const refusal of ['not_sent', 'rate_limited']) {
      const start = command({ kind: 'start', outcome: 'refused', refusal })
      expect(told(decide(withdrawing({ commands: [start, STOPPED] })))).toBe('RELEASE withdrawal, send start')
    }
  })

  test('no budget keeps a car from being given back', () => {
    const spentToday = { commands: 99, wakes: 99 }
    expect(decide(withdrawing({ commands: [STOPPED], spentToday })).command?.purpose).toBe('release')
  })

  test('a wake in between does not hide that the car is held back', () => {
    const wake = command({ kind: 'wake', epoch: 5 })
    expect(told(decide(withdrawing({ commands: [wake, STOPPED] })))).toBe('RELEASE withdrawal, send start')
  })
})

describe('pause', () => {
  const paused = (given: Partial<Facts> = {}): Facts =>
    factsOf({ policy: { ...policy, paused: true }, ...given })

  test('a car held back is given back, within its consent', () => {
    const decision = decide(paused({ commands: [STOPPED], spentToday: { commands: 12, wakes: 0 } }))
    expect(decision.command).toEqual({ kind: 'start', purpose: 'intent', attempt: 1 })
    expect(decision).toMatchObject({ finishWithdrawal: false, reason: { code: 'paused' } })
  })

  test('a charging car is left alone, and stays so past latest start', () => {
    for (const now of [NOW, addHours(NOW, 9)])
      expect(told(decide(paused({ now, state: stateOf({ status: 'charging' }) })))).toBe('RELEASE paused')
  })

  test('a car that was seen to charge before it was stopped, and not since, is given back', () => {
    const { sentAt } = STOPPED
    for (const given of [{ evacuating: true }, { policy: { ...policy, paused: true } }]) {
      const seen = (at: Date) => stateOf({ status: 'charging', observedAt: at })
      const held = (at: Date) => decide(factsOf({ ...given, commands: [command()], state: seen(at) })).command
      expect(held(addSeconds(sentAt, -1))).toMatchObject({ kind: 'start', attempt: 1 })
      expect(held(addSeconds(sentAt, 1))).toBeNull()
    }
  })

  test('a sleeping car is woken to be given back', () => {
    const state = stateOf({}, { reach: 'asleep' })
    expect(told(decide(paused({ commands: [STOPPED], state })))).toBe('RELEASE paused, send wake')
  })

  test('a start that did nothing is tried again', () => {
    const ignored = command({ kind: 'start', epoch: 5, sentAt: addSeconds(NOW, -90) })
    const previous: DecidedIntent = { ...RELEASED, cause: 'paused' }
    expect(decide(paused({ commands: [ignored, STOPPED], previous })).command?.attempt).toBe(2)
  })

  test('once seen to be given back it is not commanded again, whatever it does', () => {
    const start = command({ kind: 'start', epoch: 5, sentAt: addSeconds(NOW, -90), confirmedAt: NOW })
    const previous: DecidedIntent = { ...RELEASED, cause: 'paused', reason: { code: 'paused' } }
    for (const status of ['charging', 'connected'] as const)
      expect(told(decide(paused({ commands: [start, STOPPED], previous, state: stateOf({ status }) })))).toBe(
        'RELEASE paused',
      )
  })
})
