import { at, idAt, idRoom, ids } from '../columns.ts'
import { type Cap, clip, restrict } from './clip.ts'
import type { DualPass, Pattern } from './dual.ts'
import { lowerEnvelope } from './envelope.ts'
import { type Extension, extend, moved } from './extend.ts'
import type { Option } from './option.ts'
import { type Lines, type Pieces, SAME_ENERGY, append, draw, noLines, noPieces, valueOn } from './pieces.ts'
import { OFF } from './run-states.ts'
import type { StageColumns } from './stage-columns.ts'
import { type Stages, layerAfter } from './stages.ts'

/** How the lines of a search were reached: the last move, and the trail before it. */
interface Trails {
  count: number
  move: Int32Array
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
  const trails = { count: 0, move: ids(64), before: ids(64) }
  return { lines, trails, current: [], next: [], scratch: list(), spare: list(), extension }
}

/**
 * The cheapest plan that costs less than `limit`, by a dynamic programme over functions: V(stage, state)(x) is the least
 * cost to have charged exactly x. Values are reduced by λ·x. A piece stays only where it can still lead to a plan below the
 * limit, as the dual passes tell; so what is found is the optimum, and if nothing is found no plan is below the limit.
 */
export function searchBand(band: Band, work: Workspace): BandResult {
  const { stages, budget } = band
  begin(stages, work)
  for (let s = 0; s < stages.columns.stages; s++) {
    advance(band, work, s)
    if (work.lines.count > budget) return 'exhausted'
  }
  return best(band, work)
}

function begin({ states, layers, initial }: Stages, work: Workspace): void {
  const size = states.count * layers
  while (work.current.length < size) work.current.push(noPieces(work.lines))
  while (work.next.length < size) work.next.push(noPieces(work.lines))
  for (const list of work.current) list.count = 0
  work.lines.count = work.trails.count = 0
  for (const { state, layer } of initial) {
    const list = work.current[layer * states.count + state]
    if (list !== undefined) append(list, 0, 0, draw(work.lines, 0, 0, -1))
  }
}

function advance(band: Band, work: Workspace, s: number): void {
  const { stages } = band
  const { layers, states, columns, mostStarts } = stages
  for (const list of work.next) list.count = 0
  const end = idAt(columns.moveBegin, s + 1)
  for (let move = idAt(columns.moveBegin, s); move < end; move++) {
    for (let layer = 0; layer < layers; layer++) {
      const source = work.current[layer * states.count + idAt(columns.from, move)]
      if (source === undefined || source.count === 0) continue
      const after = layerAfter(mostStarts, layer, idAt(columns.starts, move))
      if (after < 0) continue
      const place = after * states.count + idAt(columns.to, move)
      take(band, work, { move, source, place, ahead: (s + 1) * layers * states.count + place })
    }
  }
  ;[work.current, work.next] = [work.next, work.current]
  const bound = stages.bounds[s]
  if (bound != null) for (const list of work.current) restrict(list, bound.least, bound.most)
}

interface Step {
  readonly move: number
  readonly source: Pieces
  /** Of the list led to, and of what is ahead of it in the passes. */
  readonly place: number
  readonly ahead: number
}

function take(band: Band, work: Workspace, step: Step): void {
  const { columns } = band.stages
  const option = columns.options[idAt(columns.option, step.move)]
  if (option === undefined) return
  shift(band, work, step, option)
  if (work.scratch.count === 0) return
  const lambda = band.passes[0]?.lambda ?? 0
  for (const { width, slope } of option.segments) {
    extend(work.scratch, { width, slope: slope - lambda }, work.extension)
    lowerEnvelope(work.extension.before, work.extension.between, work.spare)
    lowerEnvelope(work.spare, work.extension.after, work.scratch)
  }
  clip(work.scratch, capsOf(band, step.ahead), band.need.most + SAME_ENERGY)
  const known = work.next[step.place]
  if (known === undefined || work.scratch.count === 0) return
  if (known.count === 0) [work.next[step.place], work.scratch] = [work.scratch, known]
  else {
    lowerEnvelope(known, work.scratch, work.spare)
    ;[work.next[step.place], work.spare] = [work.spare, known]
  }
}

/** What of the source can still lead below the limit, moved by the least energy of the option and what that costs. */
function shift(band: Band, work: Workspace, { move, source, ahead }: Step, option: Option): void {
  const { scratch, lines } = work
  const main = band.passes[0]
  scratch.count = 0
  if (main === undefined) return
  const { columns } = band.stages
  const cost = at(columns.cost, move)
  const least =
    at(columns.reduced, idAt(columns.option, move)) +
    cost +
    at(main.ahead, ahead) +
    main.lambda * targetOf(band, main)
  const isIdle = option.parts.length === 0
  const rise = option.fixedCost + cost - main.lambda * option.fixed
  for (let piece = 0; piece < source.count; piece++) {
    const from = at(source.from, piece)
    const to = at(source.to, piece)
    const line = idAt(source.line, piece)
    const lowest = Math.min(valueOn(lines, line, from), valueOn(lines, line, to))
    if (lowest + least >= band.limit) continue
    if (isIdle) append(scratch, from, to, line)
    else {
      const risen = moved(source, line, option.fixed, rise)
      lines.trail[risen] = leave(work.trails, move, idAt(lines.trail, line))
      append(scratch, from + option.fixed, to + option.fixed, risen)
    }
  }
}

function leave(trails: Trails, move: number, before: number): number {
  const trail = trails.count
  trails.before = idRoom(trails.before, trail + 1)
  trails.move = idRoom(trails.move, trail + 1)
  trails.before[trail] = before
  trails.move[trail] = move
  trails.count = trail + 1
  return trail
}

/** Above λ energy is bought up to the least need, below it is sold down to the most. */
function targetOf({ need }: Band, { lambda }: DualPass): number {
  return lambda >= 0 ? need.least : need.most
}

/** Where a plan below the limit may follow, as every pass sees it. */
function capsOf(band: Band, ahead: number): Cap[] {
  const main = band.passes[0]?.lambda ?? 0
  return band.passes.map((pass) => ({
    tilt: main - pass.lambda,
    spare: band.limit - at(pass.ahead, ahead) - pass.lambda * targetOf(band, pass),
  }))
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
  return trail === -2 ? 'nothing' : { cost, pattern: followTrail(stages.columns, trails, trail) }
}

function followTrail(columns: StageColumns, trails: Trails, last: number): Pattern {
  const options: Option[] = []
  let startCost = 0
  for (let trail = last; trail >= 0; trail = idAt(trails.before, trail)) {
    const move = idAt(trails.move, trail)
    const option = columns.options[idAt(columns.option, move)]
    if (option !== undefined) options.push(option)
    startCost += at(columns.cost, move)
  }
  return { options, startCost }
}
