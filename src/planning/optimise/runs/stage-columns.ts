import { at, idAt, idRoom, room } from '../columns.ts'
import type { Option } from './option.ts'

/**
 * All options and moves of all stages in columns: a dual pass walks them, some ten times for every plan. Kept from one plan to
 * the next, so that nothing is allocated twice.
 */
export interface StageColumns {
  stages: number
  moves: number
  segments: number
  readonly options: Option[]
  /** First option and first move of each stage; one more at the end. */
  optionBegin: Int32Array
  moveBegin: Int32Array
  /** First segment of each option; one more at the end. */
  segmentBegin: Int32Array
  fixed: Float64Array
  fixedCost: Float64Array
  width: Float64Array
  slope: Float64Array
  /** Least of cost − λ·energy of each option, at the λ of the last pass. */
  reduced: Float64Array
  from: Int32Array
  to: Int32Array
  /** Runs that begin with a move. */
  starts: Int32Array
  option: Int32Array
  /** What they cost. */
  cost: Float64Array
}

const FIRST_ROOM = 1024

export function newColumns(): StageColumns {
  const ids = (): Int32Array => new Int32Array(FIRST_ROOM)
  const numbers = (): Float64Array => new Float64Array(FIRST_ROOM)
  return {
    stages: 0,
    moves: 0,
    segments: 0,
    options: [],
    optionBegin: ids(),
    moveBegin: ids(),
    segmentBegin: ids(),
    fixed: numbers(),
    fixedCost: numbers(),
    width: numbers(),
    slope: numbers(),
    reduced: numbers(),
    from: ids(),
    to: ids(),
    starts: ids(),
    option: ids(),
    cost: numbers(),
  }
}

export function clearColumns(columns: StageColumns): void {
  columns.stages = columns.moves = columns.segments = columns.options.length = 0
}

/** Ends a stage: what was added since the one before belongs to it. */
export function endStage(columns: StageColumns): void {
  const stages = ++columns.stages
  columns.optionBegin = idRoom(columns.optionBegin, stages + 1)
  columns.moveBegin = idRoom(columns.moveBegin, stages + 1)
  columns.optionBegin[stages] = columns.options.length
  columns.moveBegin[stages] = columns.moves
}

/** @returns the number of the option */
export function addOption(columns: StageColumns, option: Option): number {
  const index = columns.options.length
  columns.options.push(option)
  columns.segmentBegin = idRoom(columns.segmentBegin, index + 2)
  columns.fixed = room(columns.fixed, index + 1)
  columns.fixedCost = room(columns.fixedCost, index + 1)
  columns.reduced = room(columns.reduced, index + 1)
  columns.fixed[index] = option.fixed
  columns.fixedCost[index] = option.fixedCost
  for (const { width, slope } of option.segments) {
    const segment = columns.segments++
    columns.width = room(columns.width, segment + 1)
    columns.slope = room(columns.slope, segment + 1)
    columns.width[segment] = width
    columns.slope[segment] = slope
  }
  columns.segmentBegin[index + 1] = columns.segments
  return index
}

/** A way from state to state. */
export interface Way {
  readonly from: number
  readonly to: number
  readonly starts: number
}

export function addMove(
  columns: StageColumns,
  { from, to, starts }: Way,
  option: number,
  cost: number,
): void {
  const move = columns.moves++
  if (move === columns.from.length) growMoves(columns, move + 1)
  columns.from[move] = from
  columns.to[move] = to
  columns.starts[move] = starts
  columns.option[move] = option
  columns.cost[move] = cost
}

function growMoves(columns: StageColumns, size: number): void {
  columns.from = idRoom(columns.from, size)
  columns.to = idRoom(columns.to, size)
  columns.starts = idRoom(columns.starts, size)
  columns.option = idRoom(columns.option, size)
  columns.cost = room(columns.cost, size)
}

/** Works out `reduced` for the options of one stage. */
export function reduceOptions(columns: StageColumns, stage: number, lambda: number): void {
  const { optionBegin, segmentBegin, fixed, fixedCost, width, slope, reduced } = columns
  const end = idAt(optionBegin, stage + 1)
  for (let o = idAt(optionBegin, stage); o < end; o++) {
    let value = at(fixedCost, o) - lambda * at(fixed, o)
    const last = idAt(segmentBegin, o + 1)
    for (let i = idAt(segmentBegin, o); i < last; i++) {
      const gain = lambda - at(slope, i)
      if (gain <= 0) break
      value -= gain * at(width, i)
    }
    reduced[o] = value
  }
}
