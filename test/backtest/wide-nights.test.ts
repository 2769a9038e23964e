import { describe, expect, test } from 'vitest'
import { askedOf } from '../../src/backtest/asked-of.ts'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { drawWideNight } from '../../src/backtest/draw-wide.ts'
import { judgeNight } from '../../src/backtest/judge-night.ts'
import { carsOf } from '../../src/backtest/night.ts'
import { minutesBetween } from '../../src/backtest/oracle/physics.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import { setCourse } from '../../src/control/set-course.ts'
import { advance, startingState } from '../../src/simulator/car-physics.ts'
import { car, DUSK } from '../simulator/support.ts'
import { DAYS, tallied } from './nights.ts'

/** The long form goes with that of the other nights: ORACLE_NIGHTS=10000 plays a thousand. */
const NIGHTS = Math.max(25, Number(process.env['ORACLE_NIGHTS'] ?? '0') / 10)
const SEEDS = Array.from({ length: NIGHTS }, (_, number) => `night-${String(number)}`)
const wide = (seed: string) => drawWideNight(seed, { days: DAYS })

describe(`${String(NIGHTS)} nights with other cars, and drivers who change their mind`, () => {
  test('leave the cars ready that could be, and charge at once when told to', () => {
    const { tally, faults, unexplained } = tallied(SEEDS, wide)
    expect(faults).toEqual([])
    expect(unexplained).toEqual([])
    expect(tally.owed).toBeGreaterThan(NIGHTS / 2)
    expect(tally.readyOfOwed / tally.owed).toBeGreaterThanOrEqual(0.999)
    expect(tally.paidNok).toBeLessThan(tally.atOnceNok)
  }, 14_400_000)

  test('are found wanting where charge now is not heard', () => {
    const deaf: typeof setCourse = ({ known, ...bench }, reading, place) =>
      setCourse({ ...bench, known: { ...known, override: undefined } }, reading, place)
    const calm = Array.from({ length: 60 }, (_, number) =>
      drawWideNight(`night-${String(number)}`, { days: DAYS, isCalm: true }),
    )
    const faults = calm
      .filter(({ homes }) => homes.some(({ cars }) => cars[0]?.wish?.kind === 'charge-now'))
      .flatMap((night) => judgeNight(night, playNight(night, { course: deaf })).faults)
    expect(faults.some((fault) => fault.endsWith('was not met'))).toBe(true)
  })
})

test.each([
  ['night-70805', 'a car whose third try worked, and that stopped by itself later, is started again'],
  ['night-70431', 'a car that lacks a point when it is to charge now may have it within minutes'],
])('%s: %s', (seed) => {
  const night = wide(seed)
  const { faults, verdicts } = judgeNight(night, playNight(night))
  expect(faults).toEqual([])
  expect(verdicts).toHaveLength(carsOf(night).length)
  expect(verdicts.map(({ cause }) => cause)).not.toContain('unexplained')
})

test('a wide night is the other one with something more', () => {
  const [plain, more] = [drawNight('night-1', { days: DAYS }), wide('night-1')]
  expect({ ...more, homes: plain.homes, herdSeconds: undefined }).toEqual(plain)
  const cars = SEEDS.slice(0, 25).flatMap((seed) => carsOf(wide(seed)))
  const wishes = new Set(cars.map(({ wish }) => wish?.kind))
  expect([...wishes].toSorted()).toEqual(['charge-now', 'pause', 'ready-by', undefined])
  expect(cars.some(({ spec }) => spec.taper !== undefined)).toBe(true)
  expect(cars.some(({ spec }) => spec.startsAfterSeconds !== undefined)).toBe(true)
})

describe('what counts of a driver who changes their mind', () => {
  const [first] = carsOf(drawNight('night-1', { days: DAYS }))
  if (first === undefined) throw new Error('A night without a car')
  const [stay] = first.spec.stays
  if (stay === undefined) throw new Error('A car that never comes')
  const at = new Date(stay.pluggedInAt.getTime() + 3_600_000)
  const later = new Date(at.getTime() + 3_600_000)
  const end = stay.unpluggedAt

  test('is the new ready-by time from then on, or from when Ladeplan is up again', () => {
    const wish = { kind: 'ready-by', at, readyBy: '05:55' } as const
    expect(askedOf({ away: [] }, { ...first, wish })).toEqual({ stay: { start: at, end }, readyBy: '05:55' })
    const away = [{ start: at, end: later }]
    expect(askedOf({ away }, { ...first, wish }).stay.start).toEqual(later)
  })

  test('is the same time from the end of a pause on', () => {
    const wish = { kind: 'pause', at, until: later } as const
    expect(askedOf({ away: [] }, { ...first, wish })).toEqual({
      stay: { start: later, end },
      readyBy: first.policy.readyBy,
    })
  })
})

test('the oracle and the simulated car agree on another taper and a slow start, to two minutes', () => {
  const spec = car({
    ...{ limitPercent: 100, socPercent: 60, startsAfterSeconds: 240 },
    taper: { fromPercent: 70, shareWhenFull: 0.5 },
  })
  let state = startingState({ spec, seed: 'physics' }, DUSK)
  let at = DUSK.getTime()
  while (state.energyKwh < 57) state = advance({ spec, seed: 'physics' }, state, (at += 30_000))
  const minutes = (at - DUSK.getTime()) / 60_000
  expect(Math.abs(4 + minutesBetween(spec, 36, 57) - minutes)).toBeLessThanOrEqual(2)
})
