import { describe, expect, expectTypeOf, test } from 'vitest'
import { kw } from '../../src/base/units.ts'
import type { CapacityCharge } from '../../src/planning/problem.ts'
import {
  type CapacityEffect,
  capacityChargeOf,
  type PlannedCapacityCharge,
} from '../../src/tariffs/capacity-charge.ts'
import {
  capacityRule,
  chargedPeak,
  chargeIncrease,
  type DailyPeak,
  leftUnderStep,
  stepAt,
  type StepRule,
} from '../../src/tariffs/capacity.ts'
import { tariffOf } from '../../src/tariffs/tariff-of.ts'
import { chargeFor } from '../../src/planning/optimise/peak-charge.ts'
import { NARVIK, OSLO, STOCKHOLM, TARIFFS } from './homes.ts'
import type { TariffSite } from '../../src/tariffs/tariff-site.ts'

const NOW = new Date('2026-11-12T20:00:00Z')

function stepRule(site: TariffSite): StepRule {
  const rule = capacityRule(tariffOf(TARIFFS, site), NOW)
  if (rule.method !== 'three-highest-days') throw new Error(`expected steps, found ${rule.method}`)
  return rule
}

function peaks(...values: readonly number[]): DailyPeak[] {
  return values.map((value, index) => ({ day: `2026-11-0${String(index + 1)}`, kw: value }))
}

describe('the capacity charge of a month', () => {
  const narvik = stepRule(NARVIK)

  test('rises by 80 NOK where the mean of three days passes 6 kW in Narvik', () => {
    expect(stepAt(narvik, 5.9).costPerMonth).toBe(530)
    expect(stepAt(narvik, 6.1).costPerMonth).toBe(610)
  })

  test('has VAT where the site pays it', () => {
    expect(stepAt(stepRule(OSLO), 6).costPerMonth).toBeCloseTo(336 * 1.25, 9)
  })

  test('goes by the three highest days', () => {
    expect(chargedPeak(narvik, peaks(5, 9, 2, 7, 3))).toBe(7)
    expect(chargedPeak(narvik, peaks(6))).toBe(2)
    expect(chargedPeak(narvik, [])).toBe(0)
  })

  test('puts a peak exactly on the limit in the step above, where the company does', () => {
    expect(narvik.limitIsOfStepAbove).toBe(true)
    expect(stepAt(narvik, 6).costPerMonth).toBe(610)
    const stram = stepRule({ ...NARVIK, gridCompany: 'stram' })
    expect(stram.limitIsOfStepAbove).toBe(false)
    expect(stepAt(stram, 5).costPerMonth).toBe(330)
    expect(stepAt(stram, 5.001).costPerMonth).toBe(441)
  })

  test.each([
    ['a day below the three highest changes nothing', 5, 0],
    ['a new day replaces the third', 7, 80],
    ['a much higher day passes two steps', 12, 150],
  ])('%s', (_, next, increase) => {
    // The mean so far is 5.9 kW.
    const measured = peaks(6.2, 6, 5.5, 1)
    expect(chargeIncrease(narvik, measured, { day: '2026-11-12', kw: next })).toBe(increase)
  })

  test('rises with a day that is among the three only above its own peak', () => {
    const measured = peaks(6.2, 6, 5.5)
    expect(chargeIncrease(narvik, measured, { day: '2026-11-01', kw: 6.1 })).toBe(0)
    expect(chargeIncrease(narvik, measured, { day: '2026-11-01', kw: 6.6 })).toBe(80)
  })

  test('leaves so much for a day that one watt-hour more costs the next step', () => {
    const measured = peaks(6.2, 6, 5.5)
    const left = leftUnderStep(narvik, measured, '2026-11-12')
    expect(left).toBeCloseTo(3 * 5.999 - 12.2, 9)
    expect(chargeIncrease(narvik, measured, { day: '2026-11-12', kw: left })).toBe(0)
    expect(chargeIncrease(narvik, measured, { day: '2026-11-12', kw: left + 0.004 })).toBe(80)
    expect(leftUnderStep(narvik, measured, '2026-11-01')).toBeCloseTo(3 * 5.999 - 11.5, 9)
  })

  test('leaves everything on the last step', () => {
    expect(leftUnderStep(narvik, peaks(250, 250, 250), '2026-11-12')).toBe(Infinity)
  })
})

function saying(word: string): unknown {
  return expect.stringContaining(word)
}

