import { Presence, type Statement } from '../statement.ts'
import { at } from './columns.ts'
import { goesOn } from './runs/run-states.ts'

/** kWh below which a slot counts as full. */
const TOLERANCE = 1e-9

/**
 * Where in its slot the used part lies, if power may be cut into time: against a charged neighbour, so that it is no start of
 * its own, the earlier one first; else at the beginning.
 */
export function placeParts(statement: Statement, energy: Float64Array): Uint8Array {
  const presence = new Uint8Array(statement.count)
  const isFull = (t: number): boolean =>
    at(energy, t) >= at(statement.most, t) - TOLERANCE && at(energy, t) > 0
  for (let t = 0; t < statement.count; t++) {
    if (at(energy, t) <= 0) continue
    const afterCharged = t > 0 && isFull(t - 1) && goesOn(statement, t - 1)
    const beforeCharged = t + 1 < statement.count && goesOn(statement, t) && isFull(t + 1)
    const isLate = beforeCharged && !afterCharged && !(t === 0 && statement.initiallyOn)
    presence[t] = isFull(t) ? Presence.whole : isLate ? Presence.late : Presence.early
  }
  return presence
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
