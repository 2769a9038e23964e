import { addHours, addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Command, Facts } from '../../src/control/facts.ts'
import { BLOCK, command, factsOf, HELD, NOW, stateOf, told } from './night-facts.ts'

const SENT = addMinutes(NOW, -5)
/** A stop sent five minutes ago; the car still charges. */
const stop = (given: Partial<Command> = {}): Command => command({ sentAt: SENT, ...given })
const charging = (observedAt: Date): Facts['state'] => stateOf({ status: 'charging', observedAt })
const afterSend = (seconds: number, given: Partial<Command> = {}): Partial<Facts> => ({
  now: addSeconds(SENT, seconds),
  commands: [stop(given)],
})

describe('an outcome that nobody knows', () => {
  test.each(['unknown', null] as const)(
    'outcome %s: nothing is sent again before a report newer than the send contradicts it',
    (outcome) => {
      const at = afterSend(300, { outcome })
      expect(told(decide(factsOf({ ...at, state: charging(addSeconds(SENT, -1)) })))).toBe('HOLD price')
      expect(told(decide(factsOf({ ...at, state: charging(SENT) })))).toBe('HOLD price')
      const again = decide(factsOf({ ...at, state: charging(addSeconds(SENT, 300)) }))
      expect(told(again)).toBe('HOLD price, send stop')
      expect(again.command?.attempt).toBe(2)
      expect(again.intent?.epoch).toBe(4)
    },
  )

  test.each(['unknown', null, 'done'] as const)(
    'outcome %s: within 45 s the car may still be about to act',
    (outcome) => {
      const early = decide(factsOf({ ...afterSend(44, { outcome }), state: charging(addSeconds(SENT, 44)) }))
      expect(told(early)).toBe('HOLD price')
      expect(early.nextDue?.getTime()).toBeLessThanOrEqual(addSeconds(SENT, 74).getTime())
      const late = decide(factsOf({ ...afterSend(45, { outcome }), state: charging(addSeconds(SENT, 45)) }))
      expect(told(late)).toBe('HOLD price, send stop')
    },
  )

  test('a refusal did not happen, so it is tried again at once', () => {
    const state = charging(SENT)
    const again = decide(factsOf({ ...afterSend(5, { outcome: 'refused', refusal: 'rate_limited' }), state }))
    expect(again.command).toEqual({ kind: 'stop', purpose: 'intent', attempt: 2 })
  })
})

describe('a mind changed while a command takes effect', () => {
  const override = { kind: 'charge-now', since: NOW } as const
  const pressed = (seconds: number, given: Partial<Command> = {}): string =>
    told(
      decide(factsOf({ ...afterSend(seconds, given), state: charging(addSeconds(SENT, seconds)), override })),
    )

  test('a car that still draws after a stop is started, since it is about to stand', () => {
    expect(pressed(5)).toContain('send start')
    expect(pressed(44, { outcome: null })).toContain('send start')
  })

  test('one whose report is older than the stop is started however long ago that was: it may stand by now', () => {
    const at = { ...afterSend(600, { outcome: 'unknown' }), override }
    expect(told(decide(factsOf({ ...at, state: charging(addSeconds(SENT, -1)) })))).toContain('send start')
    expect(told(decide(factsOf({ ...at, state: charging(addSeconds(SENT, 1)) })))).not.toContain('send')
  })

  test('a car that draws long after a stop, or refused it, goes on as it is', () => {
    expect(pressed(45)).not.toContain('send')
    expect(pressed(5, { outcome: 'refused', refusal: 'other' })).not.toContain('send')
  })
})

