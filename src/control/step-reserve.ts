import { localDay } from '../base/local-time.ts'
import type { Interval } from '../base/interval.ts'
import { kw, type Kw } from '../base/units.ts'
import type { BaseLoad } from '../sites/base-load.ts'
import { leftUnderStep, type DailyPeak, type StepRule } from '../tariffs/capacity.ts'
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
 * What each hour keeps free under the step that the month is on, so that a house that draws more than usual does not pass it. Never
 * more than the step leaves: the reserve alone passes none, it only takes room from the car.
 */
export function reserveFor(
  loads: readonly BaseLoad[],
  { rule, planned }: ChargeOfMonth,
): readonly (Interval & { readonly power: Kw })[] {
  const peaks = planned.measured.map(({ day, peak }): DailyPeak => ({ day, kw: peak }))
  const leftOn = new Map<string, number>()
  return loads.map(({ start, end, kw: mean, spreadKw }) => {
    const day = localDay(start, rule.timeZone)
    const left = leftOn.get(day) ?? leftUnderStep(rule, ofMonth(peaks, day), day)
    leftOn.set(day, left)
    return { start, end, power: kw(clipped(RESERVED_SPREADS * spreadKw, left - mean)) }
  })
}

/** On the last step there is nothing to keep free for. */
function clipped(wished: number, left: number): number {
  return left === Infinity ? 0 : Math.max(0, Math.min(wished, left))
}

function ofMonth(peaks: readonly DailyPeak[], day: string): readonly DailyPeak[] {
  return peaks.filter((peak) => peak.day.startsWith(day.slice(0, 7)))
}
