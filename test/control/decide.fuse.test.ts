import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Facts } from '../../src/control/facts.ts'
import { BLOCK, factsOf, LATEST_START, NOW, stateOf, told } from './night-facts.ts'

const BOOST = { kind: 'charge-now', since: NOW } as const
const LATE = addMinutes(LATEST_START, 1)
const inBlock = { now: BLOCK.start, state: stateOf({ observedAt: BLOCK.start }, { checkedAt: BLOCK.start }) }

describe('the fuse of the site', () => {
  const busy = { waitsUntil: addMinutes(LATE, 40) }

  test.each<[string, Partial<Facts>]>([
    ['the driver’s charge now', { override: BOOST }],
    ['the minimum', { state: stateOf({ socPercent: 10 }) }],
    ['ready-by', { now: LATE }],
    ['a planned block', inBlock],
  ])('comes before %s', (_, given) => {
    const decision = decide(factsOf({ ...given, ...busy }))
    expect(told(decision)).toBe('HOLD other-car')
    expect(decision.reason).toEqual({ code: 'waiting_for_other_car', startsAt: busy.waitsUntil })
  })

  test('stops a car that charges', () => {
    const state = stateOf({ status: 'charging' })
    expect(told(decide(factsOf({ override: BOOST, state, ...busy })))).toBe('HOLD other-car, send stop')
  })

  test('ends a charge when the turn of another car begins', () => {
    const roomUntil = addMinutes(NOW, 5)
    const state = stateOf({ status: 'charging' })
    const decision = decide(factsOf({ override: BOOST, state, roomUntil }))
    expect(decision).toMatchObject({
      intent: { desired: 'CHARGE', validUntil: roomUntil },
      nextDue: roomUntil,
    })
  })

  test.each<[string, Partial<Facts>, string]>([
    ['is nobody’s business without live consent', { consent: 'lapsed' }, 'nothing (reauth_required)'],
    ['does not keep a car that is given back', { consent: 'withdrawing' }, 'RELEASE withdrawal'],
    ['changes nothing for a car that waits anyway', {}, 'HOLD price'],
    ['changes nothing for a full car', { state: stateOf({ socPercent: 80 }) }, 'HOLD target-reached'],
  ])('%s', (_, given, expected) => {
    expect(told(decide(factsOf({ ...given, ...busy })))).toBe(expected)
  })
})
