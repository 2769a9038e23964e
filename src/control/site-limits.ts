import { addDays, monthBefore } from '../base/calendar.ts'
import { localDay } from '../base/local-time.ts'
import { kw, money } from '../base/units.ts'
import type { SiteLimits } from '../planning/problem.ts'
import { expectedBaseLoad } from '../sites/base-load.ts'
import type { DayPeak } from '../sites/peaks.ts'
import type { Site } from '../sites/site.ts'
import { reserveFor, type ChargeOfMonth } from './step-reserve.ts'
import {
  type CapacityRule,
  capacityRule,
  chargedPeak,
  type DailyPeak,
  isByPeaks,
} from '../tariffs/capacity.ts'
import { capacityChargeOf } from '../tariffs/capacity-charge.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'

/** Further ahead than any plan reaches. */
const HORIZON_DAYS = 3

/** What of a site has been measured. */
export interface Measured {
  readonly peaks: readonly DayPeak[]
  readonly profile: Parameters<typeof expectedBaseLoad>[0]
}

/**
 * What a site allows and what its peaks cost, as the planner takes it; `undefined` if it is told of neither. A driver's own limit
 * rules; else the capacity charge counts once the site's consumption is measured. Without measurements it is left out: each night
 * would look as if it were the first of the month that costs something.
 */
export function siteLimitsOf(site: Site, measured: Measured, now: Date): SiteLimits | undefined {
  const charge = chargeOf(site, measured, now)
  const { gridLimitKw, timeZone } = site
  if (charge === undefined && gridLimitKw === null) return undefined
  const range = { from: now, until: addDays(now, HORIZON_DAYS), timeZone }
  const loads = expectedBaseLoad(measured.profile, site.driverLimitKw, range)
  return {
    baseLoad: loads.map((load) => ({ start: load.start, end: load.end, power: kw(load.kw) })),
    ...(gridLimitKw !== null && { gridLimit: kw(gridLimitKw) }),
    ...(charge !== undefined && {
      capacityCharge: { ...charge.planned, reserve: reserveFor(loads, charge) },
    }),
  }
}

function chargeOf(site: Site, { peaks }: Measured, now: Date): ChargeOfMonth | undefined {
  const { driverLimitKw, timeZone } = site
  if (driverLimitKw !== null) return chargedBy(limitRule(driverLimitKw, site), [], now, undefined)
  if (peaks.length === 0) return undefined
  const rule = capacityRule(tariffAt(site), now)
  const days = peaks.map(({ day, peakKw }): DailyPeak => ({ day, kw: peakKw }))
  const month = localDay(now, timeZone).slice(0, 7)
  const of = (name: string): DailyPeak[] => days.filter(({ day }) => day.startsWith(name))
  const before = of(monthBefore(month))
  // Early in a month the peak of the one before is the best guess at what this one will be charged for.
  const expected = isByPeaks(rule) && before.length > 0 ? chargedPeak(rule, before) : undefined
  return chargedBy(rule, of(month), now, expected)
}

function chargedBy(
  rule: CapacityRule,
  measured: readonly DailyPeak[],
  now: Date,
  expectedKw: number | undefined,
): ChargeOfMonth | undefined {
  const effect = capacityChargeOf(rule, { now, measured, ...(expectedKw !== undefined && { expectedKw }) })
  return effect.kind === 'charged' && isByPeaks(rule) ? { rule, planned: effect.charge } : undefined
}

/** A limit of the driver's own: no hour above it, as one step that costs nothing and nothing beyond. */
function limitRule(limitKw: number, { timeZone }: Site): CapacityRule {
  return {
    method: 'month-max',
    timeZone,
    days: 1,
    steps: [{ fromKw: 0, upToKw: limitKw, costPerMonth: money(0) }],
    limitIsOfStepAbove: false,
    isEstimate: false,
  }
}
