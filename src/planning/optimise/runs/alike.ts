import type { Statement } from '../../statement.ts'
import { at, idAt, ids } from '../columns.ts'
import { type RunStates, canCharge, goesOn } from './run-states.ts'

/**
 * Of each slot how many slots in a row, it and those before it, are of one length, not forced, chargeable and without a gap
 * after them.
 */
export function alikeInRow(statement: Statement): Int32Array {
  const { count, hours, forced } = statement
  const inRow = ids(count)
  for (let t = 0; t < count; t++) {
    const isPlain = canCharge(statement, t) && goesOn(statement, t) && forced[t] !== 1
    const isLonger = t > 0 && at(hours, t) === at(hours, t - 1)
    inRow[t] = isPlain ? (isLonger ? idAt(inRow, t - 1) : 0) + 1 : 0
  }
  return inRow
}

/**
 * Equal for slots of one statement that have equal moves, at any instant; null for one that is not like those around it. The moves of
 * a slot depend on where runs through it began and may end: less than a run's states away, and that again for these runs.
 */
export function alikeKey(inRow: Int32Array, { span }: RunStates, t: number): number | null {
  const reach = 2 * span
  const last = t + reach
  const row = last < inRow.length ? idAt(inRow, last) : 0
  return t >= reach && row > 2 * reach ? (last - row + 1) * span + (t % span) : null
}