describe('confirmation', () => {
  const confirmed = (given: Partial<Facts>): readonly string[] => decide(factsOf(given)).confirmed
  const seen = (status: 'connected' | 'charging', observedAt: Date): Facts['state'] =>
    stateOf({ status, observedAt })

  test('only an observation newer than the send bears a command out', () => {
    expect(confirmed({ commands: [stop()], state: seen('connected', addSeconds(SENT, -1)) })).toEqual([])
    expect(confirmed({ commands: [stop()], state: seen('connected', SENT) })).toEqual([])
    expect(confirmed({ commands: [stop()], state: seen('connected', addSeconds(SENT, 1)) })).toEqual([
      'command-1',
    ])
  })

  test('an answer of 200 confirms nothing while the car still charges', () => {
    expect(confirmed({ commands: [stop()], state: seen('charging', NOW) })).toEqual([])
  })

  test('a lost answer is made good by what the car shows', () => {
    for (const outcome of ['unknown', null] as const)
      expect(confirmed({ commands: [stop({ outcome })], state: seen('connected', NOW) })).toEqual([
        'command-1',
      ])
  })

  test('a refused command is never confirmed, a confirmed one not again', () => {
    const state = seen('connected', NOW)
    expect(confirmed({ commands: [stop({ outcome: 'refused' })], state })).toEqual([])
    expect(confirmed({ commands: [stop({ confirmedAt: NOW })], state })).toEqual([])
  })

  test('what shows after a second try is the doing of the second, unless that was refused', () => {
    const state = seen('connected', NOW)
    const second = stop({ id: 'command-2', attempt: 2, sentAt: addSeconds(SENT, 90) })
    expect(confirmed({ commands: [second, stop()], state })).toEqual(['command-2'])
    expect(confirmed({ commands: [{ ...second, outcome: 'refused' }, stop()], state })).toEqual(['command-1'])
    const wake = stop({ id: 'wake', kind: 'wake', sentAt: addSeconds(SENT, 90) })
    expect(confirmed({ commands: [wake, stop()], state })).toEqual(['wake', 'command-1'])
  })

  test('a start is borne out by charging, a wake by the car answering', () => {
    const start = stop({ kind: 'start' })
    expect(confirmed({ commands: [start], state: seen('connected', NOW) })).toEqual([])
    expect(confirmed({ commands: [start], state: seen('charging', NOW) })).toEqual(['command-1'])
    const wake = stop({ kind: 'wake' })
    expect(confirmed({ commands: [wake], state: seen('connected', SENT) })).toEqual(['command-1'])
    expect(confirmed({ commands: [wake], state: stateOf({}, { reach: 'asleep' }) })).toEqual([])
  })
})

describe('attempts and budgets', () => {
  const state = charging(NOW)
  const tries = (count: number): Command[] =>
    Array.from({ length: count }, (_, index) =>
      stop({ id: `try-${String(count - index)}`, attempt: count - index, outcome: 'refused' }),
    )

  test.each([
    [0, 1],
    [1, 2],
    [2, 3],
  ])('after %i tries comes number %i', (count, attempt) => {
    expect(decide(factsOf({ state, commands: tries(count) })).command?.attempt).toBe(attempt)
  })

  test('half an hour after three tries in a row the next comes: a car is never given up', () => {
    const commands = tries(3).map((command) => ({ ...command, sentAt: addMinutes(NOW, -31) }))
    expect(decide(factsOf({ state, commands })).command?.attempt).toBe(4)
  })

  test('after three tries nothing is sent, the driver is told and the car is looked at again', () => {
    const decision = decide(factsOf({ state, commands: tries(3) }))
    expect(decision.command).toBeNull()
    expect(decision.reason).toEqual({ code: 'command_failed', retryAt: addMinutes(SENT, 30) })
    expect(decision.nextDue).toEqual(addMinutes(NOW, 5))
  })

  test('tries before one that worked leave a car that stops later its next', () => {
    const [last, ...before] = tries(3).map((one): Command => ({ ...one, kind: 'start', outcome: 'done' }))
    const previous: Facts['previous'] = { ...HELD, desired: 'CHARGE' }
    const facts = (newest: Command | undefined): Facts =>
      factsOf({
        ...{ now: BLOCK.start, previous, state: stateOf({ observedAt: BLOCK.start }) },
        commands: [...(newest === undefined ? [] : [newest]), ...before].map((one) => ({
          ...one,
          sentAt: addMinutes(BLOCK.start, -20),
        })),
      })
    const proven = last && { ...last, confirmedAt: addMinutes(BLOCK.start, -19) }
    expect(told(decide(facts(last)))).toBe('CHARGE price')
    expect(decide(facts(proven)).command).toEqual({ kind: 'start', purpose: 'intent', attempt: 4 })
  })

  test('tries of another epoch or of another kind do not count', () => {
    const others = [...tries(3).map((one) => ({ ...one, epoch: 3 })), stop({ kind: 'wake' })]
    expect(decide(factsOf({ state, commands: others })).command?.attempt).toBe(1)
  })

  test('a command just sent for another cause is waited for, not sent again', () => {
    const start = command({ kind: 'start', epoch: 4, sentAt: addSeconds(BLOCK.start, -10) })
    const charge: Facts['previous'] = { ...HELD, desired: 'CHARGE', cause: 'price', decidedAt: start.sentAt }
    const pressed = factsOf({ now: BLOCK.start, latestStart: BLOCK.start, previous: charge })
    expect(told(decide(pressed))).toBe('CHARGE ready-by, send start')
    expect(told(decide({ ...pressed, commands: [start] }))).toBe('CHARGE ready-by')
    const refused: Command = { ...start, id: 'stop', kind: 'stop', outcome: 'refused' }
    expect(told(decide({ ...pressed, commands: [refused, start] }))).toBe('CHARGE ready-by')
    expect(told(decide({ ...pressed, commands: [{ ...refused, outcome: 'done' }, start] }))).toBe(
      'CHARGE ready-by, send start',
    )
  })

  test('commands of a later epoch than the intent, which was lost, are no tries of it: a new epoch passes them', () => {
    const later = tries(3).map((one) => ({ ...one, epoch: 5 }))
    for (const previous of [HELD, { ...HELD, cause: 'paused' as const }, null]) {
      const { intent, command: sent } = decide(factsOf({ state, commands: later, previous }))
      expect([intent?.epoch, sent?.attempt]).toEqual([6, 1])
    }
    const undecided = decide(factsOf({ state, commands: [], previous: null }))
    expect([undecided.intent?.epoch, undecided.command?.attempt]).toEqual([1, 1])
  })

  test('the twelfth command of a day is sent, the thirteenth is not', () => {
    const spent = (commands: number): string =>
      told(decide(factsOf({ state, spentToday: { commands, wakes: 0 } })))
    expect(spent(11)).toBe('HOLD price, send stop')
    expect(spent(12)).toBe('HOLD price')
    expect(decide(factsOf({ state, spentToday: { commands: 12, wakes: 0 } })).reason.code).toBe(
      'budget_spent',
    )
  })
})

