import { addMinutes } from 'date-fns'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kw, kwh, percent } from '../../src/base/units.ts'
import { ORDINARY_RECIPE } from '../../src/carmakers/command-recipe.ts'
import { latestStart, paceOf, timeAtPace } from '../../src/control/latest-start.ts'
import { learntTaper } from '../../src/control/learnt-taper.ts'
import type { ChargingNeed } from '../../src/planning/problem.ts'
import { NOTHING_LEARNT, type CarLesson } from '../../src/vehicles/car-lesson.ts'
import {
  withCharged,
  type ChargedStretch,
  type ChargedStretches,
} from '../../src/vehicles/charged-stretch.ts'
import type { VehicleState } from '../../src/vehicles/vehicle.ts'
import { NOW, READY_BY, stateOf } from './night-facts.ts'
import { afterCharge, minutesTaken, type Pack } from './pack.ts'

const BRAND = { ...ORDINARY_RECIPE, startDelaySeconds: 0 }

function paceFor(pack: Pack, lesson: CarLesson) {
  return paceOf({ ...pack, peakPowerKw: pack.powerKw, isDrawing: true }, lesson, BRAND)
}

function needFor({ capacityKwh, powerKw, efficiency }: Pack, from: number, to: number): ChargingNeed {
  return {
    ...{ soc: percent(from), target: percent(to), minimum: percent(0), readyBy: READY_BY },
    ...{ capacity: kwh(capacityKwh), power: kw(powerKw), efficiency },
  }
}

function minutesExpected(pack: Pack, [from, to]: readonly [number, number], lesson: CarLesson): number {
  return timeAtPace(needFor(pack, from, to), paceFor(pack, lesson)) / 60_000
}

const POWERS: number[] = [3.7, 7.4, 11]
const EVERY: number[] = [2, 5, 10]
const charges = fc.record({
  capacityKwh: fc.double({ min: 30, max: 110, noNaN: true }),
  powerKw: fc.constantFrom(...POWERS),
  fromPercent: fc.integer({ min: 55, max: 95 }),
  shareWhenFull: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
  from: fc.integer({ min: 5, max: 60 }),
  to: fc.integer({ min: 85, max: 100 }),
  everyMinutes: fc.constantFrom(...EVERY),
  /** From where it is charged the night after. */
  next: fc.integer({ min: 50, max: 80 }),
})

