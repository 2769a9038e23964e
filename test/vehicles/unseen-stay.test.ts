import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { observe, type VehicleState } from '../../src/vehicles/vehicle.ts'
import { chargeOf, NOW, policy, stateOf } from '../control/night-facts.ts'

/** Seen away from the plug, and not since. */
const AWAY = stateOf({ status: 'disconnected' }, { pluggedInAt: null })

describe('a car that sleeps after a time in which it could not be asked', () => {
  const doubtAt = (minutes: number, given: Partial<VehicleState> = {}): Date | undefined =>
    observe({ ...AWAY, ...given }, { kind: 'asleep' }, { checkedAt: addMinutes(NOW, minutes), policy })
      .doubtedAt

  test('may have come meanwhile if that was more than half an hour', () => {
    expect(doubtAt(30)).toBeUndefined()
    expect(doubtAt(31)).toEqual(addMinutes(NOW, 31))
  })

  test.each<[string, Partial<VehicleState>]>([
    ['was at the plug before', { charge: chargeOf(), pluggedInAt: NOW }],
    ['has never told anything', { charge: null }],
    ['tells by itself when it is plugged in', { pushedAt: addMinutes(NOW, 1) }],
  ])('is not in doubt if it %s', (_, given) => {
    expect(doubtAt(31, given)).toBeUndefined()
  })

  test('is in doubt since then, however often it answers that it sleeps', () => {
    expect(doubtAt(50, { checkedAt: addMinutes(NOW, 40), doubtedAt: NOW })).toEqual(NOW)
  })

  test('is not if it is out of reach, which tells nothing', () => {
    const at = { checkedAt: addMinutes(NOW, 31), policy }
    expect(observe(AWAY, { kind: 'offline' }, at).doubtedAt).toBeUndefined()
  })
})

describe('a doubt', () => {
  const afterReport = (minutes: number, given: Partial<VehicleState> = {}): Date | undefined => {
    const state = { ...chargeOf({ status: 'disconnected' }), observedAt: addMinutes(NOW, minutes) }
    const facts = { checkedAt: addMinutes(NOW, 60), policy }
    return observe({ ...AWAY, doubtedAt: NOW, ...given }, { kind: 'state', state }, facts).doubtedAt
  }

  test('ends with a report from after it', () => {
    expect(afterReport(1)).toBeUndefined()
  })

  test('does not end with one from before it, unless the car tells by itself what is new', () => {
    expect(afterReport(-1)).toEqual(NOW)
    expect(afterReport(-1, { pushedAt: NOW })).toBeUndefined()
  })
})
