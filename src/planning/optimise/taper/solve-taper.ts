import type { Statement, Taper } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import { restrict } from '../runs/clip.ts'
import { lowerEnvelope } from '../runs/envelope.ts'
import { type Pieces, append, copyInto, draw, noPieces, valueOn } from '../runs/pieces.ts'
import { OFF } from '../runs/run-states.ts'
import { layerAfter } from '../runs/stages.ts'
import { type End, type Tapered, retrace } from './retrace.ts'
import { type TaperSearch, apply, newTaperSearch, placeOf } from './taper-search.ts'

/**
 * The cheapest plan for a car whose power falls with its state of charge, charging at full power or not at all, at any
 * instant. Exact, for a taper in steps.
 *
 * V(slot, state)(e) is the least cost to have charged e. Within a slot it is time that can be chosen, not energy, so V is read
 * as a function of the hours at full power: there the choice of 0..h hours is an infimal convolution with a flat
 * segment, and the price p turns up as V(e) − p·e before and + p·e after. Reading e as hours is piecewise linear, so the
 * functions stay piecewise linear: nothing is rounded to a grid. Cheapest times first and energy reckoned afterwards would not do,
 * since an hour early in the charge is worth more energy than one late in it.
 *
 * O(slots · states · pieces); some hundred pieces in a night.
 */
export function solveTaper(statement: Statement, taper: Taper): Tapered | null {
  const search = newTaperSearch(statement, taper)
  let current: Pieces[] = []
  for (const { state, layer } of search.initial) {
    const list = listAt(search, current, placeOf(search, state, layer))
    append(list, 0, 0, draw(search.lines, 0, 0, -1))
  }
  for (let t = 0; t < statement.count; t++) {
    current = advance(search, current, t)
    for (const { after, least, most } of statement.bounds) {
      if (after === t) for (const list of current) restrict(list, least, most)
    }
  }
  const trail = bestEnd(search, current)
  return trail === null ? null : retrace(search, trail)
}

function advance(search: TaperSearch, current: readonly Pieces[], t: number): Pieces[] {
  const next: Pieces[] = []
  const { slots, layers, mostStarts } = search
  for (const move of slots[t]?.moves ?? []) {
    for (let layer = 0; layer < layers; layer++) {
      const after = layerAfter(mostStarts, layer, move.starts)
      const source = current[placeOf(search, move.from, layer)]
      if (source === undefined || source.count === 0 || after < 0) continue
      const [moved, merged] = search.scratch
      apply(search, source, move, t)
      const place = placeOf(search, move.to, after)
      const target = listAt(search, next, place)
      lowerEnvelope(target, moved, merged)
      copyInto(target, merged)
    }
  }
  return next
}

function listAt({ lines }: TaperSearch, lists: Pieces[], place: number): Pieces {
  while (lists.length <= place) lists.push(noPieces(lines))
  return lists[place] ?? noPieces(lines)
}

function bestEnd(search: TaperSearch, lists: readonly Pieces[]): End | null {
  const { statement, layers, lines, trails } = search
  const { least, most } = statement.need
  let best: End | null = null
  let cost = Infinity
  for (let layer = 0; layer < layers; layer++) {
    const list = lists[placeOf(search, OFF, layer)]
    for (const { line, energy } of list === undefined ? [] : endsOf(list, least, most)) {
      const value = valueOn(lines, line, energy)
      if (value >= cost - 1e-12) continue
      cost = value
      const exact = Math.min(most, Math.max(least, energy))
      best = { energy: exact, trail: trails[idAt(lines.trail, line)] ?? null }
    }
  }
  return best
}

/** kWh that an end may be off the need: rounding. */
const NEED_TOLERANCE = 1e-8

/** Both ends of what of every piece meets the need: a straight line is least at one of them. */
function endsOf(list: Pieces, least: number, most: number): { line: number; energy: number }[] {
  const ends: { line: number; energy: number }[] = []
  for (let piece = 0; piece < list.count; piece++) {
    const line = idAt(list.line, piece)
    const from = Math.max(at(list.from, piece), least - NEED_TOLERANCE)
    const to = Math.min(at(list.to, piece), most + NEED_TOLERANCE)
    if (from <= to) ends.push({ line, energy: from }, { line, energy: to })
  }
  return ends
}
