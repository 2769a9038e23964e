import { at, idAt, idRoom, ids, numbers, room } from '../columns.ts'
import { reduceOptions } from './option-columns.ts'
import { FREE, OFF, boundAt } from './run-states.ts'
import { CHARGING, REGULAR } from './slot-moves.ts'
import { IRREGULAR, optionOf } from './stage-columns.ts'
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
function passLayer(stages: Stages, layer: number, pass: DualPass): void {
  const { columns } = stages
  for (let s = columns.stages - 1; s >= 0; s--) {
    if (idAt(columns.regular, s) === IRREGULAR) passMoves(stages, s, layer, pass)
    else passRegular(stages, s, layer, pass)
  }
}

/** A stage by the table of its moves. */
function passMoves(
  { columns, layers, states, mostStarts }: Stages,
  s: number,
  layer: number,
  { ahead, choice }: DualPass,
): void {
  const { from, to, starts, place, cost } = columns.moves
  const { reduced } = columns.options
  const width = states.count
  const row = layers * width
  const isCounted = mostStarts < Infinity
  const here = s * row + layer * width
  const firstOption = idAt(columns.optionBegin, s)
  const end = idAt(columns.moveEnd, s)
  for (let m = idAt(columns.moveBegin, s); m < end; m++) {
    const rise = isCounted ? idAt(starts, m) : 0
    if (layer + rise >= layers) continue
    const next = here + row + rise * width + idAt(to, m)
    const value = at(reduced, firstOption + idAt(place, m)) + at(cost, m) + at(ahead, next)
    const known = here + idAt(from, m)
    // Of equal values the last: the marginal slot is taken with all that tie with it.
    if (value > at(ahead, known)) continue
    ahead[known] = value
    choice[known] = m
  }
}

/** The same for a slot that is like those around it, by rule: most slots are, and this is most of the work of a pass. */
function passRegular(stages: Stages, s: number, layer: number, pass: DualPass): void {
  const { columns, layers, states } = stages
  const { ahead, choice } = pass
  const begin = idAt(columns.moveBegin, s)
  const here = (s * layers + layer) * states.count
  const next = here + layers * states.count
  const idle = at(ahead, next + OFF)
  const goingOn = chargingIn(stages, s) + at(ahead, next + FREE)
  ahead[here + FREE] = goingOn <= idle ? goingOn : idle
  choice[here + FREE] = begin + (goingOn <= idle ? REGULAR.goingOn : REGULAR.ending)
  const starting = startingIn(stages, s, layer, pass)
  ahead[here + OFF] = starting <= idle ? starting : idle
  choice[here + OFF] = begin + (starting <= idle ? REGULAR.starting : REGULAR.idle)
  if (usualSlots(stages) > 1) passBound(stages, s, layer, pass)
}

function usualSlots({ states }: Stages): number {
  return states.usualSlots ?? 1
}

/** Reduced cost of charging throughout the slot. */
function chargingIn({ columns }: Stages, s: number): number {
  return at(columns.options.reduced, idAt(columns.optionBegin, s) + CHARGING)
}

/** Least reduced cost of a run that begins with the slot, and of what follows. */
function startingIn(stages: Stages, s: number, layer: number, { ahead }: DualPass): number {
  const { columns, layers, states, mostStarts } = stages
  const isCounted = mostStarts < Infinity
  if (isCounted && layer + 1 >= layers) return Infinity
  const begun = usualSlots(stages) === 1 ? FREE : boundAt(idAt(columns.regular, s))
  const next = ((s + 1) * layers + layer + (isCounted ? 1 : 0)) * states.count + begun
  const cost = at(columns.moves.cost, idAt(columns.moveBegin, s) + REGULAR.starting)
  return chargingIn(stages, s) + cost + at(ahead, next)
}

/** Runs that have begun and have to go on; the one that began first is long enough after this slot. */
function passBound(stages: Stages, s: number, layer: number, { ahead, choice }: DualPass): void {
  const { columns, layers, states } = stages
  const here = (s * layers + layer) * states.count
  const next = here + layers * states.count
  const phase = idAt(columns.regular, s)
  const charging = chargingIn(stages, s)
  const first = usualSlots(stages) - 1
  let move = idAt(columns.moveBegin, s) + REGULAR.bound
  for (let past = first; past > 0; past--, move++) {
    const state = boundAt(phase < past ? phase + states.span - past : phase - past)
    ahead[here + state] = charging + at(ahead, next + (past === first ? FREE : state))
    choice[here + state] = move
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
