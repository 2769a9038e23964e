import { addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import type { ChargeState } from '../../src/carmakers/charge-state.ts'
import { decide } from '../../src/control/decide.ts'
import { observe } from '../../src/vehicles/vehicle.ts'
import { chargeOf, command, factsOf, NOW, policy, stateOf } from '../control/night-facts.ts'

const START = command({ kind: 'start', sentAt: NOW })
const STOP = command({ id: 'stop', kind: 'stop', sentAt: addSeconds(NOW, 10) })

/** What is confirmed by a look some seconds after the start of a car that stood, whose driver thought better of it. */
function confirmedBy(report: Partial<ChargeState>, seconds: number, isDated = false): readonly string[] {
  const now = addSeconds(NOW, seconds)
  const told = { ...chargeOf(report), observedAt: isDated ? now : null }
  const known = stateOf({ status: 'connected', observedAt: addSeconds(NOW, -20) })
  const state = observe(known, { kind: 'state', state: told }, { checkedAt: now, policy })
  return decide(factsOf({ now, state, commands: [STOP, START] })).confirmed
}

describe('a report that does not tell its age', () => {
  test('bears out no command if it repeats what was known before: it may be that very report', () => {
    expect(confirmedBy({ status: 'connected' }, 40)).toEqual([])
    // The control: with its age told it does.
    expect(confirmedBy({ status: 'connected' }, 40, true)).toEqual([STOP.id])
  })

  test('bears it out once it is too late for that', () => {
    expect(confirmedBy({ status: 'connected' }, 10 + 120)).toEqual([])
    expect(confirmedBy({ status: 'connected' }, 10 + 121)).toEqual([STOP.id])
  })

  test('bears it out at once if it says something new', () => {
    expect(confirmedBy({ status: 'connected', socPercent: 51 }, 40)).toEqual([STOP.id])
  })

  test('is never older than what was known', () => {
    const known = stateOf({ status: 'connected', observedAt: NOW })
    const checkedAt = addSeconds(NOW, 30)
    const reading = {
      kind: 'state',
      state: { ...chargeOf({ status: 'connected' }), observedAt: null },
    } as const
    expect(observe(known, reading, { checkedAt, policy }).charge?.observedAt).toEqual(NOW)
  })
})