describe('a sleeping car', () => {
  const asleep = (given: Partial<Facts> = {}): Facts =>
    factsOf({
      state: stateOf({ status: 'connected', observedAt: addHours(NOW, -2) }, { reach: 'asleep' }),
      ...given,
    })

  test('is woken before it is started', () => {
    const decision = decide(asleep({ now: BLOCK.start }))
    expect(told(decision)).toBe('CHARGE price, send wake')
    expect(decision.reason.code).toBe('waking')
    const woken = { now: addSeconds(BLOCK.start, 30), commands: [command({ kind: 'wake', epoch: 5 })] }
    const previous = { ...HELD, desired: 'CHARGE', epoch: 5 } as const
    const awake = decide(factsOf({ ...woken, previous }))
    expect(told(awake)).toBe('CHARGE price, send start')
    expect(awake.command?.attempt).toBe(1)
  })

  test('is not woken to be held back, even if its last report shows it charging', () => {
    expect(told(decide(asleep()))).toBe('HOLD price')
    const state = stateOf({ status: 'charging', observedAt: addHours(NOW, -2) }, { reach: 'asleep' })
    expect(told(decide(factsOf({ state })))).toBe('HOLD price')
  })

  test('is not woken once full, whatever is wanted', () => {
    const full = { status: 'complete', socPercent: 70, limitPercent: null } as const
    const state = stateOf(full, { reach: 'asleep' })
    expect(told(decide(factsOf({ state, now: addHours(NOW, 8) })))).toBe('CHARGE ready-by')
  })

  test('the third wake of a day is sent, the fourth is not', () => {
    const spent = (wakes: number): string =>
      told(decide(asleep({ now: BLOCK.start, spentToday: { commands: 0, wakes } })))
    expect(spent(2)).toBe('CHARGE price, send wake')
    expect(spent(3)).toBe('CHARGE price')
  })
})

test('a sleeping car is woken before it is started, where its brand can; elsewhere the start itself has to', () => {
  const due = { now: BLOCK.start, state: stateOf({}, { reach: 'asleep' }) }
  expect(told(decide(factsOf({ ...due, canWake: true })))).toBe('CHARGE price, send wake')
  expect(told(decide(factsOf({ ...due, canWake: false })))).toBe('CHARGE price, send start')
})
