import { describe, expect, test } from 'vitest'
import type { Interval } from '../../src/base/interval.ts'
import { overlap } from '../../src/base/interval.ts'
import { siteLimitsOf } from '../../src/control/site-limits.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { SiteLimits } from '../../src/planning/problem.ts'
import { kw, percent } from '../../src/base/units.ts'
import { learnProfile } from '../../src/sites/base-load.ts'
import type { HourMean } from '../../src/sites/consumption.ts'
import { diceOf, type Dice } from '../planning/oracle/dice.ts'
import { nightOf, slotsOf } from '../support/pictures.ts'
import { narvik } from './narvik.ts'

/** 23:00 in Oslo on 22 January. */
const DUSK = new Date('2025-01-22T22:00:00Z')
const HOURS = 8
const PEAKS = [
  { day: '2025-01-07', peakKw: 5.9 },
  { day: '2025-01-13', peakKw: 5.8 },
  { day: '2025-01-20', peakKw: 5.9 },
]
/** Noranett's step ends at 6 kW: three times that, less the two highest days. */
const LEFT_KW = 3 * 6 - 5.9 - 5.9

/** A house whose hours are skewed upwards (lognormal), each with a mean of its own. */
interface House {
  readonly draw: (hour: number) => number
  readonly dice: Dice
}

function houseOf(seed: number): House {
  const dice = diceOf(`house ${String(seed)}`)
  const means = Array.from({ length: 24 }, () => dice.between(0.4, 1.8))
  const share = dice.between(0.3, 1)
  const sigma = Math.sqrt(Math.log(1 + share ** 2))
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(dice.between(1e-9, 1, 12))) * Math.cos(2 * Math.PI * dice.between(0, 1, 12))
  return { dice, draw: (hour) => (means[hour] ?? 1) * Math.exp(sigma * normal() - sigma ** 2 / 2) }
}

/** What is known of it after thirty days of readings. */
function limitsOf({ draw }: House): SiteLimits {
  const first = DUSK.getTime() - 30 * 86_400_000
  const hours = Array.from({ length: 30 * 24 }, (_, index): HourMean => {
    const start = new Date(first + index * 3_600_000)
    return { start, meanKw: draw(localHourOf(start)) }
  })
  const profile = learnProfile(null, hours, { timeZone: 'Europe/Oslo', carEnergy: new Map() })
  const limits = siteLimitsOf(narvik, { peaks: PEAKS, profile }, DUSK)
  if (limits?.capacityCharge === undefined) throw new Error('Narvik has a charge on peaks')
  return limits
}

function localHourOf(instant: Date): number {
  return (instant.getUTCHours() + 1) % 24
}

/** Hours of random nights in which a plan that keeps the step charges, and how many of them do keep it. */
function count(limitsFor: (limits: SiteLimits) => SiteLimits): {
  readonly hours: number
  readonly kept: number
} {
  let [hours, kept] = [0, 0]
  for (let seed = 0; seed < 120; seed++) {
    const house = houseOf(seed)
    const limits = limitsFor(limitsOf(house))
    const costs = Array.from({ length: HOURS }, () => house.dice.between(0.1, 1))
    const slots = slotsOf(costs, { start: DUSK })
    const need = { hours: house.dice.whole(1, 2), power: kw(7.4), target: percent(20) }
    const { blocks, capacityCost } = planCharging({ ...nightOf(slots, need), site: limits })
    // A car that needs more than the step leaves passes it, and its plan says so.
    if (capacityCost > 0) continue
    for (const slot of slots) {
      const car = carKwh(blocks, slot, 7.4)
      if (car === 0) continue
      for (let draw = 0; draw < 20; draw++) {
        hours += 1
        if (house.draw(localHourOf(slot.start)) + car <= LEFT_KW) kept += 1
      }
    }
  }
  return { hours, kept }
}

function carKwh(blocks: readonly Interval[], slot: Interval, power: number): number {
  const parts = blocks.flatMap((block) => overlap(block, slot) ?? [])
  return parts.reduce(
    (sum, { start, end }) => sum + (power * (end.getTime() - start.getTime())) / 3_600_000,
    0,
  )
}

const withoutReserve = ({ capacityCharge, ...limits }: SiteLimits): SiteLimits => {
  if (capacityCharge === undefined) return limits
  const { timeZone, steps, measured } = capacityCharge
  return { ...limits, capacityCharge: { timeZone, steps, measured } }
}

describe('what an hour keeps free under the capacity step', () => {
  test('is enough for 95 of 100 random hours, and without it far fewer keep the step', () => {
    const { hours, kept } = count((limits) => limits)
    const control = count(withoutReserve)
    expect(hours).toBeGreaterThan(2_000)
    expect(kept / hours).toBeGreaterThanOrEqual(0.95)
    expect(control.kept / control.hours).toBeLessThan(0.85)
  })
})
