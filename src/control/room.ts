import { contains, type Interval } from '../base/interval.ts'
import { kw } from '../base/units.ts'
import type { CostSlot, SiteLimits } from '../planning/problem.ts'
import type { Neighbour } from './neighbour.ts'

/** What a site leaves to one car: the limits with the others counted in, and when there is no room for it at all. */
export interface Room {
  readonly site: SiteLimits | undefined
  /** In order, not overlapping. */
  readonly blocked: readonly Interval[]
}

/** kW that a fuse may be missed by: rounding. */
const TOLERANCE = 1e-6

/**
 * The room that other cars leave. While their power, ours and what the house is expected to draw are more than the fuse holds, our
 * car is not charged at all: it only knows full power or none.
 */
export function roomBeside(
  site: SiteLimits | undefined,
  others: readonly Pick<Neighbour, 'powerKw' | 'turns'>[],
  ownKw: number,
): Room {
  const otherCars = others.flatMap(({ powerKw, turns }) =>
    turns.map(({ start, end }) => ({ start, end, power: kw(powerKw) })),
  )
  if (site === undefined || otherCars.length === 0) return { site, blocked: [] }
  const most = (site.gridLimit ?? Infinity) - ownKw + TOLERANCE
  const isFull = ({ start, power }: Interval & { readonly power: number }): boolean => {
    const cars = powerAt(otherCars, start)
    return cars > 0 && power + cars > most
  }
  return {
    site: { ...site, otherCars },
    blocked: joined(cutAt(site.baseLoad ?? [], otherCars).filter(isFull)),
  }
}

/** Intervals cut wherever one of `turns` begins or ends within them. */
export function cutAt<T extends Interval>(intervals: readonly T[], turns: readonly Interval[]): T[] {
  const cuts = turns.flatMap(({ start, end }) => [start.getTime(), end.getTime()])
  const inOrder = [...new Set(cuts)].toSorted((a, b) => a - b)
  return intervals.flatMap((interval) => {
    const within = inOrder.filter((cut) => interval.start.getTime() < cut && cut < interval.end.getTime())
    const ends = [interval.start.getTime(), ...within, interval.end.getTime()]
    return ends.slice(1).map((end, index) => ({
      ...interval,
      start: new Date(ends[index] ?? end),
      end: new Date(end),
    }))
  })
}

/** Cost slots cut where the others begin and end, as the planner takes the load of a slot at its beginning. */
export function slotsBeside(
  slots: readonly CostSlot[],
  others: readonly Pick<Neighbour, 'turns'>[],
): readonly CostSlot[] {
  return others.length === 0
    ? slots
    : cutAt(
        slots,
        others.flatMap(({ turns }) => turns),
      )
}

function powerAt(cars: readonly (Interval & { readonly power: number })[], instant: Date): number {
  return cars.filter((car) => contains(car, instant)).reduce((sum, { power }) => sum + power, 0)
}

function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  for (const { start, end } of intervals) {
    const last = result.at(-1)
    if (last?.end.getTime() === start.getTime()) result.splice(-1, 1, { start: last.start, end })
    else result.push({ start, end })
  }
  return result
}
