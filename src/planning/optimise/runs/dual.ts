import { at, idAt, numbers, room } from '../columns.ts'
import { OFF } from './run-states.ts'
import type { Option } from './option.ts'
import { reduceOptions } from './stage-columns.ts'
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
}

/** A way through all stages. */
export interface Pattern {
  readonly options: readonly Option[]
  readonly startCost: number
}

export function noPass(): DualPass {
  return { lambda: 0, value: 0, ahead: numbers(0) }
}

/** O(moves · layers). @param into overwritten */
export function dualPass(stages: Stages, lambda: number, into: DualPass): void {
  const { columns, layers, states } = stages
  const count = columns.stages
  const row = layers * states.count
  into.lambda = lambda
  into.ahead = room(into.ahead, (count + 1) * row)
  const { ahead } = into
  ahead.fill(Infinity, 0, (count + 1) * row)
  for (let layer = 0; layer < layers; layer++) ahead[count * row + layer * states.count + OFF] = 0
  for (let s = count - 1; s >= 0; s--) passStage(stages, s, into)
  into.value = Infinity
  for (const { state, layer } of stages.initial) {
    into.value = Math.min(into.value, at(ahead, layer * states.count + state))
  }
}

function passStage(
  { columns, layers, states, mostStarts }: Stages,
  s: number,
  { ahead, lambda }: DualPass,
): void {
  const { moveBegin, from, to, option, starts, cost, reduced } = columns
  const width = states.count
  const here = s * layers * width
  const next = here + layers * width
  reduceOptions(columns, s, lambda)
  const end = idAt(moveBegin, s + 1)
  for (let m = idAt(moveBegin, s); m < end; m++) {
    const own = at(reduced, idAt(option, m)) + at(cost, m)
    const rise = mostStarts === Infinity ? 0 : idAt(starts, m)
    for (let layer = 0; layer + rise < layers; layer++) {
      const value = own + at(ahead, next + (layer + rise) * width + idAt(to, m))
      const place = here + layer * width + idAt(from, m)
      if (value < at(ahead, place)) ahead[place] = value
    }
  }
}

/** The energies that plans of reduced cost D(λ) on a pattern can have. */
export interface EnergyRange {
  readonly least: number
  readonly most: number
}

/** The pattern of the pass just made, and its energies. Follows the moves that reach the values of `ahead`. */
export function patternOf(stages: Stages, pass: DualPass): Pattern & EnergyRange {
  const { columns, mostStarts } = stages
  const options: Option[] = []
  let [startCost, least, most] = [0, 0, 0]
  let { state, layer } = bestInitial(stages, pass)
  for (let s = 0; s < columns.stages; s++) {
    const move = follow(stages, s, pass, { state, layer })
    const option = columns.options[idAt(columns.option, move)]
    if (move < 0 || option === undefined) break
    state = idAt(columns.to, move)
    layer = layerAfter(mostStarts, layer, idAt(columns.starts, move))
    startCost += at(columns.cost, move)
    if (option.parts.length === 0) continue
    options.push(option)
    least += option.fixed
    most += option.fixed
    for (const { width, slope } of option.segments) {
      if (slope < pass.lambda - SAME_SLOPE) least += width
      if (slope <= pass.lambda + SAME_SLOPE) most += width
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

/** @returns the number of the move, or -1 */
function follow(
  { columns, layers, states, mostStarts }: Stages,
  s: number,
  { ahead }: DualPass,
  { state, layer }: { readonly state: number; readonly layer: number },
): number {
  const { moveBegin, from, to, option, starts, cost, reduced } = columns
  const here = s * layers * states.count
  const next = here + layers * states.count
  const wanted = at(ahead, here + layer * states.count + state)
  const end = idAt(moveBegin, s + 1)
  for (let m = idAt(moveBegin, s); m < end; m++) {
    if (idAt(from, m) !== state) continue
    const after = layerAfter(mostStarts, layer, idAt(starts, m))
    if (after < 0) continue
    // The very sum of the pass, so the very same number.
    const value =
      at(reduced, idAt(option, m)) + at(cost, m) + at(ahead, next + after * states.count + idAt(to, m))
    if (value === wanted) return m
  }
  return -1
}
