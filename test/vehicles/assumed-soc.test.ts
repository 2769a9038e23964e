import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import type { ChargeState } from '../../src/carmakers/charge-state.ts'
import { assumedAfter, lowestPlausible, withAssumedSoc } from '../../src/vehicles/assumed-soc.ts'

const NOW = new Date('2025-01-22T21:00:00Z')
const SILENT: ChargeState = {
  ...{ observedAt: NOW, status: 'connected', socPercent: null, limitPercent: 90, powerKw: 0 },
  ...{ energyAddedKwh: 0, capacityKwh: null, fastCharging: false },
}
const before = (changes: Partial<ChargeState>, minutes = 30): ChargeState => ({
  ...SILENT,
  observedAt: addMinutes(NOW, -minutes),
  ...changes,
})

test.each([
  [null, 10],
  [100, 80],
  [45, 25],
  [29, 10],
  [3, 10],
])('a car last seen with %s %% that was away since is taken to have %i %%', (known, taken) => {
  expect(lowestPlausible(known)).toBe(taken)
})

describe('a car that does not tell its state of charge', () => {
  test('and never did is taken to be nearly empty, once it is at the plug', () => {
    const away: ChargeState = { ...SILENT, status: 'disconnected' }
    expect(assumedAfter({ charge: null }, away, false)).toBeUndefined()
    expect(assumedAfter({ charge: away }, SILENT, false)).toEqual({ percent: 10, addedKwh: 0 })
  })

  test('is taken to have what it told before in the same stay', () => {
    expect(assumedAfter({ charge: before({ socPercent: 55 }) }, SILENT, true)).toEqual({
      percent: 55,
      addedKwh: 0,
    })
  })

  test('is taken to have used some of it while it was away', () => {
    const left = before({ socPercent: 55, status: 'disconnected' })
    expect(assumedAfter({ charge: left }, SILENT, false)).toEqual({ percent: 35, addedKwh: 0 })
    const drove = { charge: before({ status: 'disconnected' }), assumed: { percent: 55, addedKwh: 3 } }
    expect(assumedAfter(drove, SILENT, false)).toEqual({ percent: 35, addedKwh: 0 })
  })

  test('gains what it drew, for no longer than its power was told', () => {
    const assumed = { percent: 40, addedKwh: 1 }
    const after = (minutes: number, powerKw: number | null) =>
      assumedAfter({ charge: before({ status: 'charging', powerKw }, minutes), assumed }, SILENT, true)
        ?.addedKwh
    expect(after(30, 10)).toBeCloseTo(6)
    expect(after(300, 10)).toBeCloseTo(11)
    expect(after(30, null)).toBe(1)
  })

  test('is planned for by that, and no longer once it tells', () => {
    const car = { capacityKwh: 50, efficiency: 0.9 }
    const state = { charge: SILENT, assumed: { percent: 40, addedKwh: 5 } }
    expect(withAssumedSoc(state, car).charge.socPercent).toBeCloseTo(49)
    expect(withAssumedSoc({ ...state, assumed: { percent: 99, addedKwh: 5 } }, car).charge.socPercent).toBe(
      100,
    )
    const told = { ...SILENT, socPercent: 61 }
    expect(assumedAfter({ charge: SILENT, assumed: state.assumed }, told, true)).toBeUndefined()
    expect(withAssumedSoc({ ...state, charge: told }, car).charge.socPercent).toBe(61)
  })
})
