import { at, idAt, room } from '../columns.ts'
import type { Option } from './option.ts'
import type { Stage } from './stages.ts'

/** All options and moves of all stages in columns: a dual pass walks them some ten times for every plan. */
export interface StageColumns {
  readonly options: readonly Option[]
  /** First segment of each option; one more at the end. */
  readonly segmentBegin: Int32Array
  readonly fixed: Float64Array
  readonly fixedCost: Float64Array
  readonly width: Float64Array
  readonly slope: Float64Array
  /** First option and first move of each stage; one more at the end. */
  readonly optionBegin: Int32Array
  readonly moveBegin: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
  readonly option: Int32Array
  readonly starts: Int32Array
  readonly cost: Float64Array
  /** Least of cost − λ·energy of each option, at the λ of the last pass. */
  readonly reduced: Float64Array
}

/** Numbers the options on the way. */
export function stageColumns(list: readonly Stage[]): StageColumns {
  const { options, optionBegin, moveBegin } = numbered(list)
  const segmentBegin = new Int32Array(options.length + 1)
  const fixed = new Float64Array(options.length)
  const fixedCost = new Float64Array(options.length)
  let width: Float64Array = new Float64Array(options.length)
  let slope: Float64Array = new Float64Array(options.length)
  let segments = 0
  options.forEach((option, index) => {
    fixed[index] = option.fixed
    fixedCost[index] = option.fixedCost
    for (const segment of option.segments) {
      width = room(width, segments + 1)
      slope = room(slope, segments + 1)
      width[segments] = segment.width
      slope[segments++] = segment.slope
    }
    segmentBegin[index + 1] = segments
  })
  const reduced = new Float64Array(options.length)
  const moves = moveColumns(list, idAt(moveBegin, list.length))
  return { options, segmentBegin, fixed, fixedCost, width, slope, optionBegin, moveBegin, reduced, ...moves }
}

function numbered(list: readonly Stage[]): Pick<StageColumns, 'options' | 'optionBegin' | 'moveBegin'> {
  const options: Option[] = []
  const optionBegin = new Int32Array(list.length + 1)
  const moveBegin = new Int32Array(list.length + 1)
  list.forEach((stage, s) => {
    for (const option of stage.options) {
      option.column = options.length
      options.push(option)
    }
    optionBegin[s + 1] = options.length
    moveBegin[s + 1] = idAt(moveBegin, s) + stage.moves.length
  })
  return { options, optionBegin, moveBegin }
}

function moveColumns(
  list: readonly Stage[],
  count: number,
): Pick<StageColumns, 'from' | 'to' | 'option' | 'starts' | 'cost'> {
  const from = new Int32Array(count)
  const to = new Int32Array(count)
  const option = new Int32Array(count)
  const starts = new Int32Array(count)
  const cost = new Float64Array(count)
  let m = 0
  for (const { moves } of list) {
    for (const move of moves) {
      from[m] = move.from
      to[m] = move.to
      option[m] = move.option.column
      starts[m] = move.starts
      cost[m++] = move.cost
    }
  }
  return { from, to, option, starts, cost }
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
