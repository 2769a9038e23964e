import type { RunRules, Statement } from '../../statement.ts'
import type { RunStates } from './run-states.ts'
import type { StageColumns } from './stage-columns.ts'

/** What the moves of a slot rest on. */
export interface StageContext {
  readonly statement: Statement
  readonly rules: RunRules
  readonly states: RunStates
  /** Added to. */
  readonly columns: StageColumns
}

/** What each clock hour has room for (kWh), and the hour of each slot. */
export interface HourRoom {
  readonly room: Float64Array
  readonly hourOf: Int32Array
}

/** Settles ties: of equal costs the earlier, then fewer starts. Per start; {@link optionFor} has the other half. */
export const FEWER_STARTS = 1e-10
