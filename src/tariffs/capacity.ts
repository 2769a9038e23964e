import { localDay, type TimeZone } from '../base/local-time.ts'
import { type Money, money } from '../base/units.ts'
import type { PublishedCapacity } from './grid-company.ts'
import type { SiteTariff } from './site-tariff.ts'

/** A step of the monthly charge: holds for a peak above `fromKw`, up to `upToKw`. */
export interface CapacityStep {
  readonly fromKw: number
  /** Infinity for the last. */
  readonly upToKw: number
  /** Of a month, with the VAT of the site. */
  readonly costPerMonth: Money
}

/** A charge by steps on the highest hourly means of the month. */
export interface StepRule {
  readonly method: 'three-highest-days' | 'month-max'
  /** Days whose highest hours are averaged: 3, or 1. */
  readonly days: number
  readonly steps: readonly CapacityStep[]
  /** A peak exactly on a limit is charged as the step above it. */
  readonly limitIsOfStepAbove: boolean
  /** Days and months are local. */
  readonly timeZone: TimeZone
  /** The tariff was carried on past its end. */
  readonly isEstimate: boolean
}

/** What a grid company charges for peaks at a site. */
export type CapacityRule =
  | StepRule
  /** By the size of the main fuse (OV_TREFASE): charging has no effect on it. */
  | { readonly method: 'main-fuse' }
  /** A method that is not modelled; `published` is its name. What a peak costs is not guessed. */
  | { readonly method: 'unsupported'; readonly published: string; readonly message: string }
  /** No grid tariff is known. */
  | { readonly method: 'unknown'; readonly message: string }

export function isByPeaks(rule: CapacityRule): rule is StepRule {
  return rule.method === 'three-highest-days' || rule.method === 'month-max'
}

/** The highest hourly mean of one day. */
export interface DailyPeak {
  /** Local, `YYYY-MM-DD`. */
  readonly day: string
  readonly kw: number
}

/**
 * What the grid company of a site charges for peaks in the month of `instant`. A yearly price is spread over twelve equal months.
 * Companies differ in whether a month is charged by its own peaks or by those of the month before; here it is its own.
 */
export function capacityRule(tariff: SiteTariff, instant: Date): CapacityRule {
  const { timeZone } = tariff.calendar
  const day = localDay(instant, timeZone)
  const found = tariff.gridTariffOn(day)
  if (found === null) {
    const message = tariff.gaps[0]?.message ?? 'The contract says nothing of a charge on peaks.'
    return { method: 'unknown', message }
  }
  const { capacity } = found.row
  switch (capacity.method) {
    case 'TRE_DØGNMAX_MND':
    case 'MND_MAX': {
      const [method, days] =
        capacity.method === 'MND_MAX' ? (['month-max', 1] as const) : (['three-highest-days', 3] as const)
      const steps = stepsOf(capacity, 1 + tariff.vatRateOn(day))
      const { limitIsOfStepAbove } = capacity
      return { method, days, steps, limitIsOfStepAbove, timeZone, isEstimate: found.carried }
    }
    case 'OV_TREFASE':
      return { method: 'main-fuse' }
    default:
      return { method: 'unsupported', published: capacity.method, message: unsupported(capacity.method) }
  }
}

/** The peak that a month is charged by, kW: the mean of its highest days. Days that are missing count as 0. */
export function chargedPeak({ days }: StepRule, peaks: readonly DailyPeak[]): number {
  const highest = peaks
    .map(({ kw }) => kw)
    .toSorted((a, b) => b - a)
    .slice(0, days)
  return highest.reduce((sum, kw) => sum + kw, 0) / days
}

/** The step of a charged peak in kW. */
export function stepAt({ steps, limitIsOfStepAbove }: StepRule, kw: number): CapacityStep {
  const found = steps.find(({ upToKw }) => (limitIsOfStepAbove ? kw < upToKw : kw <= upToKw)) ?? steps.at(-1)
  if (found === undefined) throw new RangeError('A capacity charge has no steps: expected at least one')
  return found
}

/** By how much the charge of the month rises if the highest hour of `next.day` comes to `next.kw`. `peaks`: those of the month so far. */
export function chargeIncrease(rule: StepRule, peaks: readonly DailyPeak[], next: DailyPeak): Money {
  const before = stepAt(rule, chargedPeak(rule, peaks)).costPerMonth
  const others = peaks.filter(({ day }) => day !== next.day)
  const own = Math.max(next.kw, ...peaks.filter(({ day }) => day === next.day).map(({ kw }) => kw))
  const after = stepAt(rule, chargedPeak(rule, [...others, { day: next.day, kw: own }])).costPerMonth
  return money(after - before)
}

/**
 * The highest hour that `day` may have without a dearer step, kW; Infinity on the last step. Meters count whole watt-hours, so where the
 * limit itself belongs to the step above it is one less.
 */
export function leftUnderStep(rule: StepRule, peaks: readonly DailyPeak[], day: string): number {
  const { upToKw } = stepAt(rule, chargedPeak(rule, peaks))
  const limit = rule.limitIsOfStepAbove ? upToKw - METER_STEP_KW : upToKw
  const others = peaks.filter((peak) => peak.day !== day)
  const highest = others
    .map(({ kw }) => kw)
    .toSorted((a, b) => b - a)
    .slice(0, rule.days - 1)
  return rule.days * limit - highest.reduce((sum, kw) => sum + kw, 0)
}

/** What a meter can tell apart, as the mean of an hour. */
export const METER_STEP_KW = 0.001

const MONTHS_PER_YEAR = 12

function stepsOf({ steps }: PublishedCapacity, withVat: number): CapacityStep[] {
  return steps.map(({ from, perYear }, index) => ({
    fromKw: from,
    upToKw: steps[index + 1]?.from ?? Infinity,
    costPerMonth: money((perYear * withVat) / MONTHS_PER_YEAR),
  }))
}

function unsupported(method: string): string {
  const known =
    method === 'FEM_VEKTET_ÅR'
      ? ' (mean of five weekly peaks of the last twelve months, weighted by the month)'
      : ''
  return `The method ${method}${known} of the capacity charge is not modelled: plans keep no limit for it, and its cost is not shown.`
}
