import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { drawMixedNight } from '../../src/backtest/draw-mixed.ts'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { drawOddNight } from '../../src/backtest/draw-odd.ts'
import { drawWideNight } from '../../src/backtest/draw-wide.ts'
import { faultsOfGivingWay } from '../../src/backtest/giving-way-rule.ts'
import { judgeNight } from '../../src/backtest/judge-night.ts'
import { carsOf, type Night } from '../../src/backtest/night.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import type { Decided } from '../../src/backtest/played.ts'
import { setCourse } from '../../src/control/set-course.ts'
import { DAYS } from './nights.ts'

/** Nights of each kind that are looked for two cars of one fuse; the long form: ORACLE_FUSE_NIGHTS=1000. */
const NIGHTS = Number(process.env['ORACLE_FUSE_NIGHTS'] ?? '20')
const KINDS = { plain: drawNight, wide: drawWideNight, mixed: drawMixedNight, odd: drawOddNight } as const

/** Nights in which two cars once gave way to each other over and over. */
test.each([
  ['odd', 'night-742'],
  ['mixed', 'night-339'],
] as const)(
  'two cars of one fuse do not give way to each other over and over: %s %s',
  (kind, seed) => {
    const night = KINDS[kind](seed, { days: DAYS })
    expect(judgeNight(night, playNight(night)).faults).toEqual([])
  },
  30_000,
)

describe.each(['plain', 'wide', 'mixed', 'odd'] as const)(
  `in ${String(NIGHTS)} nights, %s (ORACLE_FUSE_NIGHTS)`,
  (kind) => {
    test('no car is stopped for another over and over', () => {
      const faults = shared(kind).flatMap((night) => judgeNight(night, playNight(night)).faults)
      expect(faults.filter((fault) => fault.endsWith('another car of its fuse'))).toEqual([])
    }, 14_400_000)
  },
)

test('a reducer whose cars stop for each other every few minutes is found', () => {
  const [night] = shared('plain')
  if (night === undefined) throw new Error('No two cars of one fuse')
  const { faults } = judgeNight(night, playNight(night, { course: flipping() }))
  expect(faults.some((fault) => fault.endsWith('within an hour for another car of its fuse'))).toBe(true)
})

test('four stops within an hour are found; stops tried again, for prices, or of another car are not counted', () => {
  const [car] = carsOf(KINDS.plain('night-1', { days: DAYS }))
  if (car === undefined) throw new Error('A night without a car')
  const stop = (minute: number, given: Partial<Decided> = {}): Decided => ({
    at: addMinutes(new Date('2027-01-10T22:00Z'), minute),
    carId: car.id,
    reason: 'waiting_for_other_car',
    intent: { desired: 'HOLD', cause: 'other-car', epoch: minute },
    command: { kind: 'stop', attempt: 1 },
    planned: null,
    ...given,
  })
  const found = (...last: Decided[]) =>
    faultsOfGivingWay({ car }, [stop(0), stop(20), stop(40), ...last]).length
  expect(found(stop(59))).toBe(1)
  expect(found(stop(60))).toBe(0)
  expect(found(stop(59, { command: { kind: 'stop', attempt: 2 } }))).toBe(0)
  expect(found(stop(59, { intent: { desired: 'HOLD', cause: 'price', epoch: 1 } }))).toBe(0)
  expect(found(stop(59, { carId: 'another' }))).toBe(0)
})

/** Nights of a kind that have two cars behind one fuse. */
function shared(kind: keyof typeof KINDS): readonly Night[] {
  return Array.from({ length: NIGHTS }, (_, number) =>
    KINDS[kind](`night-${String(number)}`, { days: DAYS }),
  ).filter(({ homes }) => homes.some(({ cars }) => cars.length > 1))
}

/** Stops the car at every other look for the sake of another. */
function flipping(): typeof setCourse {
  let looks = 0
  return (bench, reading, place) => {
    const sound = setCourse(bench, reading, place)
    const { intent } = sound.decision
    looks += 1
    if (intent === null || looks % 2 === 0) return sound
    const command = { kind: 'stop', purpose: 'intent', attempt: 1 } as const
    const held = { ...intent, desired: 'HOLD', cause: 'other-car', epoch: 1_000 + looks } as const
    return {
      ...sound,
      decision: { ...sound.decision, intent: held, command, nextDue: addMinutes(sound.now, 4) },
    }
  }
}
