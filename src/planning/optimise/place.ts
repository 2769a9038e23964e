import { Presence, type Statement } from '../statement.ts'
import { at, marks } from './columns.ts'
import { goesOn } from './runs/run-states.ts'

/** kWh below which a slot counts as full. */
const TOLERANCE = 1e-9

/**
 * Where in its slot the used part lies, if power may be cut into time: against a charged neighbour, so that it is no start of
 * its own, the earlier one first; else at the beginning.
 */
export function placeParts(statement: Statement, energy: Float64Array): Uint8Array {
  const presence = marks(statement.count)
  for (let t = 0; t < statement.count; t++) {
    if (at(energy, t) <= 0) continue
    if (isFull(statement, energy, t)) presence[t] = Presence.whole
    else presence[t] = isLate(statement, energy, t) ? Presence.late : Presence.early
  }
  return presence
}

function isFull({ count, most }: Statement, energy: Float64Array, t: number): boolean {
  return t >= 0 && t < count && at(energy, t) > 0 && at(energy, t) >= at(most, t) - TOLERANCE
}

/** Whether a part is better off at the end of its slot: charging follows, and none goes before. */
function isLate(statement: Statement, energy: Float64Array, t: number): boolean {
  const goesBefore =
    t === 0 ? statement.initiallyOn : isFull(statement, energy, t - 1) && goesOn(statement, t - 1)
  return !goesBefore && goesOn(statement, t) && isFull(statement, energy, t + 1)
}

/** Slots in which a run begins; one that goes on from before is no start. */
export function startsOf(statement: Statement, presence: Uint8Array): number[] {
  const starts: number[] = []
  let isRunning = statement.initiallyOn
  for (let t = 0; t < statement.count; t++) {
    const here = presence[t]
    if (here !== Presence.off && !(isRunning && here !== Presence.late)) starts.push(t)
    isRunning = (here === Presence.whole || here === Presence.late) && goesOn(statement, t)
  }
  return starts
}
