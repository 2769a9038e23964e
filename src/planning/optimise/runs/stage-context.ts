import type { RunRules, Statement } from '../../statement.ts'
import { at } from '../columns.ts'
import { alikeInRow } from './alike.ts'
import type { HourWays } from './hour-ways.ts'
import { type RunStates, runStates } from './run-states.ts'
import type { Move } from './slot-moves.ts'
import { type MoveRange, type StageColumns, newColumns } from './stage-columns.ts'

/** What the stages of a statement rest on, whatever room its hours have: worked out once for all boxes of peaks. */
export interface StageContext {
  readonly statement: Statement
  readonly rules: RunRules
  readonly states: RunStates
  /** Whether a start costs the same in every slot: only then stages can share their moves. */
  readonly isEqualStartCost: boolean
  /** Ways through hours that are not like those around them, by their first slot. */
  readonly hourWays: Map<number, HourWays>
  /** Written anew for every search. */
  readonly columns: StageColumns
  readonly shared: Map<number, SharedMoves>
  /** At any instant: see {@link alikeInRow}; else null. */
  readonly inRow: Int32Array | null
}

/** Moves that several slots share, and those of them that bring in the options, in order. */
export interface SharedMoves extends MoveRange {
  readonly openers: readonly Move[]
}

/** What each clock hour has room for (kWh), and the hour of each slot. */
export interface HourRoom {
  readonly room: Float64Array
  readonly hourOf: Int32Array
}

/** Settles ties: of equal costs the earlier, then fewer starts. Per start; `EARLIER` is the other half. */
export const FEWER_STARTS = 1e-10

/** Used over and over; one search at a time. */
const scratch = { columns: newColumns(), shared: new Map<number, SharedMoves>() }

export function stageContext(statement: Statement, rules: RunRules): StageContext {
  const states = runStates(statement, rules)
  const isEqualStartCost = isConstant(rules.startCost)
  const inRow = statement.granularity === 'any' ? alikeInRow(statement) : null
  return { statement, rules, states, isEqualStartCost, inRow, hourWays: new Map(), ...scratch }
}

function isConstant(column: Float64Array): boolean {
  for (let i = 1; i < column.length; i++) if (column[i] !== column[0]) return false
  return true
}

/** What it costs that a run begins in slot `t`. */
export function costOfStart({ rules }: StageContext, t: number): number {
  return at(rules.startCost, t) + FEWER_STARTS
}
