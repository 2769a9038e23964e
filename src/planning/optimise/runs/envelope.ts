import { at, idAt } from '../columns.ts'
import { type Pieces, SAME_ENERGY, SAME_VALUE, emit, noLines, noPieces, valueOn } from './pieces.ts'

/**
 * The lower envelope of two functions: at every energy the lower of the two, of equals the first.
 * One sweep from left to right, O(pieces of both). True envelopes, not pairwise dominance, keep the lists short: a piece may lie
 * below two others together though below neither alone.
 *
 * @param into a list other than the two
 */
export function lowerEnvelope(a: Pieces, b: Pieces, into: Pieces): void {
  into.count = 0
  const { left, right } = sweeps
  begin(left, a)
  begin(right, b)
  while (left.piece < a.count && right.piece < b.count) {
    if (passBy(left, right.from, into) || passBy(right, left.from, into)) continue
    lead(left, right.from, into)
    lead(right, left.from, into)
    const until = Math.min(at(a.to, left.piece), at(b.to, right.piece))
    emitLower(left, right, until, into)
    advance(left, until)
    advance(right, until)
  }
  drain(left, into)
  drain(right, into)
}

/** Where a sweep stands in one list: at a piece, of which the part before `from` is done. */
interface Sweep {
  list: Pieces
  piece: number
  from: number
}

/** Used over and over; one envelope at a time. */
const sweeps: { readonly left: Sweep; readonly right: Sweep } = { left: newSweep(), right: newSweep() }

function newSweep(): Sweep {
  return { list: noPieces(noLines()), piece: 0, from: Number.POSITIVE_INFINITY }
}

function begin(sweep: Sweep, list: Pieces): void {
  sweep.list = list
  sweep.piece = 0
  sweep.from = start(list, 0)
}

/** Emits the piece if it ends before the other list goes on. */
function passBy(sweep: Sweep, other: number, into: Pieces): boolean {
  const to = at(sweep.list.to, sweep.piece)
  if (to > other + SAME_ENERGY) return false
  emit(into, sweep.from, to, idAt(sweep.list.line, sweep.piece))
  advance(sweep, to)
  return true
}

/** Emits what of a piece lies before the other list goes on. */
function lead(sweep: Sweep, other: number, into: Pieces): void {
  if (sweep.from >= other - SAME_ENERGY) return
  emit(into, sweep.from, other, idAt(sweep.list.line, sweep.piece))
  sweep.from = other
}

/** Both cover [from, until]: emits the lower, or the one and then the other if they cross. */
function emitLower(left: Sweep, right: Sweep, until: number, into: Pieces): void {
  const { lines } = into
  const from = left.from
  const first = idAt(left.list.line, left.piece)
  const second = idAt(right.list.line, right.piece)
  const before = valueOn(lines, first, from) - valueOn(lines, second, from)
  const after = valueOn(lines, first, until) - valueOn(lines, second, until)
  if (before <= SAME_VALUE && after <= SAME_VALUE) emit(into, from, until, first)
  else if (before >= -SAME_VALUE && after >= -SAME_VALUE) emit(into, from, until, second)
  else {
    const crossing = from + ((until - from) * before) / (before - after)
    emit(into, from, crossing, before < 0 ? first : second)
    emit(into, crossing, until, before < 0 ? second : first)
  }
}

function advance(sweep: Sweep, until: number): void {
  if (at(sweep.list.to, sweep.piece) > until + SAME_ENERGY) sweep.from = until
  else sweep.from = start(sweep.list, ++sweep.piece)
}

function drain(sweep: Sweep, into: Pieces): void {
  while (sweep.piece < sweep.list.count) {
    const to = at(sweep.list.to, sweep.piece)
    emit(into, sweep.from, to, idAt(sweep.list.line, sweep.piece))
    advance(sweep, to)
  }
}

function start(list: Pieces, piece: number): number {
  return piece < list.count ? at(list.from, piece) : Number.POSITIVE_INFINITY
}
