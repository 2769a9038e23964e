import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { wished } from '../../src/backtest/wished.ts'
import type { Known } from '../../src/control/known.ts'
import { NOTHING_LEARNT } from '../../src/vehicles/car-lesson.ts'
import { HELD, NOW, policy, ROUND_CAR, stateOf } from '../control/night-facts.ts'

function known(given: Partial<Known> = {}): Known {
  return {
    ...{
      vehicle: ROUND_CAR,
      site: { maxPowerKw: 11 },
      policy,
      state: stateOf(),
      plan: undefined,
      intent: HELD,
    },
    ...{ override: undefined, test: null, tests: [], commands: [], incidents: [], lesson: NOTHING_LEARNT },
    spentToday: { commands: 0, wakes: 0 },
    ...given,
  }
}
const pressed = (
  given: Partial<Known> = {},
  end: Extract<Parameters<typeof wished>[1], { kind: 'charge-now' }>['end'] = { until: 'unplugged' },
) => wished(known(given), { kind: 'charge-now', at: NOW, end }, NOW).override?.kind

test('a charge now that the API takes is taken, past the target as well where it does not end there', () => {
  expect(pressed()).toBe('charge-now')
  expect(
    pressed({ state: stateOf({ socPercent: 85 }) }, { until: 'time', endsAt: addMinutes(NOW, 60) }),
  ).toBe('charge-now')
})

test.each<[string, Partial<Known>]>([
  ['is not plugged in', { state: stateOf({ status: 'disconnected' }) }],
  ['was never read', { state: undefined }],
  ['stands at direct current', { state: stateOf({ fastCharging: true }) }],
  ['is away', { vehicle: { ...ROUND_CAR, toldAtHome: false } }],
  ['is left to itself in a pause', { policy: { ...policy, paused: true } }],
  ['is given back', { evacuating: true }],
  ['has no key of ours', { vehicle: { ...ROUND_CAR, controllable: 'needs_pairing' } }],
  ['is as full as it lets itself be', { state: stateOf({ socPercent: 90 }) }],
])('a charge now of a car that %s is refused, as the API does', (_, given) => {
  expect(pressed(given)).toBeUndefined()
})

test('one to a target that is reached is refused', () => {
  expect(pressed({ state: stateOf({ socPercent: 80 }) }, { until: 'target' })).toBeUndefined()
})