describe('what a car has shown in one charge', () => {
  test('tells how long the next takes: not an eighth too little, not a third more than that or its brand, and never less than its brand', () => {
    fc.assert(
      fc.property(charges, ({ from, to, everyMinutes, next, ...rest }) => {
        const pack = { ...rest, efficiency: 0.9 }
        const lesson = afterCharge(NOTHING_LEARNT, pack, { from, to, everyMinutes })
        const taken = minutesTaken(pack, next, to - 0.5)
        const [learnt, brand] = [lesson, NOTHING_LEARNT].map((known) =>
          minutesExpected(pack, [next, to], known),
        )
        expect(learnt).toBeGreaterThanOrEqual(brand ?? NaN)
        expect(learnt).toBeGreaterThanOrEqual(taken * 0.875)
        expect(learnt).toBeLessThanOrEqual(1.34 * Math.max(brand ?? NaN, taken))
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  test('changes nothing of a car that is as fast as its brand, whatever whole points hide', () => {
    fc.assert(
      fc.property(charges, ({ from, to, everyMinutes, ...rest }) => {
        const pack = { ...rest, efficiency: 0.9, fromPercent: 80, shareWhenFull: 0.3 }
        const { charged } = afterCharge(NOTHING_LEARNT, pack, { from, to, everyMinutes })
        expect(learntTaper(BRAND.taper, charged.over, pack)).toBe(BRAND.taper)
      }),
      { numRuns: 100, seed: 2 },
    )
  })

  test.each([
    ['half its power at 90 %', { fromPercent: 70, shareWhenFull: 0.25 }, 53],
    ['two fifths of it', { fromPercent: 60, shareWhenFull: 0.25 }, 25],
    ['a third of it, and would be late by its brand alone', { fromPercent: 55, shareWhenFull: 0.2 }, -3],
  ])('leaves a car that is down to %s its hour the second night', (_, taper, left) => {
    const pack = { capacityKwh: 60, powerKw: 11, efficiency: 0.9, ...taper }
    const slack = (lesson: CarLesson): number => {
      const start = latestStart(needFor(pack, 40, 95), paceFor(pack, lesson), {
        now: new Date(0),
        promised: READY_BY,
      })
      const ready = addMinutes(start, minutesTaken(pack, 40, 94.5))
      return Math.floor((READY_BY.getTime() - ready.getTime()) / 60_000)
    }
    const taught = afterCharge(NOTHING_LEARNT, pack, { from: 30, to: 95, everyMinutes: 10 })
    expect(slack(NOTHING_LEARNT)).toBeLessThanOrEqual(left)
    expect(slack(taught)).toBeGreaterThanOrEqual(60)
  })
})

describe('the newest three charges of ten points', () => {
  const car = { capacityKwh: 60, powerKw: 10, efficiency: 0.9 }
  /** Ten points are 40 minutes at full power. */
  const took = (minutes: number): ChargedStretch => ({
    ...{ fromPercent: 60, toPercent: 70, minutes, powerKw: 10 },
  })
  const shareAt60 = (...minutes: number[]): number | undefined =>
    learntTaper(BRAND.taper, minutes.map(took), car).find(({ fromPercent }) => fromPercent === 60)?.share

  test('count by the middle one: one night on which a charger gave less moves nothing', () => {
    expect(shareAt60(80)).toBeCloseTo(0.5)
    expect(shareAt60(40, 80, 40)).toBeUndefined()
    expect(shareAt60(40, 40, 40, 80, 80)).toBeCloseTo(0.5)
  })

  test('count only beyond what whole points explain', () => {
    expect(shareAt60(43)).toBeUndefined()
    expect(shareAt60(45)).toBeCloseTo(40 / 45)
  })

  test('go for the points above too until the car has charged there, and never make its power rise', () => {
    const shares = learntTaper(BRAND.taper, [took(80)], car).map(({ share }) => share.toFixed(4))
    expect(shares).toEqual(['1.0000', '0.5000', '0.5000', '0.3250', '0.2375', '0.1500'])
  })
})

describe('a stretch of charging', () => {
  const at = (minutes: number, socPercent: number | null, given: Parameters<typeof stateOf>[1] = {}) =>
    stateOf({ status: 'charging', socPercent, observedAt: addMinutes(NOW, minutes) }, given)
  const charged = (known: ChargedStretches, state: VehicleState) =>
    withCharged(known, state, { capacityKwh: 60, efficiency: 0.9 })
  const begun = charged(NOTHING_LEARNT.charged, at(0, 60))

  test('is known once it is eight points long', () => {
    expect(charged(begun, at(10, 67))).toBe(begun)
    expect(charged(begun, at(12, 68)).over).toEqual([
      { fromPercent: 60, toPercent: 68, minutes: 12, powerKw: 0 },
    ])
  })

  test.each([
    [
      'stopped in between, though nobody looked',
      { changes: { ...at(0, 60).changes, stoppedAt: addMinutes(NOW, 5) } },
    ],
    ['is at another stay', { pluggedInAt: addMinutes(NOW, 5) }],
  ])('is none of a car that %s', (_, given) => {
    const { over, begun: anew } = charged(begun, at(12, 68, given))
    expect(over).toEqual([])
    expect(anew).toEqual({ percent: 68, at: addMinutes(NOW, 12) })
  })

  test.each([
    ['does not tell how full it is', at(12, null)],
    ['is only assumed to be so full', at(12, 68, { assumed: { percent: 60, addedKwh: 4 } })],
    ['stands', stateOf({ socPercent: 68, observedAt: addMinutes(NOW, 12) })],
    ['is below half', at(12, 49)],
  ])('ends unfinished for a car that %s', (_, state) => {
    expect(charged(begun, state)).toEqual({ over: [], begun: null })
  })
})
