import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NOTHING_LEARNT, type CarLesson } from '../../src/vehicles/car-lesson.ts'
import { powerShown } from '../../src/vehicles/power-shown.ts'
import { withUsualPower } from '../../src/vehicles/usual-power.ts'
import { ROUND_CAR } from '../control/night-facts.ts'

const BATTERY = { capacityKwh: 60, efficiency: 0.9 }

describe('the power that a rise of state of charge shows', () => {
  test('is rather too low at first, and never above what the car takes, whatever whole points hide', () => {
    const cases = {
      powerKw: fc.double({ min: 1.4, max: 22, noNaN: true }),
      from: fc.double({ min: 0, max: 60, noNaN: true }),
    }
    fc.assert(
      fc.property(
        cases.powerKw,
        cases.from,
        fc.integer({ min: 1, max: 12 }),
        (powerKw, from, minutesApart) => {
          let known: number | undefined
          for (let minutes = minutesApart; ; minutes += minutesApart) {
            const now = from + (((powerKw * BATTERY.efficiency * minutes) / 60) * 100) / BATTERY.capacityKwh
            if (now > 80) break
            const rise = { fromPercent: Math.round(from), toPercent: Math.round(now), minutes }
            known = powerShown(known, rise, BATTERY)
            expect(known ?? 0).toBeLessThanOrEqual(powerKw * 1.0001)
          }
          expect(known ?? powerKw).toBeGreaterThan(powerKw * 0.5)
        },
      ),
    )
  })

  test('falls when the car is seen to take less', () => {
    const slow = { fromPercent: 20, toPercent: 28, minutes: 240 }
    expect(powerShown(11, slow, BATTERY)).toBeCloseTo((9 * 0.6) / 0.9 / 4)
  })

  test('does not fall for a battery that is nearly full', () => {
    expect(powerShown(11, { fromPercent: 80, toPercent: 88, minutes: 240 }, BATTERY)).toBe(11)
  })

  test.each([2, 0])('is not told by %i points', (points) => {
    expect(
      powerShown(undefined, { fromPercent: 20, toPercent: 20 + points, minutes: 30 }, BATTERY),
    ).toBeUndefined()
  })
})

describe('a car that has told no power in this stay', () => {
  const fresh = { peakPowerKw: 0 }
  const taken = (powerKw: number, lesson: Partial<CarLesson>, state = fresh): number =>
    withUsualPower({ ...ROUND_CAR, powerKw }, state, {
      ...{ lesson: { ...NOTHING_LEARNT, ...lesson }, maxPowerKw: 11 },
    }).powerKw

  test('is taken to charge as in ordinary stays, however low its power was when it was last nearly full', () => {
    expect(taken(4, { peakPowersKw: [11, 11, 11] })).toBe(11)
  })

  test('and no faster than in the last one: its charger may give less now', () => {
    expect(taken(4, { peakPowersKw: [11, 11, 3.6] })).toBe(3.6)
  })

  test('and no faster than the charger at home, wherever it charged before', () => {
    expect(taken(120, {})).toBe(11)
    expect(taken(120, { peakPowersKw: [22] })).toBe(11)
  })

  test('is taken to charge as its state of charge has shown, if it never tells', () => {
    expect(taken(11, { charged: { ...NOTHING_LEARNT.charged, powerKw: 3.2 } })).toBe(3.2)
  })

  test('but as it tells, once it has', () => {
    expect(taken(7, { peakPowersKw: [11] }, { peakPowerKw: 7 })).toBe(7)
  })
})
