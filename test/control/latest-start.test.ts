import { addMinutes } from 'date-fns'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kw, kwh, percent } from '../../src/base/units.ts'
import { latestStart, paceOf, slackMinutes, type Pace } from '../../src/control/latest-start.ts'
import type { ChargingNeed } from '../../src/planning/problem.ts'
import { NOTHING_LEARNT } from '../../src/vehicles/car-lesson.ts'

const EVENING = new Date('2025-01-22T17:00:00Z')
const READY_BY = new Date('2025-01-23T06:00:00Z')

const TAPER = [
  { fromPercent: 80, share: 0.65 },
  { fromPercent: 90, share: 0.475 },
  { fromPercent: 95, share: 0.3 },
]
const BRAND = { startDelaySeconds: 240, taper: TAPER }

const POWERS: number[] = [2.3, 3.7, 7.4, 11, 22]

const nights = fc.record({
  soc: fc.integer({ min: 0, max: 95 }),
  points: fc.integer({ min: 1, max: 60 }),
  capacityKwh: fc.double({ min: 20, max: 110, noNaN: true }),
  powerKw: fc.constantFrom(...POWERS),
  efficiency: fc.double({ min: 0.75, max: 1, noNaN: true }),
  delayMinutes: fc.integer({ min: 0, max: 15 }),
  /** Minutes after {@link EVENING} from which another car takes the fuse, and for how long. */
  blocked: fc.array(
    fc.record({ from: fc.integer({ min: 0, max: 700 }), minutes: fc.integer({ min: 1, max: 120 }) }),
    {
      maxLength: 3,
    },
  ),
})
type Night = typeof nights extends fc.Arbitrary<infer T> ? T : never

function needOf({ soc, points, capacityKwh, powerKw, efficiency }: Night): ChargingNeed {
  return {
    ...{ soc: percent(soc), target: percent(Math.min(100, soc + points)), minimum: percent(0) },
    ...{ readyBy: READY_BY, capacity: kwh(capacityKwh), power: kw(powerKw), efficiency },
  }
}

function paceFor({ powerKw, delayMinutes }: Night): Pace {
  const car = { powerKw, capacityKwh: 60, efficiency: 0.9, peakPowerKw: 0, isDrawing: false }
  return paceOf(car, NOTHING_LEARNT, { ...BRAND, startDelaySeconds: delayMinutes * 60 })
}

/** In order, not overlapping. */
function blockedOf({ blocked }: Night) {
  let free = 0
  return blocked
    .toSorted((a, b) => a.from - b.from)
    .flatMap(({ from, minutes }) => {
      const start = Math.max(from, free)
      free = Math.max(free, from + minutes)
      return free > start ? [{ start: addMinutes(EVENING, start), end: addMinutes(EVENING, free) }] : []
    })
}

/**
 * The oracle: a battery that is filled minute by minute, from the start on, wherever it is not blocked, by a car that takes its
 * time to begin. Shares nothing with the code.
 */
function readyAt(night: Night, start: Date): Date {
  const blocked = blockedOf(night)
  const target = Math.min(100, night.soc + night.points)
  let [soc, waits, at] = [night.soc, night.delayMinutes, start.getTime()]
  for (; soc < target - 1e-9; at += 60_000) {
    if (blocked.some((pause) => pause.start.getTime() <= at && at < pause.end.getTime())) continue
    if (waits > 0) {
      waits -= 1
      continue
    }
    const share = soc >= 95 ? 0.3 : soc >= 90 ? 0.475 : soc >= 80 ? 0.65 : 1
    soc += ((night.powerKw * share * night.efficiency) / 60 / night.capacityKwh) * 100
  }
  return new Date(at)
}

function found(night: Night, now = new Date(0)): Date {
  return latestStart(needOf(night), paceFor(night), { now, promised: READY_BY, blocked: blockedOf(night) })
}

