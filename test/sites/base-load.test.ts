import { describe, expect, it } from 'vitest'
import { ASSUMED_HOUSEHOLD_KW } from '../../src/sites/assumed-household.ts'
import {
  ASSUMED_SPREAD,
  expectedBaseLoad,
  learnProfile,
  NEWEST_WEIGHT,
  type LoadProfile,
} from '../../src/sites/base-load.ts'

const OSLO = { timeZone: 'Europe/Oslo' }
const range = (from: string, until: string) => ({ from: new Date(from), until: new Date(until), ...OSLO })
const NO_CAR = { ...OSLO, carEnergy: new Map<number, number>() }
const byHour: LoadProfile = Array.from({ length: 24 }, (_, hour) => ({ meanKw: hour, spreadKw: 0.5 }))

describe('the expected base load', () => {
  it('is assumed, and says so, where nothing was read', () => {
    const loads = expectedBaseLoad(null, null, range('2024-12-12T16:20:00Z', '2024-12-12T18:00:00Z'))
    expect(loads).toEqual([
      {
        start: new Date('2024-12-12T16:00:00Z'),
        end: new Date('2024-12-12T17:00:00Z'),
        kw: ASSUMED_HOUSEHOLD_KW[17],
        spreadKw: ASSUMED_SPREAD * (ASSUMED_HOUSEHOLD_KW[17] ?? 0),
        source: 'assumed',
      },
      expect.objectContaining({ start: new Date('2024-12-12T17:00:00Z'), source: 'assumed' }),
    ])
  })

  it('goes by the local hour: the one that is skipped is not there, the one that is doubled is there twice', () => {
    const spring = expectedBaseLoad(byHour, null, range('2025-03-30T00:00:00Z', '2025-03-30T03:00:00Z'))
    expect(spring.map(({ kw }) => kw)).toEqual([1, 3, 4])
    const autumn = expectedBaseLoad(byHour, null, range('2024-10-27T00:00:00Z', '2024-10-27T03:00:00Z'))
    expect(autumn.map(({ kw }) => kw)).toEqual([2, 2, 3])
  })

  it('keeps to the driver’s limit', () => {
    const loads = expectedBaseLoad(byHour, 10, range('2024-12-12T08:00:00Z', '2024-12-12T12:00:00Z'))
    expect(loads.map(({ kw }) => kw)).toEqual([9, 10, 10, 10])
  })
})

describe('the profile', () => {
  const four = { start: new Date('2024-12-12T15:00:00Z'), meanKw: 6 }

  it('takes the first reading of an hour whole, then moves a tenth of the way', () => {
    const once = learnProfile(null, [four], NO_CAR)
    expect(once[16]?.meanKw).toBe(6)
    expect(once.filter((load) => load !== null)).toHaveLength(1)
    expect(learnProfile(once, [{ ...four, meanKw: 16 }], NO_CAR)[16]?.meanKw).toBeCloseTo(
      6 + NEWEST_WEIGHT * 10,
    )
  })

  it('learns how far single hours lie from the mean, beginning with half of it', () => {
    const spreadAfter = (kws: readonly number[]): number => {
      const hours = kws.map((meanKw) => ({ ...four, meanKw }))
      return learnProfile(null, hours, NO_CAR)[16]?.spreadKw ?? Number.NaN
    }
    expect(spreadAfter([6])).toBe(3)
    expect(spreadAfter(Array.from({ length: 60 }, () => 6))).toBeLessThan(0.2)
    const upAndDown = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 4 : 8))
    expect(spreadAfter(upAndDown)).toBeCloseTo(2, 0)
  })

  it('leaves the car out, so that the planner does not count it twice', () => {
    const carEnergy = new Map([[four.start.getTime(), 5.5]])
    expect(learnProfile(null, [four], { ...OSLO, carEnergy })[16]?.meanKw).toBeCloseTo(0.5)
    const more = new Map([[four.start.getTime(), 11]])
    expect(learnProfile(null, [four], { ...OSLO, carEnergy: more })[16]?.meanKw).toBe(0)
  })

  it('says nothing of a day: the same hour of any two days teaches the same', () => {
    const later = { ...four, start: new Date('2025-01-20T15:00:00Z') }
    expect(learnProfile(null, [later], NO_CAR)).toEqual(learnProfile(null, [four], NO_CAR))
  })
})
