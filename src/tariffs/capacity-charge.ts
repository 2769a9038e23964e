import { addMonths } from '../base/calendar.ts'
import { localDay, type TimeZone } from '../base/local-time.ts'
import { type Kw, kw, type Money } from '../base/units.ts'
import { type CapacityRule, type DailyPeak, METER_STEP_KW, type StepRule } from './capacity.ts'

/** The charge on peaks as the planner takes it: its `CapacityCharge` has the same fields. */
export interface PlannedCapacityCharge {
  readonly timeZone: TimeZone
  /** How many days of a month the mean is over. */
  readonly days?: number
  /** A peak exactly on `upTo` is within the step. */
  readonly steps: readonly { readonly upTo: Kw; readonly cost: Money }[]
  readonly measured: readonly { readonly day: string; readonly peak: Kw }[]
}

/** What the planner is told of peaks. */
export type CapacityEffect =
  | { readonly kind: 'charged'; readonly charge: PlannedCapacityCharge }
  /** Charging cannot change it. */
  | { readonly kind: 'no-effect' }
  /** Not modelled or not known, and why; the planner is told nothing. */
  | { readonly kind: 'unsupported'; readonly message: string }

/** What is known of a site's peaks. */
export interface KnownPeaks {
  readonly now: Date
  /** Of this month and, if the plan reaches into it, the next. */
  readonly measured: readonly DailyPeak[]
  /**
   * The charged peak that the month is expected to have, kW: last month's is a good guess. Until so many days are measured as count it stands for
   * the missing ones, or the first night of a month would look as if any peak were cheap.
   */
  readonly expectedKw?: number
}

/** More than any home can draw: the planner allows nothing beyond the last step. */
const BEYOND_ANY_HOME_KW = 10_000

/** A rule and the peaks so far, as the planner takes them. */
export function capacityChargeOf(rule: CapacityRule, known: KnownPeaks): CapacityEffect {
  switch (rule.method) {
    case 'three-highest-days':
    case 'month-max':
      return { kind: 'charged', charge: chargeOf(rule, known) }
    case 'main-fuse':
      return { kind: 'no-effect' }
    case 'unsupported':
    case 'unknown':
      return { kind: 'unsupported', message: rule.message }
  }
}

function chargeOf(rule: StepRule, known: KnownPeaks): PlannedCapacityCharge {
  return {
    timeZone: rule.timeZone,
    days: rule.days,
    steps: stepsOf(rule),
    measured: withExpected(rule, known).map(({ day, kw: peak }) => ({ day, peak: kw(peak) })),
  }
}

/** Steps of the same price are one. */
function stepsOf({ steps, limitIsOfStepAbove }: StepRule): PlannedCapacityCharge['steps'] {
  const kept = steps.filter(({ costPerMonth }, index) => costPerMonth !== steps[index + 1]?.costPerMonth)
  return kept.map(({ upToKw, costPerMonth }) => {
    const limit = limitIsOfStepAbove ? upToKw - METER_STEP_KW : upToKw
    return { upTo: kw(Math.min(limit, BEYOND_ANY_HOME_KW)), cost: costPerMonth }
  })
}

/** Missing days of this month and the next are set to the expected peak: the last of the month, that no plan reaches so early in it. */
function withExpected(rule: StepRule, { now, measured, expectedKw }: KnownPeaks): readonly DailyPeak[] {
  if (expectedKw === undefined) return measured
  const today = localDay(now, rule.timeZone)
  const months = [today, localDay(addMonths(new Date(`${today.slice(0, 7)}-15T12:00:00Z`), 1), 'UTC')]
  const assumed = months.flatMap((day) => {
    const month = day.slice(0, 7)
    const days = new Set(measured.filter((peak) => peak.day.startsWith(month)).map((peak) => peak.day))
    const free = lastDays(month, rule.days * 2).filter((last) => !days.has(last))
    return free.slice(0, Math.max(0, rule.days - days.size)).map((last) => ({ day: last, kw: expectedKw }))
  })
  return [...measured, ...assumed]
}

/** The last days of a month, latest first. */
function lastDays(month: string, count: number): string[] {
  const next = addMonths(new Date(`${month}-01T12:00:00Z`), 1).getTime()
  return Array.from({ length: count }, (_, index) =>
    new Date(next - (index + 1) * 86_400_000).toISOString().slice(0, 10),
  )
}
