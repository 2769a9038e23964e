import { describe, expect, test } from 'vitest'
import { minutesBetween } from '../../src/backtest/oracle/physics.ts'
import { readyOneAtATime } from '../../src/backtest/oracle/shared-fuse.ts'
import { readyByOf } from '../../src/backtest/oracle/witness.ts'
import { advance, startingState } from '../../src/simulator/car-physics.ts'
import { car, DUSK } from '../simulator/support.ts'

const ZONE = 'Europe/Oslo'

describe('the physics of the oracle', () => {
  test.each([
    ['6 kWh at 9.9 kW into the battery take 37 minutes', 24, 30, 37],
    ['what is there takes none', 30, 30, 0],
  ])('%s', (_, from, to, minutes) => {
    expect(minutesBetween({ capacityKwh: 60, powerKw: 11, efficiency: 0.9 }, from, to)).toBe(minutes)
  })

  test('agree with the simulated car on the way into the taper, to two minutes', () => {
    const spec = car({ limitPercent: 100, socPercent: 60 })
    let state = startingState({ spec, seed: 'physics' }, DUSK)
    let at = DUSK.getTime()
    while (state.energyKwh < 57) state = advance({ spec, seed: 'physics' }, state, (at += 30_000))
    const minutes = (at - DUSK.getTime()) / 60_000
    expect(Math.abs(minutesBetween(spec, 36, 57) - minutes)).toBeLessThanOrEqual(2)
  })

  test('let the car that must be ready first go first, also when it comes later', () => {
    const a = { id: 'a', from: 0, until: 6e6, readyBy: 6e6, minutes: 60, minutesToMinimum: 0 }
    const b = { id: 'b', from: 1.2e6, until: 3.6e6, readyBy: 3.6e6, minutes: 40, minutesToMinimum: 0 }
    expect([...readyOneAtATime([a, b])].toSorted()).toEqual(['a', 'b'])
    expect([...readyOneAtATime([{ ...a, minutes: 61 }, b])]).toEqual(['b'])
  })

  test('let a car that lacks its minimum go before one that must be ready first, up to that minimum', () => {
    const a = { id: 'a', from: 0, until: 6e6, readyBy: 6e6, minutes: 60, minutesToMinimum: 10 }
    const b = { id: 'b', from: 0, until: 6e6, readyBy: 3e6, minutes: 40, minutesToMinimum: 0 }
    expect([...readyOneAtATime([a, b], 'minimum-first')].toSorted()).toEqual(['a', 'b'])
    const late = { ...a, minutesToMinimum: 11 }
    expect([...readyOneAtATime([late, b], 'minimum-first')]).toEqual(['a'])
    expect([...readyOneAtATime([late, b])].toSorted()).toEqual(['a', 'b'])
  })
})

describe('the time by which a car is to be ready', () => {
  test.each([
    ['the next morning', '2027-01-10T18:00Z', '07:00', '2027-01-11T06:00Z'],
    ['an hour later where the clock skips it', '2027-03-27T18:00Z', '02:30', '2027-03-28T01:30Z'],
    ['the first of two where the clock shows it twice', '2027-10-30T18:00Z', '02:30', '2027-10-31T00:30Z'],
  ])('is %s', (_, from, time, expected) => {
    const stay = { start: new Date(from), end: new Date('2028-01-01T00:00Z') }
    expect(new Date(readyByOf(stay, { time, zone: ZONE })).getTime()).toBe(new Date(expected).getTime())
  })
})
