import { describe, expect, test } from 'vitest'
import { drawMixedNight } from '../../src/backtest/draw-mixed.ts'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { judgeNight } from '../../src/backtest/judge-night.ts'
import { carsOf } from '../../src/backtest/night.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import { setCourse } from '../../src/control/set-course.ts'
import { DAYS, tallied } from './nights.ts'

/** The long form: ORACLE_MIXED_NIGHTS=1000. */
const NIGHTS = Number(process.env['ORACLE_MIXED_NIGHTS'] ?? '20')
const SEEDS = Array.from({ length: NIGHTS }, (_, number) => `night-${String(number)}`)
const mixed = (seed: string) => drawMixedNight(seed, { days: DAYS })

describe(`${String(NIGHTS)} nights with cars behind Smartcar, early tapers and test charges (ORACLE_MIXED_NIGHTS)`, () => {
  test('leave the cars ready that could be', () => {
    const { tally, faults, unexplained } = tallied(SEEDS, mixed)
    expect(faults).toEqual([])
    expect(unexplained).toEqual([])
    expect(tally.owed).toBeGreaterThan(NIGHTS / 2)
    expect(tally.readyOfOwed / tally.owed).toBeGreaterThanOrEqual(0.999)
  }, 14_400_000)
})

test.each([
  [
    'night-1595',
    'a car that tells no power, and takes a third of what its charger gives, is started in time',
  ],
  [
    'night-1325',
    'one that reports every twenty minutes is not read so often that the reads of the day are spent',
  ],
  ['night-2483', 'one that stopped by itself, word of which was lost, is asked and started again'],
  ['night-5594', 'and within minutes where there is no half hour to lose'],
  ['night-451', 'stops that came to nothing before midnight are no commands of the day after'],
])('%s: %s', (seed) => {
  const night = mixed(seed)
  const { faults, verdicts } = judgeNight(night, playNight(night))
  expect(faults).toEqual([])
  expect(verdicts.map(({ kind }) => kind)).toEqual(['ready'])
})

test('night-5326: of two cars behind a fuse that are taken to use more than they do, one waits, and neither is stopped again and again', () => {
  const night = mixed('night-5326')
  const { faults, verdicts } = judgeNight(night, playNight(night))
  expect(faults).toEqual([])
  expect(verdicts.map(({ kind, cause }) => cause ?? kind)).toEqual(['ready', 'power-not-told'])
})

test('a car that tells no power is late if it is taken to charge as fast as its charger gives', () => {
  const night = mixed('night-1595')
  const hasty: typeof setCourse = (bench, ...rest) =>
    setCourse({ ...bench, recipe: { ...bench.recipe, untoldPowerKw: undefined } }, ...rest)
  const { verdicts } = judgeNight(night, playNight(night, { course: hasty }))
  expect(verdicts.map(({ cause }) => cause)).toEqual(['unexplained'])
})

test('a mixed night is the other one with other cars, of every kind', () => {
  const plain = drawNight('night-1', { days: DAYS })
  expect({ ...mixed('night-1'), homes: plain.homes }).toEqual(plain)
  const cars = Array.from({ length: 60 }, (_, number) => carsOf(mixed(`night-${String(number)}`))).flat()
  expect(cars.some(({ aggregator }) => aggregator?.webhooks === null)).toBe(true)
  expect(cars.some(({ aggregator }) => (aggregator?.webhooks?.lostShare ?? 0) > 0)).toBe(true)
  expect(cars.some(({ aggregator }) => aggregator === undefined)).toBe(true)
  expect(cars.some(({ isUntested }) => isUntested)).toBe(true)
  expect(cars.some(({ spec }) => (spec.taper?.fromPercent ?? 100) <= 70)).toBe(true)
})

test('test charges are part of the nights: some begin, and end with what they have proven', () => {
  const tests = SEEDS.slice(0, 20).flatMap((seed) =>
    playNight(mixed(seed)).decided.filter(({ reason }) => reason === 'testing'),
  )
  expect(tests.length).toBeGreaterThan(2)
})
