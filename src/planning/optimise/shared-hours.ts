import type { PeakRules, Statement } from '../statement.ts'
import { type Candidate, lowestBound, takeLowest } from './best-first.ts'
import { at, copyOf, idAt, ids, numbers } from './columns.ts'
import type { Found, Solve } from './found.ts'
import type { HourRoom } from './runs/stage-context.ts'

/**
 * Clock hours cut at the bounds that fall inside them. The methods heed a bound only where an hour ends, so the parts of such an
 * hour count as hours of their own, which share its room.
 */
export interface HourParts {
  /** Hour, or part of an hour, of each slot. */
  readonly hourOf: Int32Array
  /** The clock hour of each hour or part; empty if none is cut. */
  readonly clockHour: readonly number[]
  /** The parts of each hour that is cut. */
  readonly shared: readonly (readonly number[])[]
}

export function hourParts({ bounds, count }: Statement, { hourOf, hourLength }: PeakRules): HourParts {
  if (bounds.length === 0) return { hourOf, clockHour: [], shared: [] }
  const partOf = ids(count)
  const clockHour = Array.from(hourLength, (_, hour) => hour)
  const shared: number[][] = []
  let parts: number[] = []
  for (let t = 0; t < count; t++) {
    const hour = idAt(hourOf, t)
    if (hour !== parts[0]) parts = [hour]
    else if (bounds.some(({ after }) => after === t - 1)) {
      parts.push(clockHour.push(hour) - 1)
      if (parts.length === 2) shared.push(parts)
    }
    partOf[t] = parts.at(-1) ?? hour
  }
  return { hourOf: partOf, clockHour, shared }
}

/** Every part with all the room of its hour: more than it can have, so what this costs is a lower bound. */
export function roomOfParts({ hourOf, clockHour }: HourParts, roomOfHours: Float64Array): HourRoom {
  if (clockHour.length === 0) return { hourOf, room: roomOfHours }
  const room = numbers(clockHour.length)
  for (let part = 0; part < room.length; part++) room[part] = at(roomOfHours, clockHour[part] ?? -1)
  return { hourOf, room }
}

/** Shares of the parts in their hours: each between `low` and `high`. */
interface Shares extends Candidate {
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Shares looked into before a plan is taken with the gap that is left. */
const MOST_SHARES = 200
/** Of these so many are also tried with what they charge too much taken off. */
const MENDED = 4
/** kWh by which the parts of an hour may pass its room: rounding. */
const TOLERANCE = 1e-7

/**
 * The best plan where parts of hours share the room of their hour: best-first over how it is shared out. No part can have more
 * than the others must leave; a plan within that keeps to the hour as a whole, or the shares of one part are split where it
 * does not.
 *
 * @param hours every part with all the room of its hour
 */
export function shareOut(parts: HourParts, hours: HourRoom, cut: number, solve: Solve): Found | null {
  if (parts.shared.length === 0) return solve(hours, cut)
  const whole: Shares = { low: numbers(hours.room.length), high: hours.room, bound: -Infinity }
  const open = [whole]
  let best: Found | null = null
  for (let looked = 0; looked < MOST_SHARES; looked++) {
    const limit: number = Math.min(cut, best?.completed.score ?? Infinity)
    const next = takeLowest(open, limit)
    if (next === null) return best
    const found = solve({ hourOf: hours.hourOf, room: mostOf(parts, hours.room, next) }, limit)
    if (found === null) continue
    const excess = excessOf(parts, hours, found)
    if (excess === null) best = found
    else {
      if (looked < MENDED) best = mended(parts, hours, found, { best, cut, solve })
      open.push(...split(next, excess, found.completed.score - found.gap))
    }
  }
  return best === null ? null : { ...best, gap: Math.max(best.gap, best.completed.score - lowestBound(open)) }
}

/** What every part can have at most. */
function mostOf({ shared }: HourParts, room: Float64Array, { low, high }: Shares): Float64Array {
  const most = copyOf(high)
  for (const group of shared) {
    const leastOfAll = group.reduce((sum, part) => sum + at(low, part), 0)
    for (const part of group) {
      most[part] = Math.min(at(high, part), at(room, part) - leastOfAll + at(low, part))
    }
  }
  return most
}

/** A part of an hour that is charged with more than its room, and the share of the part to split at. */
interface Excess {
  readonly part: number
  readonly share: number
}

function excessOf({ shared }: HourParts, hours: HourRoom, { completed }: Found): Excess | null {
  const used = usedOf(hours, completed.energy)
  let worst = TOLERANCE
  let found: Excess | null = null
  for (const group of shared) {
    const excess = sumOf(used, group) - at(hours.room, group[0] ?? -1)
    if (excess <= worst) continue
    const part = group.reduce((most, each) => (at(used, each) > at(used, most) ? each : most))
    worst = excess
    found = { part, share: at(used, part) - excess / 2 }
  }
  return found
}

function split({ low, high }: Shares, { part, share }: Excess, bound: number): Shares[] {
  const lower = copyOf(high)
  lower[part] = share
  const higher = copyOf(low)
  higher[part] = share
  return [
    { low, high: lower, bound },
    { low: higher, high, bound },
  ]
}

interface Mending {
  readonly best: Found | null
  readonly cut: number
  readonly solve: Solve
}

/** The plan, or a better one with the shares of a plan that charges too much, once cut short at the end of hours, once at their beginning. */
function mended(
  { shared }: HourParts,
  { hourOf, room }: HourRoom,
  { completed }: Found,
  { best, cut, solve }: Mending,
): Found | null {
  const used = usedOf({ hourOf, room }, completed.energy)
  let better = best
  for (const order of [shared, shared.map((group) => group.toReversed())]) {
    const most = copyOf(room)
    for (const group of order) {
      let left = at(room, group[0] ?? -1)
      for (const part of group) {
        most[part] = Math.min(left, at(used, part))
        left -= at(most, part)
      }
      // What is left over is the last one's.
      const last = group.at(-1) ?? -1
      most[last] = at(most, last) + left
    }
    better = solve({ hourOf, room: most }, Math.min(cut, better?.completed.score ?? Infinity)) ?? better
  }
  return better
}

function usedOf({ hourOf, room }: HourRoom, energy: Float64Array): Float64Array {
  const used = numbers(room.length)
  for (let t = 0; t < energy.length; t++) {
    const part = idAt(hourOf, t)
    used[part] = at(used, part) + at(energy, t)
  }
  return used
}

function sumOf(column: Float64Array, places: readonly number[]): number {
  return places.reduce((sum, place) => sum + at(column, place), 0)
}
