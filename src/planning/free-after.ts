import { type Interval, durationHours, earliest, overlap } from '../base/interval.ts'
import { localDay } from '../base/local-time.ts'
import type { CapacityCharge, CostSlot, PlanningProblem, SiteLimits } from './problem.ts'

const MS_PER_HOUR = 3_600_000

/**
 * How long charging may go on after `end`, at most until `wished`, without touching what a plan has to keep to: ready-by,
 * blocked times, the price limit, published prices, the fuse and the peaks of the day.
 */
export function freeAfter(end: Date, wished: Date, problem: PlanningProblem): Date {
  const { need, blocked = [], site } = problem
  if (end >= need.readyBy) return end
  const tail = { start: end, end: wished }
  const hindered = [
    ...blocked.filter((pause) => overlap(pause, tail) !== undefined),
    ...problem.slots.filter((slot) => overlap(slot, tail) !== undefined && isDenied(slot, end, problem)),
  ]
  const starts = hindered.map(({ start }) => (start < end ? end : start))
  const until = earliest(wished, need.readyBy, lastKnown(problem.slots) ?? wished, ...starts)
  const free = until < end ? end : until
  return site === undefined ? free : freeAtSite({ start: end, end: free }, problem, site)
}

/** Too dear, or not published although what was chosen is. */
function isDenied(
  { costPerKwh, quality }: CostSlot,
  end: Date,
  { priceLimit, slots }: PlanningProblem,
): boolean {
  if (costPerKwh === null) return true
  if (priceLimit !== undefined && costPerKwh > priceLimit) return true
  const before = slots.find((slot) => slot.start < end && end <= slot.end)
  return quality === 'estimate' && before?.quality === 'final'
}

function lastKnown(slots: readonly CostSlot[]): Date | undefined {
  return slots.at(-1)?.end
}

type Load = NonNullable<SiteLimits['baseLoad']>[number]

function freeAtSite(tail: Interval, { need, now }: PlanningProblem, site: SiteLimits): Date {
  const { baseLoad = [], capacityCharge } = site
  let until = tail.end
  for (const load of baseLoad) {
    const part = overlap(load, { start: tail.start, end: until })
    if (part === undefined) continue
    const beside = load.power + otherPower(site, part)
    if (beside + need.power > (site.gridLimit ?? Infinity)) until = earliest(until, part.start)
    else if (capacityCharge !== undefined) {
      const most = peakOfDay({ load, baseLoad, now }, capacityCharge)
      const spare = Math.max(0, most - beside) * durationHours(load)
      until = earliest(until, new Date(part.start.getTime() + Math.floor((spare / need.power) * MS_PER_HOUR)))
    }
  }
  return until
}

function otherPower({ otherCars = [] }: SiteLimits, part: Interval): number {
  return otherCars.reduce((sum, car) => sum + (overlap(car, part) === undefined ? 0 : car.power), 0)
}

/** What the day of a slot comes to without the car, measured or expected: a tail that stays below it makes no peak. */
function peakOfDay(
  { load, baseLoad, now }: { readonly load: Load; readonly baseLoad: readonly Load[]; readonly now: Date },
  { timeZone, measured }: CapacityCharge,
): number {
  const date = localDay(load.start, timeZone)
  const ahead = baseLoad.filter(({ start, end }) => end > now && localDay(start, timeZone) === date)
  const passed = measured.filter(({ day }) => day === date)
  return Math.max(0, ...ahead.map(({ power }) => power), ...passed.map(({ peak }) => peak))
}
