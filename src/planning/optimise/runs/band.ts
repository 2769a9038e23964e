import { at, idAt, idRoom, ids, numbers, room } from '../columns.ts'
import { type Cap, clip, restrict } from './clip.ts'
import type { DualPass, Pattern } from './dual.ts'
import { lowerEnvelope } from './envelope.ts'
import { type Extension, extend, moved } from './extend.ts'
import { type Lines, type Pieces, SAME_ENERGY, append, draw, noLines, noPieces, valueOn } from './pieces.ts'
import { OFF } from './run-states.ts'
import { optionOf } from './stage-columns.ts'
import { type Stages, layerAfter } from './stages.ts'

/** How the lines of a search were reached: the last option that charges, what its starts cost, and the trail before it. */
interface Trails {
  count: number
  option: Int32Array
  startCost: Float64Array
  before: Int32Array
}

/** What a search through a band needs, kept from one search to the next so that nothing is allocated twice. */
export interface Workspace {
  readonly lines: Lines
  readonly trails: Trails
  current: Pieces[]
  next: Pieces[]
  scratch: Pieces
  spare: Pieces
  readonly extension: Extension
}

export interface Band {
  readonly stages: Stages
  readonly need: { readonly least: number; readonly most: number }
  /** Bounds on what is still to come, the first at the λ that energies are reduced by. */
  readonly passes: readonly DualPass[]
  /** Only plans cheaper than this are looked for. */
  readonly limit: number
  /** Lines that may be drawn before giving up. */
  readonly budget: number
}

export type BandResult = { readonly pattern: Pattern; readonly cost: number } | 'nothing' | 'exhausted'

export function newWorkspace(): Workspace {
  const lines = noLines()
  const list = (): Pieces => noPieces(lines)
  const extension = { before: list(), after: list(), between: list() }
  const trails = { count: 0, option: ids(64), startCost: numbers(64), before: ids(64) }
  return { lines, trails, current: [], next: [], scratch: list(), spare: list(), extension }
}

/**
 * The cheapest plan that costs less than `limit`, by a dynamic programme over functions: V(stage, state)(x) is the least
 * cost to have charged exactly x. Values are reduced by λ·x. A piece stays only where it can still lead to a plan below the
 * limit, as the dual passes tell; so what is found is the optimum, and if nothing is found no plan is below the limit.
 */
export function searchBand(band: Band, work: Workspace): BandResult {
  const { stages, budget } = band
  const search = { ...band, work, caps: capsOf(band) }
  begin(stages, work)
  for (let s = 0; s < stages.columns.stages; s++) {
    advance(search, s)
    if (work.lines.count > budget) return 'exhausted'
  }
  return best(band, work)
}

function begin({ states, layers, initial }: Stages, work: Workspace): void {
  const size = states.count * layers
  while (work.current.length < size) work.current.push(noPieces(work.lines))
  while (work.next.length < size) work.next.push(noPieces(work.lines))
  clear(work.current, size)
  work.lines.count = work.trails.count = 0
  for (const { state, layer } of initial) {
    const list = work.current[layer * states.count + state]
    if (list !== undefined) append(list, 0, 0, draw(work.lines, 0, 0, -1))
  }
}

/** The lists that this search uses: an earlier one may have had more states. */
function clear(lists: readonly Pieces[], size: number): void {
  for (let place = 0; place < size; place++) {
    const list = lists[place]
    if (list !== undefined) list.count = 0
  }
}

interface Search extends Band {
  readonly work: Workspace
  /** Where a plan below the limit may follow, as every pass sees it. */
  readonly caps: readonly Cap[]
}

function capsOf({ passes, limit, need }: Band): Cap[] {
  const main = passes[0]?.lambda ?? 0
  return passes.map(({ lambda, ahead }) => {
    // Above λ energy is bought up to the least need, below it is sold down to the most.
    const target = lambda >= 0 ? need.least : need.most
    return { tilt: main - lambda, spare: limit - lambda * target, ahead }
  })
}

function advance(search: Search, s: number): void {
  const { stages, work } = search
  const { layers, states, columns, mostStarts } = stages
  const { from, to, starts } = columns.moves
  clear(work.next, layers * states.count)
  const end = idAt(columns.moveEnd, s)
  for (let move = idAt(columns.moveBegin, s); move < end; move++) {
    for (let layer = 0; layer < layers; layer++) {
      const source = work.current[layer * states.count + idAt(from, move)]
      if (source === undefined || source.count === 0) continue
      const after = layerAfter(mostStarts, layer, idAt(starts, move))
      if (after < 0) continue
      const place = after * states.count + idAt(to, move)
      take(search, source, { move, option: optionOf(columns, s, move), place, stage: s })
    }
  }
  ;[work.current, work.next] = [work.next, work.current]
  const bound = stages.bounds[s]
  if (bound != null) for (const list of work.current) restrict(list, bound.least, bound.most)
}

