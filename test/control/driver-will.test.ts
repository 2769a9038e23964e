import { addHours, addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import type { ChargeState } from '../../src/carmakers/charge-state.ts'
import { decide } from '../../src/control/decide.ts'
import type { Facts, Override } from '../../src/control/facts.ts'
import { NOTHING_SEEN, type SeenChanges } from '../../src/vehicles/seen-changes.ts'
import {
  BLOCK,
  command,
  factsOf,
  HELD,
  NOW,
  PLUGGED_IN,
  policy,
  stateOf,
  STOPPED,
  told,
} from './night-facts.ts'

const STARTED: SeenChanges = { ...NOTHING_SEEN, stoodSince: addMinutes(NOW, -9), startedAt: NOW }
const charging = (changes: Partial<SeenChanges> = {}, charge: Partial<ChargeState> = {}) =>
  stateOf({ status: 'charging', ...charge }, { changes: { ...STARTED, ...changes } })

describe('a start by hand', () => {
  test.each<[string, Partial<Facts>]>([
    ['after our stop', { commands: [STOPPED] }],
    ['of a car that stood from plug-in and was never sent a stop', { commands: [] }],
    [
      'long after a start of ours that did its work',
      {
        commands: [
          STOPPED,
          command({ kind: 'start', epoch: 3, sentAt: addHours(NOW, -3), confirmedAt: addHours(NOW, -3) }),
        ],
      },
    ],
    [
      'after a start of ours that the carmaker refused',
      { commands: [command({ kind: 'start', outcome: 'refused', sentAt: addMinutes(NOW, -2) }), STOPPED] },
    ],
    [
      'after a start of ours that never showed',
      {
        commands: [
          STOPPED,
          command({ kind: 'start', epoch: 3, outcome: 'unknown', sentAt: addMinutes(NOW, -40) }),
        ],
      },
    ],
    [
      'seen only when Ladeplan is back after hours',
      { commands: [STOPPED], previous: { ...HELD, decidedAt: addHours(NOW, -4) } },
    ],
  ])('is recognised and left alone: %s', (_, given) => {
    const decision = decide(factsOf({ state: charging(), ...given }))
    expect(decision.override).toBe('by-hand')
    expect(told(decision)).toBe('nothing (charging_by_hand)')
  })

  test.each<[string, Partial<Facts>]>([
    [
      'the car draws since before our stop: the stop did not work',
      { state: charging({ startedAt: null, stoodSince: null }), commands: [command()] },
    ],
    [
      'a start of ours may be showing late',
      {
        state: charging(),
        commands: [
          STOPPED,
          command({ kind: 'start', epoch: 3, outcome: 'unknown', sentAt: addMinutes(NOW, -12) }),
        ],
      },
    ],
    [
      'the car began by itself, minutes after plug-in',
      {
        state: stateOf({ status: 'charging' }, { pluggedInAt: addMinutes(NOW, -9), changes: STARTED }),
        previous: { ...HELD, decidedAt: addMinutes(NOW, -8) },
      },
    ],
    [
      'charging was wanted',
      { state: charging(), commands: [STOPPED], previous: { ...HELD, desired: 'CHARGE' } },
    ],
    [
      'it was released by a pause',
      { state: charging(), commands: [STOPPED], previous: { ...HELD, desired: 'RELEASE', cause: 'paused' } },
    ],
    [
      'the hold is of a stay before',
      { state: charging(), previous: { ...HELD, decidedAt: addMinutes(PLUGGED_IN, -1) } },
    ],
    [
      'the driver has let Ladeplan take over since',
      { state: charging({ handedBackAt: NOW }), commands: [STOPPED] },
    ],
    [
      'it was a test charge',
      { state: charging(), commands: [STOPPED], previous: { ...HELD, cause: 'test-charge' } },
    ],
  ])('is not taken for one: %s', (_, given) => {
    expect(decide(factsOf(given)).override).toBe('keep')
  })

  test('is respected at any state of charge, until the car is unplugged', () => {
    const override: Override = { kind: 'by-hand', since: NOW }
    for (const socPercent of [5, 50, 85]) {
      const later = decide(factsOf({ override, state: charging({}, { socPercent }) }))
      expect(later).toMatchObject({ override: 'keep', command: null })
    }
    const gone = stateOf({ status: 'disconnected' })
    const back = stateOf({}, { pluggedInAt: addMinutes(NOW, 1), readyByFrom: addMinutes(NOW, 1) })
    for (const state of [gone, back])
      expect(decide(factsOf({ now: addMinutes(NOW, 2), override, state })).override).toBe('end')
  })
})

describe('a stop by hand', () => {
  const CHARGING_WANTED = { ...HELD, desired: 'CHARGE', cause: 'price' } as const
  const restart = command({ kind: 'start', sentAt: addMinutes(NOW, -5), confirmedAt: addMinutes(NOW, -4) })
  const twice = (given: Partial<SeenChanges> = {}): Partial<Facts> => ({
    previous: CHARGING_WANTED,
    commands: [restart],
    state: stateOf(
      {},
      {
        changes: {
          ...NOTHING_SEEN,
          stoodSince: NOW,
          stoppedAt: NOW,
          stoppedBefore: addMinutes(NOW, -6),
          ...given,
        },
      },
    ),
  })

  test('is a second stop within ten minutes that we did not ask for', () => {
    const decision = decide(factsOf(twice()))
    expect(decision.override).toBe('stopped-by-hand')
    expect(told(decision)).toBe('nothing (stopped_by_driver)')
  })

  test.each<[string, Partial<Facts>]>([
    ['the first stop: a fault, made good', twice({ stoppedBefore: null })],
    ['a second one after more than ten minutes', twice({ stoppedBefore: addMinutes(NOW, -11) })],
    ['we asked for it', { ...twice(), commands: [command({ sentAt: addMinutes(NOW, -1) }), restart] }],
    ['nothing of ours had started it again', { ...twice(), commands: [] }],
    ['nobody wanted it to charge', { ...twice(), previous: HELD }],
    ['the driver has let Ladeplan take over since', twice({ handedBackAt: NOW })],
    ['the charger gave no power', { ...twice(), state: stateOf({ status: 'no_power' }) }],
    ['the driver has pressed charge now since', { ...twice(), override: { kind: 'charge-now', since: NOW } }],
  ])('is not: %s', (_, given) => {
    expect(decide(factsOf(given)).override).toBe('keep')
  })

  test('is one in the middle of charge now, too', () => {
    const override: Override = { kind: 'charge-now', since: addMinutes(NOW, -7) }
    expect(decide(factsOf({ ...twice(), override })).override).toBe('stopped-by-hand')
  })

  test('turns ready-by off, and a later start by hand turns it into that', () => {
    const override: Override = { kind: 'stopped-by-hand', since: addMinutes(NOW, -30) }
    const late = { now: addHours(NOW, 8), override, state: stateOf({ socPercent: 10 }) }
    expect(told(decide(factsOf(late)))).toBe('nothing (stopped_by_driver)')
    expect(decide(factsOf({ override, previous: null, state: charging() })).override).toBe('by-hand')
  })

  test('would be seen in time: after a stop nobody asked for the car is looked at every two minutes', () => {
    const changes = { ...NOTHING_SEEN, stoodSince: NOW, startedAt: NOW, stoppedAt: addMinutes(NOW, -3) }
    const block = { now: BLOCK.start, previous: CHARGING_WANTED, commands: [restart], finishAt: null }
    const seen = { ...changes, stoppedAt: addMinutes(BLOCK.start, -3) }
    const state = stateOf({ status: 'charging' }, { changes: seen })
    expect(decide(factsOf({ ...block, state })).nextDue).toEqual(addMinutes(BLOCK.start, 2))
    const calm = stateOf({ status: 'charging' }, { changes })
    expect(decide(factsOf({ ...block, state: calm })).nextDue).toEqual(addMinutes(BLOCK.start, 10))
  })
})

describe('the end of charge now', () => {
  const boost = (end: Override['end'], charge: Partial<ChargeState>, now = NOW) =>
    decide(
      factsOf({
        now,
        override: { kind: 'charge-now', since: NOW, end },
        state: stateOf({ status: 'charging', ...charge }, { changes: STARTED }),
      }),
    )

  test.each<[string, Override['end'], Partial<ChargeState>]>([
    ['below the policy’s target', undefined, { socPercent: 79 }],
    ['below a higher target', { until: 'target', targetPercent: 90 }, { socPercent: 85, limitPercent: 95 }],
    ['past the target until unplugged', { until: 'unplugged' }, { socPercent: 89 }],
    ['past the target for some hours', { until: 'time', endsAt: addHours(NOW, 1) }, { socPercent: 89 }],
  ])('is not yet %s', (_, end, charge) => {
    const decision = boost(end, charge)
    expect(decision.override).toBe('keep')
    expect(told(decision)).toBe('CHARGE charge-now')
  })

  test.each<[string, Override['end'], Partial<ChargeState>]>([
    ['at the policy’s target', undefined, { socPercent: 80 }],
    ['at the car’s limit below the target', undefined, { socPercent: 70, limitPercent: 70 }],
    ['at a higher target', { until: 'target', targetPercent: 90 }, { socPercent: 90, limitPercent: 95 }],
    ['at a lower target', { until: 'target', targetPercent: 60 }, { socPercent: 60 }],
  ])('is %s', (_, end, charge) => {
    expect(boost(end, charge).override).toBe('end')
  })

  test('by the clock comes to the second, and the plan rules in the same pass', () => {
    const end = { until: 'time', endsAt: addSeconds(NOW, 90) } as const
    expect(boost(end, {}).nextDue).toEqual(end.endsAt)
    expect(told(boost(end, {}, addSeconds(NOW, 89)))).toBe('CHARGE charge-now')
    const over = boost(end, {}, end.endsAt)
    expect(over.override).toBe('end')
    expect(told(over)).toBe('HOLD price, send stop')
  })

  test('comes with unplugging, whatever end was asked for', () => {
    for (const end of [
      undefined,
      { until: 'unplugged' },
      { until: 'time', endsAt: addHours(NOW, 5) },
    ] as const)
      expect(boost(end, { status: 'disconnected' }).override).toBe('end')
  })

  test('is not needed for a car that is as full as it lets itself be: it is left standing', () => {
    const end = { until: 'unplugged' } as const
    expect(told(boost(end, { status: 'connected', socPercent: 90, limitPercent: 90 }))).toBe(
      'HOLD target-reached',
    )
    expect(told(boost(end, { status: 'complete', socPercent: 89, limitPercent: 90 }))).toBe(
      'CHARGE charge-now',
    )
  })

  test('a pause beats it', () => {
    const given = {
      policy: { ...policy, paused: true },
      override: { kind: 'charge-now', since: NOW } as const,
    }
    expect(told(decide(factsOf(given)))).toBe('RELEASE paused')
  })
})
