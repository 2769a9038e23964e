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
  const { layers, states } = stages
  const next = here + layers * states.count
  for (const option of stage.options) option.reduced = reducedValue(option, lambda)
  for (const move of stage.moves) {
    const cost = move.option.reduced + move.cost
    for (let layer = 0; layer < layers; layer++) {
      const after = layerAfter(stages, layer, move.starts)
      if (after < 0) break
      const value = cost + at(ahead, next + after * states.count + move.to)
      const place = here + layer * states.count + move.from
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

/** The pattern of a pass, and its energies. Follows the moves that reach the values of `ahead`. */
export function patternOf(stages: Stages, pass: DualPass): Pattern & EnergyRange {
  const { list, layers, states } = stages
  const row = layers * states.count
  const options: Option[] = []
  let [startCost, least, most] = [0, 0, 0]
  let { state, layer } = bestInitial(stages, pass)
  list.forEach((stage, s) => {
    const found = follow(stages, stage, pass, { place: s * row, state, layer })
    if (found === undefined) return
    options.push(found.option)
    startCost += found.cost
    state = found.to
    layer = layerAfter(stages, layer, found.starts)
    least += found.option.fixed
    most += found.option.fixed
    for (const { width, slope } of found.option.segments) {
      if (slope < pass.lambda) least += width
      if (slope <= pass.lambda) most += width
    }
  })
  return { options, startCost, least, most }
}

function bestInitial(stages: Stages, { ahead, value }: DualPass): { state: number; layer: number } {
  const { states, initial } = stages
  const best = initial.find(({ state, layer }) => at(ahead, layer * states.count + state) === value)
  return best ?? { state: OFF, layer: 0 }
}

function follow(
  stages: Stages,
  stage: Stage,
  { ahead, lambda }: DualPass,
  from: { readonly place: number; readonly state: number; readonly layer: number },
): StageMove | undefined {
  const { layers, states } = stages
  const next = from.place + layers * states.count
  const wanted = at(ahead, from.place + from.layer * states.count + from.state)
  return stage.moves.find((move) => {
    if (move.from !== from.state) return false
    const after = layerAfter(stages, from.layer, move.starts)
    if (after < 0) return false
    const value = reducedValue(move.option, lambda) + move.cost + at(ahead, next + after * states.count + move.to)
    return value === wanted
  })
}