describe('latest start', () => {
  test('leaves a car that charges from then on ready by the promised time, whatever else takes the fuse', () => {
    fc.assert(
      fc.property(nights, (night) => {
        expect(readyAt(night, found(night)) <= addMinutes(READY_BY, -59)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is never earlier than needed by more than the slack and the taper’s steps', () => {
    fc.assert(
      fc.property(nights, (night) => {
        const done = readyAt(night, found(night)).getTime()
        const charging = readyAt({ ...night, blocked: [] }, EVENING).getTime() - EVENING.getTime()
        const spare = (READY_BY.getTime() - done) / 60_000 - slackMinutes(charging)
        // The minute in which it ends, and blocked times between the end and the promise.
        const blocked = blockedOf(night).reduce(
          (sum, { start, end }) => sum + end.getTime() - start.getTime(),
          0,
        )
        expect(spare).toBeLessThanOrEqual(3 + blocked / 60_000 + charging / 60_000 / 100)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is the earlier the less is in the battery, the slower the car and the longer it takes to begin', () => {
    fc.assert(
      fc.property(nights, (night) => {
        const at = found(night)
        const target = Math.min(100, night.soc + night.points)
        const emptier = {
          ...night,
          soc: Math.max(0, night.soc - 5),
          points: target - Math.max(0, night.soc - 5),
        }
        for (const worse of [
          emptier,
          { ...night, powerKw: night.powerKw / 2 },
          { ...night, efficiency: night.efficiency * 0.9 },
          { ...night, delayMinutes: night.delayMinutes + 5 },
          { ...night, blocked: [...night.blocked, { from: 600, minutes: 60 }] },
        ])
          expect(found(worse) <= at).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  test('keeps an hour free at least, and a seventh of a long charge', () => {
    expect(slackMinutes(0)).toBe(60)
    expect(slackMinutes(5 * 3_600_000)).toBe(60)
    expect(slackMinutes(10 * 3_600_000)).toBe(100)
  })

  test('is now where it has passed', () => {
    const night = {
      soc: 10,
      points: 60,
      capacityKwh: 100,
      powerKw: 2.3,
      efficiency: 0.9,
      delayMinutes: 0,
      blocked: [],
    }
    expect(found(night, EVENING)).toEqual(EVENING)
  })

  test('a later start by the slack would find the oracle wanting: the property can fail', () => {
    const night = {
      soc: 50,
      points: 30,
      capacityKwh: 60,
      powerKw: 11,
      efficiency: 0.9,
      delayMinutes: 4,
      blocked: [],
    }
    const tooLate = addMinutes(found(night), 61)
    expect(readyAt(night, tooLate) <= READY_BY).toBe(false)
  })
})

describe('the pace of a car', () => {
  const car = { powerKw: 11, capacityKwh: 60, efficiency: 0.9, peakPowerKw: 0, isDrawing: false }

  test('is its brand’s until it has taught enough, then that of its slowest start', () => {
    const taught = (delays: readonly number[]) => ({ ...NOTHING_LEARNT, startDelaysSeconds: delays })
    expect(paceOf(car, NOTHING_LEARNT, BRAND).delaySeconds).toBe(240)
    expect(paceOf(car, taught([20, 30]), BRAND).delaySeconds).toBe(240)
    expect(paceOf(car, taught([20, 600, 30]), BRAND).delaySeconds).toBe(600)
  })

  test('is no faster than its charges mostly were, but for a car that charges', () => {
    const slower = { ...NOTHING_LEARNT, peakPowersKw: [7.4, 7.4, 11] }
    expect(paceOf(car, slower, BRAND).powerKw).toBe(7.4)
    const drawing = paceOf({ ...car, isDrawing: true }, slower, BRAND)
    expect(drawing).toMatchObject({ powerKw: 11, delaySeconds: 0 })
  })

  test('of a new car is no faster than what it has shown at this plug, standing or charging', () => {
    for (const isDrawing of [false, true]) {
      const shown = { ...car, peakPowerKw: 2.3, isDrawing }
      expect(paceOf(shown, NOTHING_LEARNT, BRAND).powerKw).toBe(2.3)
      expect(paceOf({ ...shown, peakPowerKw: 12 }, NOTHING_LEARNT, BRAND).powerKw).toBe(11)
    }
  })
})
