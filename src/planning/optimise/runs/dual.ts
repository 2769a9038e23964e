import { at, room } from '../columns.ts'
import { OFF } from './run-states.ts'
import type { Option } from './option.ts'
import { type Stage, type StageMove, type Stages, layerAfter } from './stages.ts'

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
  return { lambda: 0, value: 0, ahead: new Float64Array(0) }
}

/** O(moves · layers). @param into overwritten */
export function dualPass(stages: Stages, lambda: number, into: DualPass): void {
  const { list, layers, states } = stages
  const row = layers * states.count
  into.lambda = lambda
  into.ahead = room(into.ahead, (list.length + 1) * row)
  const { ahead } = into
  ahead.fill(Infinity, 0, (list.length + 1) * row)
  for (let layer = 0; layer < layers; layer++) ahead[list.length * row + layer * states.count + OFF] = 0
  for (let s = list.length - 1; s >= 0; s--) {
    const stage = list[s]
    if (stage !== undefined) passStage(stages, stage, into, s * row)
  }
  into.value = Infinity
  for (const { state, layer } of stages.initial) {
    into.value = Math.min(into.value, at(ahead, layer * states.count + state))
  }
}

function passStage(stages: Stages, stage: Stage, { ahead, lambda }: DualPass, here: number): void {
  const { layers, states, mostStarts } = stages
  const next = here + layers * states.count
  for (const option of stage.options) option.reduced = reducedValue(option, lambda)
  for (const { from, to, option, starts, cost } of stage.moves) {
    const own = option.reduced + cost
    for (let layer = 0; layer < layers; layer++) {
      const after = layerAfter(mostStarts, layer, starts)
      if (after < 0) break
      const value = own + at(ahead, next + after * states.count + to)
      const place = here + layer * states.count + from
      if (value < at(ahead, place)) ahead[place] = value
    }
  }
}

/** Least of cost − λ·energy over the energies of an option. */
export function reducedValue({ fixed, fixedCost, segments }: Option, lambda: number): number {
  let value = fixedCost - lambda * fixed
  for (const { width, slope } of segments) {
    if (slope >= lambda) break
    value += (slope - lambda) * width
  }
  return value
}

/** The energies that plans of reduced cost D(λ) on a pattern can have. */
export interface EnergyRange {
  readonly least: number
  readonly most: number
}

/** The pattern of the pass just made, and its energies. Follows the moves that reach the values of `ahead`. */
export function patternOf(stages: Stages, pass: DualPass): Pattern & EnergyRange {
  const { list, layers, states, mostStarts } = stages
  const row = layers * states.count
  const options: Option[] = []
  let [startCost, least, most] = [0, 0, 0]
  let { state, layer } = bestInitial(stages, pass)
  for (let s = 0; s < list.length; s++) {
    const found = follow(stages, s * row, pass, { stage: list[s], state, layer })
    if (found === undefined) break
    const { option, starts, cost, to } = found
    state = to
    layer = layerAfter(mostStarts, layer, starts)
    startCost += cost
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

function follow(
  { layers, states, mostStarts }: Stages,
  place: number,
  { ahead }: DualPass,
  from: { readonly stage: Stage | undefined; readonly state: number; readonly layer: number },
): StageMove | undefined {
  const next = place + layers * states.count
  const wanted = at(ahead, place + from.layer * states.count + from.state)
  for (const move of from.stage?.moves ?? []) {
    if (move.from !== from.state) continue
    const after = layerAfter(mostStarts, from.layer, move.starts)
    // The very sum of the pass, so the very same number.
    const value = move.option.reduced + move.cost + at(ahead, next + after * states.count + move.to)
    if (after >= 0 && value === wanted) return move
  }
  return undefined
}
