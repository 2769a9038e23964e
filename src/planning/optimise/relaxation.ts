import type { CumulativeBound, Statement } from '../statement.ts'
import { at, idAt } from './columns.ts'
import { goesOn } from './runs/run-states.ts'

/**
 * A statement for which no fast exact method is known, between two for which there is one: `cautious` allows only plans that the
 * statement allows, `loose` allows all of them and more. The optimum lies between the two.
 */
export interface Relaxation {
  readonly cautious: Statement
  readonly loose: Statement
}

/** `null` where the methods are exact as they are. */
export function relaxationOf(statement: Statement): Relaxation | null {
  const { peaks, bounds, looseBounds } = statement
  let { cautious, loose }: Relaxation = { cautious: statement, loose: statement }
  if (looseBounds !== null) loose = { ...loose, bounds: looseBounds }
  if (peaks !== null && bounds.length > 0) {
    // An hour with a limit is one stage, and a bound inside it would have to look into it.
    cautious = withBounds(cautious, movedToHours(statement, cautious.bounds, 'cautious'))
    loose = withBounds(loose, movedToHours(statement, loose.bounds, 'loose'))
  }
  // A part of a slot at full power pays more surcharge than its mean power would.
  if (isCut(statement) && statement.tier !== null) cautious = { ...cautious, granularity: 'slot' }
  loose = withoutFloatingRuns(statement, loose)
  return cautious === statement && loose === statement ? null : { cautious, loose }
}

function withBounds(statement: Statement, bounds: readonly CumulativeBound[]): Statement {
  return bounds === statement.bounds ? statement : { ...statement, bounds }
}

function isCut({ granularity, runs }: Statement): boolean {
  return granularity === 'any' && runs !== null
}

/**
 * A run of just the least length may float over an edge at which the available power changes, or lie so that a bound inside it
 * is just met: then neither end is on an edge.
 */
function withoutFloatingRuns(statement: Statement, loose: Statement): Statement {
  const { runs } = statement
  if (!isCut(statement) || runs === null || runs.minimum === 0) return loose
  const mayFloat = statement.bounds.length > 0 || hasChangingPower(statement)
  return mayFloat ? { ...loose, runs: { ...runs, minimum: 0 } } : loose
}

/** Bounds moved to edges of clock hours, to the side that is `cautious` or to the one that is `loose`. */
function movedToHours(
  statement: Statement,
  bounds: readonly CumulativeBound[],
  side: keyof Relaxation,
): readonly CumulativeBound[] {
  const moved = bounds.flatMap((bound) => {
    const { first, last } = hourAround(statement, bound.after)
    if (bound.after === last || bound.after < first) return [bound]
    const floorAt = side === 'cautious' ? first - 1 : last
    const ceilingAt = side === 'cautious' ? last : first - 1
    return [
      { after: floorAt, least: bound.least, most: Infinity },
      { after: ceilingAt, least: -Infinity, most: bound.most },
    ]
  })
  return moved.some((bound, index) => bound !== bounds[index])
    ? moved.toSorted((a, b) => a.after - b.after)
    : bounds
}

/** First and last slot of the clock hour of slot `t` in which anything can be charged. */
function hourAround({ peaks, most, count }: Statement, t: number): { first: number; last: number } {
  if (peaks === null || t < 0) return { first: t, last: t }
  const hour = idAt(peaks.hourOf, t)
  let [first, last] = [t, t]
  for (let i = t; i >= 0 && idAt(peaks.hourOf, i) === hour; i--) if (at(most, i) > 0) first = i
  for (let i = t; i < count && idAt(peaks.hourOf, i) === hour; i++) if (at(most, i) > 0) last = i
  return { first, last }
}

function hasChangingPower(statement: Statement): boolean {
  const { count, most, hours } = statement
  for (let t = 0; t + 1 < count; t++) {
    if (at(most, t) <= 0 || at(most, t + 1) <= 0 || !goesOn(statement, t)) continue
    const change = at(most, t) / at(hours, t) - at(most, t + 1) / at(hours, t + 1)
    if (Math.abs(change) > 1e-9) return true
  }
  return false
}
