import { at, idAt } from '../columns.ts'
import { type Cut, clip, restrict } from './clip.ts'
import type { DualPass, Pattern } from './dual.ts'
import { lowerEnvelope } from './envelope.ts'
import { type Extension, extend, moved } from './extend.ts'
import { type Lines, type Pieces, SAME_ENERGY, append, draw, noLines, noPieces, valueOn } from './pieces.ts'
import { OFF } from './run-states.ts'
import { optionOf } from './stage-columns.ts'
import { standsUntil } from './stand.ts'
import { type Stages, layerAfter } from './stages.ts'
import { type Trails, followTrail, leave, noTrails } from './trails.ts'

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
  return { lines, trails: noTrails(), current: [], next: [], scratch: list(), spare: list(), extension }
}

/**
 * The cheapest plan that costs less than `limit`, by a dynamic programme over functions: V(stage, state)(x) is the least
 * cost to have charged exactly x. Values are reduced by λ·x. A piece stays only where it can still lead to a plan below the
 * limit, as the dual passes tell; so what is found is the optimum, and if nothing is found no plan is below the limit.
 */
export function searchBand(band: Band, work: Workspace): BandResult {
  const { stages, budget } = band
  const search = { ...band, work, cut: cutOf(band), stage: 0 }
  begin(stages, work)
  for (let s = standUntil(search, 0); s < stages.columns.stages; s = standUntil(search, s + 1)) {
    search.stage = s
    advance(search, s)
    if (work.lines.count > budget) return 'exhausted'
  }
  return best(band, work)
}

/** Goes on to the first stage from `s` on that has to be looked at, and cuts what it passed by on the way. */
function standUntil({ stages, work, cut }: Search, s: number): number {
  const [main] = cut.caps
  if (main === undefined) return s
  const until = standsUntil(stages, work.current, main, s)
  if (until === s) return s
  const { layers, states } = stages
  for (let layer = 0; layer < layers; layer++) {
    const list = work.current[layer * states.count + OFF]
    if (list !== undefined) clip(list, cut, (until * layers + layer) * states.count + OFF, list)
  }
  return until
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
  readonly cut: Cut
  stage: number
}

function cutOf({ passes, limit, need }: Band): Cut {
  const main = passes[0]?.lambda ?? 0
  const caps = passes.map(({ lambda, ahead }) => {
    // Above λ energy is bought up to the least need, below it is sold down to the most.
    const target = lambda >= 0 ? need.least : need.most
    return { tilt: main - lambda, spare: limit - lambda * target, ahead }
  })
  return { caps, most: need.most + SAME_ENERGY }
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
      take(search, source, move, place)
    }
  }
  ;[work.current, work.next] = [work.next, work.current]
  const bound = stages.bounds[s]
  if (bound != null) for (const list of work.current) restrict(list, bound.least, bound.most)
}

/** @param place of the list that the move leads to */
function take(search: Search, source: Pieces, move: number, place: number): void {
  const { work, stages, cut, stage } = search
  const ahead = (stage + 1) * stages.layers * stages.states.count + place
  if (isIdle(stages, optionOf(stages.columns, stage, move))) clip(source, cut, ahead, work.scratch)
  else charge(search, source, move, ahead)
  merge(work, place)
}

function isIdle({ columns }: Stages, option: number): boolean {
  const { partBegin } = columns.options
  return idAt(partBegin, option) === idAt(partBegin, option + 1)
}

/** The source into the scratch list, with the energies of the option and what they cost. */
function charge(search: Search, source: Pieces, move: number, ahead: number): void {
  const { work, stages, cut, passes, stage } = search
  const { segmentBegin, width, slope } = stages.columns.options
  shift(search, source, move, ahead)
  if (work.scratch.count === 0) return
  const lambda = passes[0]?.lambda ?? 0
  const option = optionOf(stages.columns, stage, move)
  const end = idAt(segmentBegin, option + 1)
  for (let segment = idAt(segmentBegin, option); segment < end; segment++) {
    const offered = { width: at(width, segment), slope: at(slope, segment) - lambda }
    extend(work.scratch, offered, work.extension)
    takeLowest(work)
  }
  clip(work.scratch, cut, ahead, work.scratch)
}

/** The three functions of the extension into the scratch list. */
function takeLowest(work: Workspace): void {
  const { before, between, after } = work.extension
  if (before.count === 0) lowerEnvelope(between, after, work.scratch)
  else if (after.count === 0) lowerEnvelope(before, between, work.scratch)
  else {
    lowerEnvelope(before, between, work.spare)
    lowerEnvelope(work.spare, after, work.scratch)
  }
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
  { work, stages, cut, passes, stage }: Search,
  source: Pieces,
  move: number,
  ahead: number,
): void {
  const { scratch, lines } = work
  const { options, moves } = stages.columns
  const option = optionOf(stages.columns, stage, move)
  const [main] = cut.caps
  scratch.count = 0
  if (main === undefined) return
  const cost = at(moves.cost, move)
  const spare = main.spare - at(main.ahead, ahead) - at(options.reduced, option) - cost
  const fixed = at(options.fixed, option)
  const rise = at(options.fixedCost, option) + cost - (passes[0]?.lambda ?? 0) * fixed
  for (let piece = 0; piece < source.count; piece++) {
    const from = at(source.from, piece)
    const to = at(source.to, piece)
    const line = idAt(source.line, piece)
    if (Math.min(valueOn(lines, line, from), valueOn(lines, line, to)) >= spare) continue
    const risen = moved(source, line, fixed, rise)
    lines.trail[risen] = leave(work.trails, option, cost, idAt(lines.trail, line))
    append(scratch, from + fixed, to + fixed, risen)
  }
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
