import { addDays, addHours, addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Facts } from '../../src/control/facts.ts'
import { reasonSchema, type ReasonCode } from '../../src/control/reasons.ts'
import type { PlannedBlock } from '../../src/planning/plan-type.ts'
import {
  BLOCK,
  command,
  factsOf,
  followed,
  HELD,
  LATEST_START,
  NOW,
  PLUGGED_IN,
  policy,
  READY_BY,
  stateOf,
} from './night-facts.ts'

function blockOf(given: Partial<PlannedBlock> = {}): Partial<Facts> {
  return { followed: followed({ blocks: followed().plan.blocks.map((block) => ({ ...block, ...given })) }) }
}

/** In the block, and the car charges. */
function charging(given: Partial<Facts> = {}): Partial<Facts> {
  const now = addMinutes(BLOCK.start, 20)
  const state = stateOf({ observedAt: now, status: 'charging', powerKw: 11 }, { checkedAt: now })
  return { now, state, previous: { ...HELD, desired: 'CHARGE', decidedAt: addMinutes(now, -10) }, ...given }
}

function inBlock(given: Partial<Facts> = {}): Partial<Facts> {
  return charging({ state: stateOf({ observedAt: BLOCK.start }, { checkedAt: BLOCK.start }), ...given })
}

const late = followed({ feasibility: 'late', expectedReadyAt: addHours(READY_BY, 1) })
const afterLatest = charging({ now: addMinutes(LATEST_START, 5), latestStart: LATEST_START })
const tried = [3, 2, 1].map((attempt) =>
  command({
    id: `start-${String(attempt)}`,
    kind: 'start',
    epoch: 4,
    attempt,
    sentAt: addMinutes(BLOCK.start, 15 - 5 * (4 - attempt)),
    outcome: 'refused',
  }),
)

/** Most important first: each row is told although the rows below it would be true of the car as well. */
const REACHED: readonly [ReasonCode, Partial<Facts>][] = [
  ['consent_withdrawn', { consent: 'withdrawing' }],
  ['reauth_required', { consent: 'lapsed' }],
  ['needs_pairing', { controllable: 'needs_pairing' }],
  ['not_controllable', { controllable: 'no' }],
  ['analysing', { state: undefined }],
  ['not_plugged_in', { state: stateOf({ status: 'disconnected' }) }],
  ['fast_charging', { state: stateOf({ fastCharging: true }) }],
  ['away', { atHome: false }],
  ['carmaker_down', inBlock({ carmakerDownSince: NOW })],
  ['waiting_for_turn', inBlock({ queuedSince: NOW })],
  ['rate_limited', inBlock({ quietUntil: addHours(BLOCK.start, 1) })],
  ['budget_spent', { state: stateOf({ status: 'charging' }), spentToday: { commands: 12, wakes: 0 } }],
  ['command_failed', inBlock({ commands: tried })],
  ['waking', inBlock({ state: stateOf({}, { reach: 'asleep' }) })],
  ['no_power', charging({ state: stateOf({ status: 'no_power' }), commands: [justStarted()] })],
  ['charging_fault', charging({ state: stateOf({ status: 'fault' }), commands: [justStarted()] })],
  ['stale_telemetry', { now: addHours(NOW, 1) }],
  ['starting', inBlock({ commands: [justStarted()] })],
  ['waiting_for_other_car', charging({ waitsUntil: addHours(BLOCK.start, 1) })],
  ['testing', { test: { id: 'test-1', askedAt: addSeconds(NOW, -20) }, latestStart: addHours(NOW, 5) }],
  ['given_back', { evacuating: true }],
  ['paused', { policy: { ...policy, paused: true } }],
  ['charging_by_hand', charging({ override: { kind: 'by-hand', since: NOW } })],
  ['stopped_by_driver', { override: { kind: 'stopped-by-hand', since: NOW } }],
  ['external_control', { override: { kind: 'by-hand', since: NOW } }],
  ['ready', { state: stateOf({ socPercent: 80 }) }],
  ['vehicle_limit', { state: stateOf({ socPercent: 60, limitPercent: 60 }) }],
  ['charging_boost', charging({ override: { kind: 'charge-now', since: NOW } })],
  ['charging_min_soc', { state: stateOf({ socPercent: 10, status: 'charging' }) }],
  ['will_be_late', { ...afterLatest, ...fresh(afterLatest), followed: late }],
  ['charging_for_ready_by', { ...afterLatest, ...fresh(afterLatest) }],
  ['charging_without_prices', charging(blockOf({ reason: 'by-time' }))],
  ['charging_below_capacity_step', charging(blockOf({ binding: ['capacity-step'] }))],
  ['no_saving', charging({ ...blockOf({ start: PLUGGED_IN }), commands: [] })],
  ['charging_as_planned', charging({ commands: [command()] })],
  ['waiting_for_prices', { followed: followed({ provisional: true }) }],
  ['waiting_for_capacity_step', blockOf({ binding: ['capacity-step'] })],
  ['waiting_for_lower_price', {}],
]

/** A start so fresh that its effect is waited for. */
function justStarted() {
  return command({ kind: 'start', sentAt: addMinutes(BLOCK.start, 19.5) })
}

function fresh({ now = NOW }: Partial<Facts>): Partial<Facts> {
  return { state: stateOf({ observedAt: now, status: 'charging' }, { checkedAt: now }) }
}

