import { addHours, addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Facts } from '../../src/control/facts.ts'
import {
  BLOCK,
  factsOf,
  followed,
  HELD,
  LATEST_START,
  NOW,
  PLUGGED_IN,
  policy,
  stateOf,
  STOPPED,
  told,
} from './night-facts.ts'

const BOOST = { kind: 'charge-now', since: NOW } as const
const LATE = addMinutes(LATEST_START, 1)
const paused = { ...policy, paused: true }
const inBlock = { now: BLOCK.start, state: stateOf({ observedAt: BLOCK.start }, { checkedAt: BLOCK.start }) }

/** Each row beats the rows below it: it holds although everything below it asks for something else. */
const ORDER_OF_TRUTH: readonly [string, Partial<Facts>, string][] = [
  ['consent that ended', { consent: 'ended' }, 'nothing (consent_withdrawn)'],
  ['consent being withdrawn', { consent: 'withdrawing' }, 'RELEASE withdrawal'],
  ['consent that lapsed', { consent: 'lapsed' }, 'nothing (reauth_required)'],
  ['lacking our key', { controllable: 'needs_pairing' }, 'nothing (needs_pairing)'],
  ['not ours to command', { controllable: 'no' }, 'nothing (not_controllable)'],
  ['no report yet', { state: undefined }, 'nothing (analysing)'],
  ['not plugged in', { state: stateOf({ status: 'disconnected' }) }, 'nothing (not_plugged_in)'],
  ['direct current', { state: stateOf({ socPercent: 10, fastCharging: true }) }, 'nothing (fast_charging)'],
  ['away from home', { atHome: false }, 'nothing (away)'],
  ['a pause', { policy: paused }, 'RELEASE paused'],
  ['the target reached', { state: stateOf({ socPercent: 80 }) }, 'HOLD target-reached'],
  ['the driver’s charge now', { override: BOOST }, 'CHARGE charge-now, send start'],
  ['the minimum', { state: stateOf({ socPercent: 19 }) }, 'CHARGE minimum, send start'],
  ['ready-by', { now: LATE }, 'CHARGE ready-by, send start'],
  ['price', {}, 'HOLD price'],
]

test('a car that may be elsewhere is not stopped before its power shows, and is looked at soon', () => {
  const state = stateOf({ status: 'starting' })
  expect(told(decide(factsOf({ state })))).toBe('HOLD price, send stop')
  const waiting = decide(factsOf({ state, atHome: null }))
  expect(told(waiting)).toBe('HOLD price')
  expect(waiting.nextDue).toEqual(addSeconds(NOW, 30))
})

describe('the order of truth', () => {
  test.each(ORDER_OF_TRUTH)('%s decides when nothing above it does', (_, given, expected) => {
    expect(told(decide(factsOf(given)))).toBe(expected)
  })

  test.each(ORDER_OF_TRUTH.slice(0, 8))(
    '%s beats the driver’s will, the minimum and ready-by',
    (_, given, expected) => {
      const urgent: Partial<Facts> = { state: stateOf({ socPercent: 10 }), override: BOOST, now: LATE }
      expect(told(decide(factsOf({ ...urgent, ...given })))).toBe(expected)
    },
  )

  test('every rule beats all rules below it, pair by pair, but for the state of charge, which no two can share', () => {
    const free = ORDER_OF_TRUTH.filter(([, given]) => !('state' in given))
    for (const [index, [name, above, expected]] of free.entries()) {
      for (const [below, given] of free.slice(index + 1)) {
        expect(told(decide(factsOf({ ...given, ...above }))), `${name} over ${below}`).toBe(expected)
      }
    }
  })

  test('the target beats charge now, charge now the minimum, the minimum ready-by', () => {
    const low = stateOf({ socPercent: 10 })
    const all = { override: BOOST, now: LATE }
    expect(told(decide(factsOf({ ...all, state: stateOf({ socPercent: 80 }) })))).toBe('HOLD target-reached')
    expect(told(decide(factsOf({ ...all, state: low })))).toBe('CHARGE charge-now, send start')
    expect(told(decide(factsOf({ now: LATE, state: low })))).toBe('CHARGE minimum, send start')
  })

  test.each(['connected', 'starting', 'charging', 'complete', 'no_power', 'fault'] as const)(
    'nothing is ever sent to a car on direct current, away or without consent, whatever it shows: %s',
    (status) => {
      const charge = { status, socPercent: 5 }
      const hands: readonly Partial<Facts>[] = [
        { state: stateOf({ ...charge, fastCharging: true }) },
        { state: stateOf(charge), atHome: false },
        { state: stateOf(charge), consent: 'lapsed' },
        { state: stateOf(charge), consent: 'ended' },
      ]
      for (const given of hands) {
        for (const now of [NOW, LATE]) {
          expect(decide(factsOf({ ...given, now, override: BOOST, commands: [STOPPED] }))).toMatchObject({
            command: null,
            intent: null,
          })
        }
      }
    },
  )
})

