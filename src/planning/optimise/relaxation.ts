import type { Statement } from '../statement.ts'
import { at } from './columns.ts'
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
  const { looseBounds } = statement
  let { cautious, loose }: Relaxation = { cautious: statement, loose: statement }
  if (looseBounds !== null) loose = { ...loose, bounds: looseBounds }
  // A part of a slot at full power pays more surcharge than its mean power would.
  if (isCut(statement) && statement.tier !== null) cautious = { ...cautious, granularity: 'slot' }
  loose = withoutFloatingRuns(statement, loose)
  return cautious === statement && loose === statement ? null : { cautious, loose }
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

function hasChangingPower(statement: Statement): boolean {
  const { count, most, hours } = statement
  for (let t = 0; t + 1 < count; t++) {
    if (at(most, t) <= 0 || at(most, t + 1) <= 0 || !goesOn(statement, t)) continue
    const change = at(most, t) / at(hours, t) - at(most, t + 1) / at(hours, t + 1)
    if (Math.abs(change) > 1e-9) return true
  }
  return false
}