function reasonOf(given: Partial<Facts>): ReasonCode {
  return decide(factsOf(given)).reason.code
}

describe('the one reason', () => {
  test.each(REACHED)('%s is reached', (code, given) => {
    expect(reasonOf(given)).toBe(code)
  })

  test('there is no code that no facts lead to', () => {
    const codes = reasonSchema.options.map((option) => option.shape.code.value)
    const reached = new Set(REACHED.map(([code]) => code))
    expect(codes.filter((code) => !reached.has(code))).toEqual([])
    expect(reached.size).toBe(REACHED.length)
  })

  test('of two that are true at once the more important is told', () => {
    const free = REACHED.slice(0, 10).filter(([, given]) => !('state' in given && 'now' in given))
    for (const [index, [code, above]] of free.entries()) {
      for (const [, below] of free.slice(index + 1)) {
        if (!('state' in above && 'state' in below)) expect(reasonOf({ ...below, ...above })).toBe(code)
      }
    }
  })

  test('no command is sent to a carmaker that wants none, and the car is due when it may be called', () => {
    const quietUntil = addHours(BLOCK.start, 1)
    const told = decide(factsOf(inBlock({ quietUntil })))
    expect([told.command, told.nextDue, told.intent?.desired]).toEqual([null, quietUntil, 'CHARGE'])
    expect(decide(factsOf(inBlock({ quietUntil: BLOCK.start }))).command?.kind).toBe('start')
    expect(decide(factsOf(inBlock({ carmakerDownSince: NOW }))).command).toBeNull()
  })

  test('a car that does as it is wanted to is not said to lack anything', () => {
    expect(reasonOf(charging({ commands: [command()], quietUntil: addDays(NOW, 1) }))).toBe(
      'charging_as_planned',
    )
    expect(reasonOf({ carmakerDownSince: NOW, spentToday: { commands: 12, wakes: 3 } })).toBe(
      'waiting_for_lower_price',
    )
  })

  test('the driver is told when the budget of the day begins anew', () => {
    const given = { state: stateOf({ status: 'charging' }), spentToday: { commands: 12, wakes: 0 } } as const
    expect(decide(factsOf(given)).reason).toEqual({
      code: 'budget_spent',
      retryAt: new Date('2025-01-22T23:00:00Z'),
    })
  })
})

describe('what a driver did by hand', () => {
  test.each([
    ['by-hand', 80, 'ready'],
    ['by-hand', 79, 'external_control'],
    ['stopped-by-hand', 80, 'ready'],
    ['stopped-by-hand', 79, 'stopped_by_driver'],
  ] as const)('%s, and the car stands at %i %%: %s', (kind, socPercent, code) => {
    expect(reasonOf({ override: { kind, since: NOW }, state: stateOf({ socPercent }) })).toBe(code)
  })
})

test('a car that must start before its block is said to start then', () => {
  const latestStart = addMinutes(BLOCK.start, -4)
  expect(decide(factsOf({ latestStart })).reason).toMatchObject({ startsAt: latestStart })
  expect(decide(factsOf()).reason).toMatchObject({ startsAt: BLOCK.start })
})

test('a pause tells its end, if it has one', () => {
  const until = addHours(NOW, 3)
  const pausedUntil = { ...policy, paused: true, pausedUntil: until }
  expect(decide(factsOf({ policy: pausedUntil })).reason).toEqual({ code: 'paused', until })
  expect(decide(factsOf({ policy: { ...policy, paused: true } })).reason).toEqual({ code: 'paused' })
})

describe('silence', () => {
  test('a sleeping car is not called silent while it is asked in vain', () => {
    const state = stateOf({ observedAt: addHours(NOW, -5) }, { reach: 'asleep', checkedAt: NOW })
    expect(reasonOf({ state })).toBe('waiting_for_lower_price')
  })

  test('a car that its carmaker cannot reach is silent since its last report', () => {
    const since = addHours(NOW, -2)
    const state = stateOf({ observedAt: since }, { reach: 'offline', checkedAt: NOW })
    expect(decide(factsOf({ state })).reason).toEqual({ code: 'stale_telemetry', since })
  })

  test('a car that streams has half a day before its silence means anything', () => {
    const at = (hours: number): ReasonCode => {
      const heard = addHours(NOW, -hours)
      return reasonOf({ state: stateOf({ observedAt: heard }, { checkedAt: heard, pushedAt: heard }) })
    }
    expect([at(2), at(12), at(13)]).toEqual([
      'waiting_for_lower_price',
      'waiting_for_lower_price',
      'stale_telemetry',
    ])
  })
})

describe('nothing to save', () => {
  test('is not said of a charge that was put off', () => {
    const put = charging({ ...blockOf({ start: addHours(PLUGGED_IN, 3) }), commands: [command()] })
    expect(reasonOf(put)).toBe('charging_as_planned')
  })

  test('is not said while a later block is planned', () => {
    const [first] = followed().plan.blocks
    const blocks =
      first === undefined
        ? []
        : [
            { ...first, start: PLUGGED_IN },
            { ...first, start: BLOCK.end },
          ]
    expect(reasonOf(charging({ followed: followed({ blocks }) }))).toBe('charging_as_planned')
  })
})