describe('waiting for the price', () => {
  test('a car that charges before its block is stopped, a standing one is left alone', () => {
    expect(told(decide(factsOf({ state: stateOf({ status: 'charging' }), previous: null })))).toBe(
      'HOLD price, send stop',
    )
    expect(told(decide(factsOf({ previous: null })))).toBe('HOLD price')
  })

  test('the hold ends with the beginning of the block', () => {
    expect(decide(factsOf()).intent).toMatchObject({ desired: 'HOLD', validUntil: BLOCK.start })
    expect(told(decide(factsOf(inBlock)))).toBe('CHARGE price, send start')
  })

  test('the hold never outlasts latest start, even if the block lies behind it', () => {
    const latestStart = addMinutes(BLOCK.start, -45)
    const { intent, nextDue } = decide(factsOf({ latestStart, now: addMinutes(latestStart, -5) }))
    expect(intent).toMatchObject({ desired: 'HOLD', validUntil: latestStart })
    expect(nextDue).toEqual(latestStart)
    expect(told(decide(factsOf({ latestStart, now: latestStart })))).toBe('CHARGE ready-by, send start')
  })

  test('a block is half open: its last instant no longer charges', () => {
    const at = { ...inBlock, latestStart: addHours(BLOCK.end, 2) }
    expect(told(decide(factsOf({ ...at, now: addSeconds(BLOCK.end, -1) })))).toBe('CHARGE price, send start')
    expect(told(decide(factsOf({ ...at, now: BLOCK.end })))).toBe('HOLD price')
  })

  test('a car near its target at the end of the plan charges on instead of starting anew', () => {
    const now = addMinutes(BLOCK.end, 1)
    const latestStart = addHours(now, 2)
    const near = (status: 'charging' | 'connected', socPercent: number): string =>
      told(decide(factsOf({ now, latestStart, state: stateOf({ status, socPercent }) })))
    expect(near('charging', 78)).toBe('CHARGE price')
    expect(near('charging', 70)).toBe('HOLD price, send stop')
    expect(near('connected', 78)).toBe('HOLD price')
  })
})

describe('ready-by', () => {
  test('with ready-by passed and the target missed the car charges on', () => {
    const plan = followed({ feasibility: 'late', blocks: [] })
    const state = stateOf({ status: 'charging', socPercent: 60, limitPercent: 70 })
    const {
      intent,
      command: sent,
      reason,
    } = decide(
      factsOf({
        now: addHours(LATEST_START, 5),
        latestStart: addHours(LATEST_START, 5),
        followed: plan,
        state,
      }),
    )
    expect(intent).toMatchObject({ desired: 'CHARGE', cause: 'ready-by' })
    expect(sent).toBeNull()
    expect(reason, 'as far as the car’s own limit').toMatchObject({ code: 'will_be_late', percent: 70 })
  })

  test('without any plan the car charges: nothing may be held back that was not planned', () => {
    expect(told(decide(factsOf({ followed: null, latestStart: null })))).toBe('CHARGE ready-by, send start')
  })
})

describe('the driver’s own will', () => {
  test('charge now ends when the target is reached, and when the car is unplugged', () => {
    const ends = (charge: Parameters<typeof stateOf>[0]): string =>
      decide(factsOf({ override: BOOST, state: stateOf(charge) })).override
    expect(ends({ status: 'charging', socPercent: 79 })).toBe('keep')
    expect(ends({ status: 'charging', socPercent: 80 })).toBe('end')
    expect(ends({ status: 'disconnected' })).toBe('end')
    expect(ends({ status: 'charging', socPercent: 79, limitPercent: 79 })).toBe('end')
  })
})

describe('the minimum', () => {
  const at = (socPercent: number, status: 'charging' | 'connected', cause: 'minimum' | 'price') =>
    told(
      decide(
        factsOf({ state: stateOf({ socPercent, status }), previous: { ...HELD, desired: 'CHARGE', cause } }),
      ),
    )

  test('is charged for a point past it, so that the car does not flap at it', () => {
    expect(at(19, 'charging', 'minimum')).toBe('CHARGE minimum')
    expect(at(20, 'charging', 'minimum')).toBe('CHARGE minimum')
    expect(at(21, 'charging', 'minimum')).toBe('HOLD price, send stop')
    expect(at(20, 'connected', 'price')).toBe('HOLD price')
  })

  test('above the car’s own limit is charged to the limit, and no start is sent to a full car', () => {
    const low = { policy: { ...policy, minimumPercent: 60 } }
    const limited = (socPercent: number) => stateOf({ socPercent, limitPercent: 50 })
    expect(told(decide(factsOf({ ...low, state: limited(49) })))).toBe('CHARGE minimum, send start')
    expect(told(decide(factsOf({ ...low, state: limited(50) })))).toBe('HOLD target-reached')
  })

  test('raised while the car waits is charged at once', () => {
    expect(told(decide(factsOf({ policy: { ...policy, minimumPercent: 55 } })))).toBe(
      'CHARGE minimum, send start',
    )
  })
})

describe('epochs', () => {
  test('a want keeps its epoch from pass to pass, however its expiry moves', () => {
    const again = decide(factsOf({ previous: { ...HELD, validUntil: addMinutes(NOW, 1) } }))
    expect(again.intent?.epoch).toBe(4)
  })

  test.each<[string, Partial<Facts>]>([
    ['what is wanted changes', inBlock],
    ['only its cause changes', { state: stateOf({ socPercent: 80 }) }],
  ])('the epoch rises by one when %s', (_, given) => {
    expect(decide(factsOf(given)).intent?.epoch).toBe(5)
  })

  test('the first want of a vehicle has epoch 1', () => {
    expect(decide(factsOf({ previous: null })).intent?.epoch).toBe(1)
  })

  test('a want of an earlier stay at the plug is not the same want', () => {
    const before = { ...HELD, decidedAt: addMinutes(PLUGGED_IN, -1) }
    expect(decide(factsOf({ previous: before })).intent?.epoch).toBe(5)
  })
})
