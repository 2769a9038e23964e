import { type Interval, overlap } from '../base/interval.ts'
import { chargeFor, highestMean } from './optimise/peak-charge.ts'
import type { Plan } from './plan-type.ts'
import { type CapacityCharge, DAYS_IN_MEAN, type PlanningProblem, type SiteLimits } from './problem.ts'

/**
 * kW by which the expected load of an hour may move before it counts as another: it is a mean that every reading moves. Whether a
 * planned block still fits under the fuse counts to the last watt.
 */
export const LOAD_TOLERANCE = 0.5

/** The plan that is followed, and what it was made for. */
interface Followed {
  readonly plan: Plan
  readonly problem: PlanningProblem
}

/**
 * Whether a site allows or charges otherwise than a plan was made for, in the time that is still ahead. Newly measured peaks
 * are no other charge until the month comes to another step: a plan that is followed makes some itself.
 */
export function isSiteOtherwise(
  { plan, problem }: Followed,
  site: SiteLimits | undefined,
  ahead: Interval,
): boolean {
  const [was, is] = [problem.site ?? {}, site ?? {}]
  if (was.gridLimit !== is.gridLimit || isChargeOther(was.capacityCharge, is.capacityCharge)) return true
  return isLoadOther(was, is, ahead) || isFuseTooSmall({ plan, problem }, is, ahead)
}

function isChargeOther(was: CapacityCharge | undefined, is: CapacityCharge | undefined): boolean {
  if (was === undefined || is === undefined) return was !== is
  if (was.timeZone !== is.timeZone || daysOf(was) !== daysOf(is)) return true
  const isStepOther = ({ upTo, cost }: CapacityCharge['steps'][number], index: number): boolean =>
    upTo !== was.steps[index]?.upTo || cost !== was.steps[index].cost
  if (is.steps.length !== was.steps.length || is.steps.some(isStepOther)) return true
  // A month that only one of them knows of is no news: it begins, or is over.
  const months = monthsOf(was).filter((month) => monthsOf(is).includes(month))
  return months.some((month) => chargedIn(was, month) !== chargedIn(is, month))
}

function daysOf({ days = DAYS_IN_MEAN }: CapacityCharge): number {
  return days
}

function monthsOf({ measured }: CapacityCharge): string[] {
  return [...new Set(measured.map(({ day }) => day.slice(0, 7)))]
}

/** What a month is charged by the peaks measured so far. */
function chargedIn(charge: CapacityCharge, month: string): number {
  const peaks = charge.measured.filter(({ day }) => day.startsWith(month)).map(({ peak }) => peak)
  return chargeFor(charge.steps, highestMean(peaks, daysOf(charge)))
}

function isLoadOther(was: SiteLimits, is: SiteLimits, ahead: Interval): boolean {
  const instants = [...(was.baseLoad ?? []), ...(is.baseLoad ?? [])]
    .filter((load) => overlap(load, ahead) !== undefined)
    .map(({ start }) => (start < ahead.start ? ahead.start : start))
  return instants.some((instant) => Math.abs(loadAt(was, instant) - loadAt(is, instant)) > LOAD_TOLERANCE)
}

/** Expected load of everything else at the site, kW; 0 where nothing is known of it. */
export function loadAt({ baseLoad = [] }: SiteLimits, instant: Date): number {
  return baseLoad.find(({ start, end }) => start <= instant && instant < end)?.power ?? 0
}

/** Whether a planned block that had room beside the load has none any more. */
function isFuseTooSmall({ plan, problem }: Followed, is: SiteLimits, ahead: Interval): boolean {
  const { gridLimit = Infinity, baseLoad = [] } = is
  const most = gridLimit - problem.need.power
  return baseLoad.some((load) => {
    if (load.power <= most || loadAt(problem.site ?? {}, load.start) > most) return false
    const left = overlap(load, ahead)
    return left !== undefined && plan.blocks.some((block) => overlap(block, left) !== undefined)
  })
}
