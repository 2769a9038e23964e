import { describe, expect, test } from 'vitest'
import { judge } from '../../src/backtest/oracle/verdict.ts'
import type { Witness } from '../../src/backtest/oracle/witness.ts'
import { at, car, causeOf, HOLDS_ALL } from './witnessed-car.ts'

describe('a battery that is larger than was learnt', () => {
  /** 60 kWh that are taken for 20: by that 50 minutes are missing of the 125 that are left, and the promised hour; by what it has 150 are. */
  const late = (change: Partial<Witness> = {}): Witness =>
    car([[475, 600]], { readyBy: at(600), goalPercent: 90, learntKwh: 20, starts: [at(475)], ...change })

  test('explains a car that was started in time by what was known, and charged on to the last minute', () => {
    expect(causeOf(late())).toBe('size-learnt-wrong')
    expect(judge([late()], HOLDS_ALL)[0]?.isOwed, 'it counts against us').toBe(true)
  })

  test.each<[string, Partial<Witness>]>([
    ['the size was known', { learntKwh: 60 }],
    ['it is smaller than was learnt', { learntKwh: 70 }],
    ['none was learnt', { learntKwh: null }],
    ['that leaves less than the promised hour by what was learnt', { learntKwh: 50 }],
    ['we never started it', { starts: [] }],
  ])('explains nothing where %s', (_, change) => {
    expect(causeOf(late(change))).toBe('unexplained')
  })

  test('explains nothing of a car that was started and then stood', () => {
    const stood = car([[475, 540]], { goalPercent: 90, learntKwh: 20, starts: [at(475)] })
    expect(causeOf(stood)).toBe('unexplained')
  })
})

describe('a car that was plugged in anew unseen, charged by itself and stopped', () => {
  const taken = (change: Partial<Witness> = {}): Witness =>
    car([[0, 40]], { unpluggedMinutes: 5, trips: [at(40)], ...change })

  test('is taken for one that its driver started and stopped', () => {
    expect(causeOf(taken())).toBe('taken-for-drivers-start')
    expect(judge([taken()], HOLDS_ALL)[0]?.isOwed).toBe(false)
  })

  test.each<[string, Partial<Witness>]>([
    ['it was never unplugged', { unpluggedMinutes: null }],
    ['it was away for as long as it takes to look again', { unpluggedMinutes: 30 }],
    ['we had started it', { starts: [at(20)] }],
    ['we had stopped it', { stops: [at(40)] }],
    ['it did not stop by itself', { trips: [] }],
  ])('is not where %s', (_, change) => {
    expect(causeOf(taken(change))).toBe('unexplained')
  })

  test('is not where it never drew, or drew again', () => {
    const base = { unpluggedMinutes: 5, trips: [at(40)] }
    expect(causeOf(car([], base))).toBe('unexplained')
    expect(
      causeOf(
        car(
          [
            [0, 40],
            [100, 110],
          ],
          base,
        ),
      ),
    ).toBe('unexplained')
  })
})
