import { at, idAt, idRoom, ids, numbers, room } from '../columns.ts'
import { reduceOptions } from './option-columns.ts'
import { OFF } from './run-states.ts'
import { optionOf } from './stage-columns.ts'
import { type Stages, layerAfter } from './stages.ts'

/**
 * The problem with a price on energy instead of a need: D(λ) = min over patterns of cost − λ·energy. For given λ every
 * option is one number, so a backward pass over the states solves it, and what it finds on the way bounds what any beginning of
 * a plan can still come to: `ahead` is the least reduced cost from a state at the beginning of a stage to the end.
 */
export interface DualPass {
  lambda: number
  value: number
  /** `ahead[(stage · layers + layer) · states + state]` */
  ahead: Float64Array
  /** The move it comes from. */
  choice: Int32Array
}

/** A way through all stages: the options it takes, by number. */
export interface Pattern {
  readonly options: readonly number[]
  readonly startCost: number
}

export function noPass(): DualPass {
  return { lambda: 0, value: 0, ahead: numbers(0), choice: ids(0) }
}

/** O(moves · layers). @param into overwritten */
export function dualPass(stages: Stages, lambda: number, into: DualPass): void {
  const { columns, layers, states } = stages
  const count = columns.stages
  const row = layers * states.count
  into.lambda = lambda
  into.ahead = room(into.ahead, (count + 1) * row)
  into.choice = idRoom(into.choice, count * row)
  const { ahead } = into
  ahead.fill(Infinity, 0, (count + 1) * row)
  for (let layer = 0; layer < layers; layer++) ahead[count * row + layer * states.count + OFF] = 0
  reduceOptions(columns.options, lambda)
  for (let layer = layers - 1; layer >= 0; layer--) passLayer(stages, layer, into)
  into.value = Infinity
  for (const { state, layer } of stages.initial) {
    into.value = Math.min(into.value, at(ahead, layer * states.count + state))
  }
}

/** From the last stage to the first, with so many starts made; the layers above are done. */
function passLayer(
  { columns, layers, states, mostStarts }: Stages,
  layer: number,
  { ahead, choice }: DualPass,
): void {
  const { moveBegin, moveEnd, optionBegin, moves, options } = columns
  const { from, to, starts, place, cost } = moves
  const { reduced } = options
  const width = states.count
  const row = layers * width
  const isCounted = mostStarts < Infinity
  for (let s = columns.stages - 1; s >= 0; s--) {
    const here = s * row + layer * width
    const firstOption = idAt(optionBegin, s)
    const end = idAt(moveEnd, s)
    for (let m = idAt(moveBegin, s); m < end; m++) {
      const rise = isCounted ? idAt(starts, m) : 0
      if (layer + rise >= layers) continue
      const next = here + row + rise * width + idAt(to, m)
      const value = at(reduced, firstOption + idAt(place, m)) + at(cost, m) + at(ahead, next)
      const known = here + idAt(from, m)
      if (value > at(ahead, known)) continue
      ahead[known] = value
      choice[known] = m
    }
  }
}

/** The energies that plans of reduced cost D(λ) on a pattern can have. */
export interface EnergyRange {
  readonly least: number
  readonly most: number
}

/** The pattern of the pass just made, and its energies. Only where there is one: its value is finite. */
export function patternOf(stages: Stages, pass: DualPass): Pattern & EnergyRange {
  const { columns, layers, states, mostStarts } = stages
  const { fixed, segmentBegin, width, slope, partBegin } = columns.options
  const options: number[] = []
  let [startCost, least, most] = [0, 0, 0]
  let { state, layer } = bestInitial(stages, pass)
  for (let s = 0; s < columns.stages; s++) {
    const move = idAt(pass.choice, (s * layers + layer) * states.count + state)
    const option = optionOf(columns, s, move)
    state = idAt(columns.moves.to, move)
    layer = layerAfter(mostStarts, layer, idAt(columns.moves.starts, move))
    startCost += at(columns.moves.cost, move)
    if (idAt(partBegin, option) === idAt(partBegin, option + 1)) continue
    options.push(option)
    least += at(fixed, option)
    most += at(fixed, option)
    for (let i = idAt(segmentBegin, option); i < idAt(segmentBegin, option + 1); i++) {
      if (at(slope, i) < pass.lambda - SAME_SLOPE) least += at(width, i)
      if (at(slope, i) <= pass.lambda + SAME_SLOPE) most += at(width, i)
    }
  }
  return { options, startCost, least, most }
}

/** Slopes nearer than this are equal; what it costs to take them so is below any tolerance. */
const SAME_SLOPE = 1e-12

function bestInitial(stages: Stages, { ahead, value }: DualPass): { state: number; layer: number } {
  const { states, initial } = stages
  const best = initial.find(({ state, layer }) => at(ahead, layer * states.count + state) === value)
  return best ?? { state: OFF, layer: 0 }
}
