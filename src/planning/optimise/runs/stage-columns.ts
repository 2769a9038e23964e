import { idAt, idRoom, ids, numbers, room } from '../columns.ts'
import { type OptionColumns, clearOptions, newOptions } from './option-columns.ts'

/**
 * All stages in columns: of each its options, and the moves from state to state that choose one of them. Stages with equal moves
 * share them. Kept from one plan to the next, so that nothing is allocated twice.
 */
export interface StageColumns {
  stages: number
  /** First option of each stage. */
  optionBegin: Int32Array
  /** The moves of each stage: begin and end. */
  moveBegin: Int32Array
  moveEnd: Int32Array
  /** Of a slot that is like those around it its place among the states, `t` modulo the span of states; else {@link IRREGULAR}. */
  regular: Int32Array
  readonly options: OptionColumns
  readonly moves: MoveColumns
}

export interface MoveColumns {
  count: number
  from: Int32Array
  to: Int32Array
  /** Runs that begin with the move. */
  starts: Int32Array
  /** Place of the option among those of the stage. */
  place: Int32Array
  /** What the starts cost. */
  cost: Float64Array
}

/** A stage that has moves of its own. */
export const IRREGULAR = -1

const FIRST_ROOM = 512

export function newColumns(): StageColumns {
  const column = (): Int32Array => ids(FIRST_ROOM)
  const moves = {
    count: 0,
    from: column(),
    to: column(),
    starts: column(),
    place: column(),
    cost: numbers(FIRST_ROOM),
  }
  return {
    stages: 0,
    optionBegin: column(),
    moveBegin: column(),
    moveEnd: column(),
    regular: column(),
    options: newOptions(),
    moves,
  }
}

export function clearColumns(columns: StageColumns): void {
  columns.stages = columns.moves.count = 0
  clearOptions(columns.options)
}

/** The moves of a stage. */
export interface MoveRange {
  readonly begin: number
  readonly end: number
}

/** Adds a stage: its options are those from `firstOption` on. */
export function addStage(
  columns: StageColumns,
  firstOption: number,
  { begin, end }: MoveRange,
  regular = IRREGULAR,
): void {
  const stage = columns.stages++
  if (stage === columns.optionBegin.length) {
    columns.optionBegin = idRoom(columns.optionBegin, stage + 1)
    columns.moveBegin = idRoom(columns.moveBegin, stage + 1)
    columns.moveEnd = idRoom(columns.moveEnd, stage + 1)
    columns.regular = idRoom(columns.regular, stage + 1)
  }
  columns.optionBegin[stage] = firstOption
  columns.moveBegin[stage] = begin
  columns.moveEnd[stage] = end
  columns.regular[stage] = regular
}

/** A way from state to state. */
export interface Way {
  readonly from: number
  readonly to: number
  readonly starts: number
}

export function addMove(moves: MoveColumns, { from, to, starts }: Way, place: number, cost: number): void {
  const move = moves.count++
  if (move === moves.from.length) growMoves(moves, move + 1)
  moves.from[move] = from
  moves.to[move] = to
  moves.starts[move] = starts
  moves.place[move] = place
  moves.cost[move] = cost
}

function growMoves(moves: MoveColumns, size: number): void {
  moves.from = idRoom(moves.from, size)
  moves.to = idRoom(moves.to, size)
  moves.starts = idRoom(moves.starts, size)
  moves.place = idRoom(moves.place, size)
  moves.cost = room(moves.cost, size)
}

/** The number of the option that a move chooses in a stage. */
export function optionOf({ optionBegin, moves }: StageColumns, stage: number, move: number): number {
  return idAt(optionBegin, stage) + idAt(moves.place, move)
}
