import { at, idAt } from '../columns.ts'
import { type Pieces, SAME_ENERGY, append, draw, isPoint, valueOn } from './pieces.ts'

/** Energy that may be taken at one price. */
export interface Segment {
  /** kWh, above 0. */
  readonly width: number
  /** Value per kWh. */
  readonly slope: number
}

/** The three functions of which {@link extend} is the lower envelope. */
export interface Extension {
  /** What is cheaper than the segment, unchanged: the segment comes after it. */
  readonly before: Pieces
  /** What is dearer, moved to the right: the segment comes first. */
  readonly after: Pieces
  /** The segment itself, after or before each piece. */
  readonly between: Pieces
}

/**
 * `f ⊕ segment`: the least value of `f(x − g) + slope · g` over 0 ≤ g ≤ width, as three lists each in order of energy.
 *
 * For one straight piece the cheaper of the two is taken first. So a piece cheaper than the segment stays and the segment
 * goes on from its right end; a dearer one moves to the right by the width and the segment leads to its left end.
 */
export function extend(source: Pieces, { width, slope }: Segment, into: Extension): void {
  const { lines } = source
  into.before.count = into.after.count = into.between.count = 0
  for (let piece = 0; piece < source.count; piece++) {
    const from = at(source.from, piece)
    const to = at(source.to, piece)
    const line = idAt(source.line, piece)
    const isBefore = isPoint(source, piece) || at(lines.slope, line) < slope
    if (isBefore) append(into.before, from, to, line)
    else append(into.after, from + width, to + width, moved(source, line, width, slope * width))
    const corner = isBefore ? to : from
    const intercept = valueOn(lines, line, corner) - slope * corner
    addParallel(into.between, corner, width, draw(lines, slope, intercept, idAt(lines.trail, line)))
  }
}

/** A line moved by `energy` to the right and by `value` up. */
export function moved(list: Pieces, line: number, energy: number, value: number): number {
  const { lines } = list
  const slope = at(lines.slope, line)
  const intercept = at(lines.intercept, line) + value - slope * energy
  return draw(lines, slope, intercept, idAt(lines.trail, line))
}

/**
 * Adds one of several parallel segments of equal width that come in order of their left ends, keeping the lower. The one
 * cut away may have hidden that the one before it reaches further, so the comparison goes on until nothing is covered.
 */
function addParallel(list: Pieces, from: number, width: number, line: number): void {
  const { lines } = list
  const height = at(lines.intercept, line)
  let start = from
  while (list.count > 0) {
    const top = list.count - 1
    if (at(lines.intercept, idAt(list.line, top)) <= height) {
      start = Math.max(start, at(list.to, top))
      break
    }
    if (at(list.from, top) < start - SAME_ENERGY) {
      list.to[top] = Math.min(at(list.to, top), start)
      break
    }
    list.count = top
  }
  if (start < from + width - SAME_ENERGY) append(list, start, from + width, line)
}
