import { describe, expect, it, test } from 'vitest'
import { chargeStateFrom } from '../../../src/carmakers/tesla/map.ts'
import { vehicleDataSchema } from '../../../src/carmakers/tesla/wire.ts'
import { fixture } from './support.ts'

const read = (recorded: string, changes: object = {}) =>
  chargeStateFrom(
    vehicleDataSchema.parse({ response: { charge_state: Object.assign({}, fixture(recorded), changes) } })
      .response.charge_state,
  )
const charging = (changes: object = {}) => read('charge-state-charging.assembled', changes)

describe('a Tesla charge state', () => {
  it('of a charging car has power, energy and capacity', () => {
    expect(charging()).toEqual({
      observedAt: new Date(1705707520649),
      status: 'charging',
      socPercent: 52,
      limitPercent: 80,
      powerKw: 11.04,
      energyAddedKwh: 3.41,
      capacityKwh: 92,
      fastCharging: false,
    })
  })

  test.each([
    ['Disconnected', 'disconnected'],
    ['Stopped', 'connected'],
    ['Starting', 'starting'],
    ['Charging', 'charging'],
    ['Complete', 'complete'],
    ['NoPower', 'no_power'],
    ['Unknown', 'unknown'],
    ['Calibrating', 'unknown'],
    ['<invalid>', 'unknown'],
    [null, 'unknown'],
    [undefined, 'unknown'],
  ])('called %j is %s', (charging_state, status) => {
    expect(read('charge-state', { charging_state }).status).toBe(status)
  })

  test.each([
    ['one phase', { charger_phases: 1 }, 3.68],
    ['two, which means three', { charger_phases: 2 }, 11.04],
    ['three', { charger_phases: 3 }, 11.04],
    ['phases untold', { charger_phases: null }, 11],
    ['nothing told', { charger_phases: null, charger_power: '<invalid>' }, null],
    ['direct current', { fast_charger_present: true, charger_actual_current: 0, charger_power: 120 }, 120],
    ['stopped', { charging_state: 'Stopped' }, 0],
    ['unknown', { charging_state: null }, null],
  ])('has the power of %s', (_, changes, powerKw) => {
    expect(charging(changes).powerKw).toBe(powerKw)
  })

  test.each([
    ['untold', { energy_remaining: null }, null],
    ['of a battery nearly empty', { usable_battery_level: 9, energy_remaining: 5 }, null],
    ['of a battery at 10 %', { usable_battery_level: 10, energy_remaining: 6 }, 60],
  ])('has a capacity %s', (_, changes, capacityKwh) => {
    expect(charging(changes).capacityKwh).toBe(capacityKwh)
  })

  test.each([[null], ['<invalid>'], [-1], [101], [undefined], [{}]])(
    'at a level of %j says that it is not known',
    (level) => {
      expect(charging({ battery_level: level, usable_battery_level: level }).socPercent).toBeNull()
    },
  )

  it('has no age without a time that can be one', () => {
    for (const timestamp of [null, 59.123457, 591234567, 1e15]) {
      expect(charging({ timestamp }).observedAt).toBeNull()
    }
  })
})
