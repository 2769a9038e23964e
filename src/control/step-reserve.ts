import { localDay } from '../base/local-time.ts'
import type { Interval } from '../base/interval.ts'
import { kw, type Kw } from '../base/units.ts'
import type { BaseLoad } from '../sites/base-load.ts'
import { chargedPeak, METER_STEP_KW, stepAt, type DailyPeak, type StepRule } from '../tariffs/capacity.ts'
import type { PlannedCapacityCharge } from '../tariffs/capacity-charge.ts'

/** What peaks cost in the month of a plan, by which rule. */
export interface ChargeOfMonth {
  readonly rule: StepRule
  readonly planned: PlannedCapacityCharge
}

/**
 * Kept free under a step, in spreads of the hour above its mean. An hour that is filled up to the mean passes the step every other
 * time. With two and a half, of hours as uneven as those of households (a spread of 30 to 100 % of the mean, skewed upwards)
 * more than 95 in 100 keep it, although mean and spread are themselves learnt from some twenty days; a test counts them.
 */
export const RESERVED_SPREADS = 2.5

/**
 * What each hour keeps free under the step that the house comes to by itself, so that it does not pass it when it draws more than
 * usual. Never more than the step leaves on all days ahead together: the reserve alone passes none, it only takes room from the
 * car.
 */
export function reserveFor(
  loads: readonly BaseLoad[],
  { rule, planned }: ChargeOfMonth,
): readonly (Interval & { readonly power: Kw })[] {
  const measured = planned.measured.map(({ day, peak }): DailyPeak => ({ day, kw: peak }))
  const ahead = peaksAhead(loads, rule)
  const mostIn = new Map<string, number>()
  return loads.map(({ start, end, kw: mean, spreadKw }) => {
    const month = localDay(start, rule.timeZone).slice(0, 7)
    const of = (peaks: readonly DailyPeak[]): readonly DailyPeak[] =>
      peaks.filter(({ day }) => day.startsWith(month))
    const most = mostIn.get(month) ?? mostOfEachDay(rule, of(measured), of(ahead))
    mostIn.set(month, most)
    return { start, end, power: kw(clipped(RESERVED_SPREADS * spreadKw, most - METER_STEP_KW - mean)) }
  })
}

/** The highest hour of each day that is still ahead, as the house is expected. */
function peaksAhead(loads: readonly BaseLoad[], { timeZone }: StepRule): readonly DailyPeak[] {
  const peaks = new Map<string, number>()
  for (const { start, kw: mean } of loads) {
    const day = localDay(start, timeZone)
    peaks.set(day, Math.max(mean, peaks.get(day) ?? 0))
  }
  return [...peaks].map(([day, peak]) => ({ day, kw: peak }))
}

/** What every day ahead may come to, all of them at once, without a dearer step; Infinity on the last one. */
function mostOfEachDay(rule: StepRule, measured: readonly DailyPeak[], ahead: readonly DailyPeak[]): number {
  const over = measured.filter(({ day }) => !ahead.some((each) => each.day === day))
  const still = ahead.map(({ day, kw: mean }) => ({
    day,
    kw: Math.max(mean, ...measured.filter((peak) => peak.day === day).map((peak) => peak.kw)),
  }))
  const { upToKw } = stepAt(rule, chargedPeak(rule, [...over, ...still]))
  const highest = over.map(({ kw: peak }) => peak).toSorted((a, b) => b - a)
  const shares = Array.from({ length: rule.days }, (_, index) => {
    const others = highest.slice(0, rule.days - 1 - index).reduce((sum, peak) => sum + peak, 0)
    return (rule.days * upToKw - others) / (index + 1)
  })
  return Math.min(...shares)
}

/** On the last step there is nothing to keep free for. */
function clipped(wished: number, left: number): number {
  return left === Infinity ? 0 : Math.max(0, Math.min(wished, left))
}