interface Step {
  readonly stage: number
  readonly move: number
  readonly option: number
  /** Of the list led to. */
  readonly place: number
}

function take(search: Search, source: Pieces, step: Step): void {
  const { work, stages, caps, need, passes } = search
  const { segmentBegin, width, slope } = stages.columns.options
  const ahead = (step.stage + 1) * stages.layers * stages.states.count + step.place
  shift(search, source, step, ahead)
  if (work.scratch.count === 0) return
  const lambda = passes[0]?.lambda ?? 0
  const end = idAt(segmentBegin, step.option + 1)
  for (let segment = idAt(segmentBegin, step.option); segment < end; segment++) {
    const offered = { width: at(width, segment), slope: at(slope, segment) - lambda }
    extend(work.scratch, offered, work.extension)
    lowerEnvelope(work.extension.before, work.extension.between, work.spare)
    lowerEnvelope(work.spare, work.extension.after, work.scratch)
  }
  clip(work.scratch, caps, ahead, need.most + SAME_ENERGY)
  merge(work, step.place)
}

/** The scratch list into the list at `place`. */
function merge(work: Workspace, place: number): void {
  const known = work.next[place]
  if (known === undefined || work.scratch.count === 0) return
  if (known.count === 0) [work.next[place], work.scratch] = [work.scratch, known]
  else {
    lowerEnvelope(known, work.scratch, work.spare)
    ;[work.next[place], work.spare] = [work.spare, known]
  }
}

/** What of the source can still lead below the limit, moved by the least energy of the option and what that costs. */
function shift(
  { work, stages, caps, passes }: Search,
  source: Pieces,
  { move, option }: Step,
  ahead: number,
): void {
  const { scratch, lines } = work
  const { options, moves } = stages.columns
  const [main] = caps
  scratch.count = 0
  if (main === undefined) return
  const cost = at(moves.cost, move)
  const spare = main.spare - at(main.ahead, ahead) - at(options.reduced, option) - cost
  const isIdle = idAt(options.partBegin, option) === idAt(options.partBegin, option + 1)
  const fixed = at(options.fixed, option)
  const rise = at(options.fixedCost, option) + cost - (passes[0]?.lambda ?? 0) * fixed
  for (let piece = 0; piece < source.count; piece++) {
    const from = at(source.from, piece)
    const to = at(source.to, piece)
    const line = idAt(source.line, piece)
    if (Math.min(valueOn(lines, line, from), valueOn(lines, line, to)) >= spare) continue
    if (isIdle) append(scratch, from, to, line)
    else {
      const risen = moved(source, line, fixed, rise)
      lines.trail[risen] = leave(work.trails, option, cost, idAt(lines.trail, line))
      append(scratch, from + fixed, to + fixed, risen)
    }
  }
}

function leave(trails: Trails, option: number, startCost: number, before: number): number {
  const trail = trails.count++
  if (trail === trails.option.length) {
    trails.before = idRoom(trails.before, trail + 1)
    trails.option = idRoom(trails.option, trail + 1)
    trails.startCost = room(trails.startCost, trail + 1)
  }
  trails.before[trail] = before
  trails.option[trail] = option
  trails.startCost[trail] = startCost
  return trail
}

/** kWh that the end of a piece may be off the need. */
const NEED_TOLERANCE = 1e-8

function best({ stages, need, passes, limit }: Band, { current, lines, trails }: Workspace): BandResult {
  const lambda = passes[0]?.lambda ?? 0
  let cost = limit
  let trail = -2
  for (let layer = 0; layer < stages.layers; layer++) {
    const list = current[layer * stages.states.count + OFF]
    for (let piece = 0; list !== undefined && piece < list.count; piece++) {
      const from = Math.max(at(list.from, piece), need.least - NEED_TOLERANCE)
      const to = Math.min(at(list.to, piece), need.most + NEED_TOLERANCE)
      if (from > to) continue
      const line = idAt(list.line, piece)
      const value = Math.min(
        valueOn(lines, line, from) + lambda * from,
        valueOn(lines, line, to) + lambda * to,
      )
      if (value >= cost) continue
      cost = value
      trail = idAt(lines.trail, line)
    }
  }
  return trail === -2 ? 'nothing' : { cost, pattern: followTrail(trails, trail) }
}

function followTrail(trails: Trails, last: number): Pattern {
  const options: number[] = []
  let startCost = 0
  for (let trail = last; trail >= 0; trail = idAt(trails.before, trail)) {
    options.push(idAt(trails.option, trail))
    startCost += at(trails.startCost, trail)
  }
  return { options, startCost }
}