describe('methods other than steps on peaks', () => {
  const ruleAt = (gridCompany: string): ReturnType<typeof capacityRule> =>
    capacityRule(tariffOf(TARIFFS, { ...OSLO, gridCompany }), NOW)
  const effectAt = (gridCompany: string): CapacityEffect =>
    capacityChargeOf(ruleAt(gridCompany), { now: NOW, measured: [] })

  test.each(['alut', 'netera'])('charging has no effect on a charge by the fuse: %s', (company) => {
    expect(ruleAt(company)).toEqual({ method: 'main-fuse' })
    expect(effectAt(company)).toEqual({ kind: 'no-effect' })
  })

  test('a method that is not modelled is named, not guessed', () => {
    expect(ruleAt('fjellnett')).toMatchObject({ method: 'unsupported', published: 'FEM_VEKTET_ÅR' })
    expect(effectAt('fjellnett')).toMatchObject({
      kind: 'unsupported',
      message: saying('FEM_VEKTET_ÅR'),
    })
  })

  test('a company that is not known has no charge that is known', () => {
    expect(effectAt('Nowhere Nett')).toMatchObject({
      kind: 'unsupported',
      message: saying('Nowhere Nett'),
    })
    expect(capacityRule(tariffOf(TARIFFS, STOCKHOLM), NOW).method).toBe('unknown')
  })

  test('the one highest hour of a month counts for itself', () => {
    const rule: StepRule = { ...stepRule(NARVIK), method: 'month-max', days: 1 }
    expect(chargedPeak(rule, peaks(5, 9, 2))).toBe(9)
    expect(leftUnderStep(rule, peaks(5, 9), '2026-11-12')).toBeCloseTo(9.999, 9)
    const known = { now: NOW, measured: peaks(5), expectedKw: 7 }
    expect(capacityChargeOf(rule, known)).toMatchObject({ kind: 'charged', charge: { days: 1 } })
    const nextMonth = capacityChargeOf(rule, { ...known, measured: [] })
    expect(nextMonth).toMatchObject({
      charge: {
        measured: [
          { day: '2026-11-30', peak: 7 },
          { day: '2026-12-31', peak: 7 },
        ],
      },
    })
  })
})

describe('the charge as the planner takes it', () => {
  function charged(rule: StepRule, known: Parameters<typeof capacityChargeOf>[1]): PlannedCapacityCharge {
    const effect = capacityChargeOf(rule, known)
    if (effect.kind !== 'charged') throw new Error(`expected a charge, found ${effect.kind}`)
    return effect.charge
  }

  test('has the fields of its own type', () => {
    expectTypeOf<PlannedCapacityCharge>().toExtend<CapacityCharge>()
    expectTypeOf<CapacityCharge>().toExtend<PlannedCapacityCharge>()
  })

  test('costs the same as the rule, peak by peak', () => {
    for (const site of [
      NARVIK,
      OSLO,
      { ...NARVIK, gridCompany: 'linea' },
      { ...NARVIK, gridCompany: 'stram' },
    ]) {
      const rule = stepRule(site)
      const { steps } = charged(rule, { now: NOW, measured: [] })
      for (let peak = 0; peak < 120; peak += 0.125) {
        expect(chargeFor(steps, peak)).toBe(stepAt(rule, peak).costPerMonth)
      }
    }
  })

  test('makes one step of two that cost the same', () => {
    const { steps } = charged(stepRule({ ...NARVIK, gridCompany: 'linea' }), { now: NOW, measured: [] })
    expect(steps[0]).toEqual({ upTo: kw(4.999), cost: 225 })
  })

  test('takes the peak that is expected for days that are missing, in this month and the next', () => {
    const measured = peaks(4)
    const charge = charged(stepRule(NARVIK), { now: NOW, measured, expectedKw: 7 })
    expect(charge.measured).toEqual([
      { day: '2026-11-01', peak: 4 },
      { day: '2026-11-30', peak: 7 },
      { day: '2026-11-29', peak: 7 },
      { day: '2026-12-31', peak: 7 },
      { day: '2026-12-30', peak: 7 },
      { day: '2026-12-29', peak: 7 },
    ])
  })

  test('takes measured days alone once there are three, or where nothing is expected', () => {
    const rule = stepRule(NARVIK)
    const measured = peaks(4, 5, 6)
    const november = (charge: PlannedCapacityCharge): number =>
      charge.measured.filter(({ day }) => day.startsWith('2026-11')).length
    expect(november(charged(rule, { now: NOW, measured, expectedKw: 7 }))).toBe(3)
    expect(charged(rule, { now: NOW, measured: peaks(4) }).measured).toHaveLength(1)
  })
})
