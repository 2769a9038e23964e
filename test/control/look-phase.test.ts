import { addHours, addMinutes, addSeconds, differenceInMilliseconds } from 'date-fns'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandomness } from '../../src/base/random.ts'
import { decide } from '../../src/control/decide.ts'
import { lookPhaseOf, pollBy, pollNear } from '../../src/control/look-phase.ts'
import { CARS, factsOfCar, HALF, play, type Load, type Scene } from './look-load.ts'
import { BLOCK, factsOf, NOW, stateOf } from './night-facts.ts'

const isHalf = (car: number): boolean => HALF[car] === true
const lots = seededRandomness('lots')
const LOTS = HALF.map(() => lots.fraction())
/** CS28. */
const BAR = 1.3

const SCENES: readonly (readonly [string, Scene])[] = [
  ['connected in one minute', { isHeld: isHalf, firstLook: (car) => (car / CARS) * 60 }],
  [
    'told of new prices while some were in their phase',
    {
      isHeld: isHalf,
      firstLook: (car) => (isHalf(car) ? (car / CARS) * 60 : lookPhaseOf(car + 1) * 600),
    },
  ],
  [
    'found back after an outage, as fast as they are let go',
    { isHeld: isHalf, firstLook: (car) => (car / CARS) * 450 },
  ],
  ['overdue when a process is back after an hour', { isHeld: isHalf, firstLook: () => 0 }],
  [
    'all plugged in within ten minutes, and told so by themselves',
    { isHeld: () => true, firstLook: (car) => (car / CARS) * 600, pluggedInAt: (car) => (car / CARS) * 600 },
  ],
]

/** After cars that have just come, ten minutes in which each is looked at every three. */
function settled({ perBin }: Load, { pluggedInAt }: Scene): readonly number[] {
  return pluggedInAt === undefined ? perBin : perBin.slice(Math.ceil((13 * 60 * CARS) / 100_000))
}

describe(`${String(CARS)} cars, as many looks as of 100,000 once in 15 minutes (CS28; LADEPLAN_LONG_TESTS=1: all)`, () => {
  test.each(SCENES)(
    '%s are looked at evenly from the next look on: at most 1.3 of the mean',
    (_, scene) => {
      const load = play(scene)
      expect(Math.max(...settled(load, scene))).toBeLessThanOrEqual(BAR * load.mean)
      // And no more of them.
      expect(load.lastHour / load.lastHourExpected).toBeCloseTo(1, 2)
    },
    120_000,
  )

  test.each([
    ['without phases they would come together again and again', { phaseOf: () => undefined }, 1.8],
    ['with phases drawn by lot they would not be even', { phaseOf: (car: number) => LOTS[car] }, BAR],
  ])(
    '%s',
    (_, phases, factor) => {
      const scene: Scene = { isHeld: () => true, firstLook: (car) => (car / CARS) * 60, ...phases }
      const load = play(scene)
      expect(Math.max(...settled(load, scene))).toBeGreaterThan(factor * load.mean)
    },
    120_000,
  )

  test.each([0, 1, 2, 3])('the decision of scene %i goes by them', (index) => {
    const [, scene] = SCENES[index] ?? []
    if (scene === undefined) throw new Error('No scene')
    for (let car = 0; car < 50; car++) {
      const facts = factsOfCar(scene, car, NOW)
      const poll = isHalf(car) ? pollNear(facts, 30) : pollNear(facts, 10)
      expect(decide(facts).nextDue).toEqual(poll)
    }
  })
})

const phase = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const instant = fc.integer({ min: 0, max: 86_400_000 }).map((ms) => addSeconds(NOW, ms / 1_000))
const minutes = fc.constantFrom(3, 10, 30)

describe('a poll', () => {
  test('that must not be late comes within one period, and every period from then on', () => {
    fc.assert(
      fc.property(phase, instant, minutes, (lookPhase, now, period) => {
        const first = pollBy({ now, lookPhase }, period)
        expect(first > now).toBe(true)
        expect(first <= addMinutes(now, period)).toBe(true)
        expect(pollBy({ now: first, lookPhase }, period)).toEqual(addMinutes(first, period))
      }),
    )
  })

  test('of another car comes after half to one and a half periods, and every period from then on', () => {
    fc.assert(
      fc.property(phase, instant, minutes, (lookPhase, now, period) => {
        const first = pollNear({ now, lookPhase }, period)
        const periods = differenceInMilliseconds(first, now) / (period * 60_000)
        expect(periods).toBeGreaterThanOrEqual(0.5)
        expect(periods).toBeLessThan(1.5)
        expect(pollNear({ now: first, lookPhase }, period)).toEqual(addMinutes(first, period))
      }),
    )
  })

  test('of a car without a place comes one period later', () => {
    expect(pollBy({ now: NOW }, 10)).toEqual(addMinutes(NOW, 10))
    expect(pollNear({ now: NOW }, 30)).toEqual(addMinutes(NOW, 30))
  })

  test('is over when the want of the car ends, however late its phase comes', () => {
    const nextDue = (lookPhase: number, now: Date): Date | null => decide(factsOf({ now, lookPhase })).nextDue
    const late = addMinutes(BLOCK.start, -5)
    for (const lookPhase of [0, 0.2, 0.4, 0.6, 0.8]) expect(nextDue(lookPhase, late)).toEqual(BLOCK.start)
    const charging = stateOf({ status: 'charging' })
    for (const lookPhase of [0, 0.2, 0.4, 0.6, 0.8]) {
      const facts = factsOf({
        now: BLOCK.start,
        lookPhase,
        state: charging,
        finishAt: addHours(BLOCK.start, 2),
      })
      const due = decide(facts).nextDue
      expect(due === null || due <= addMinutes(BLOCK.start, 10)).toBe(true)
    }
  })
})
