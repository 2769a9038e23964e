import { at, idAt, idRoom, ids, numbers, room } from '../columns.ts'

/**
 * Straight lines, `value = intercept + slope · energy`, shared by all functions of one search. `trail` tells how a plan on
 * that line was reached.
 *
 * Columns, not objects: a search draws thousands of lines, and a boxed number each would cost more than the mathematics.
 */
export interface Lines {
  count: number
  slope: Float64Array
  intercept: Float64Array
  trail: Int32Array
}

/**
 * A function of energy as pieces of {@link Lines}, in order of energy, without overlap; where no piece lies it is infinite. A
 * piece covers the energies `from`..`to`, both included; the two are equal for a single point.
 */
export interface Pieces {
  readonly lines: Lines
  count: number
  from: Float64Array
  to: Float64Array
  line: Int32Array
}

/** Energies nearer than this (kWh) are one energy: the same sum reached in two orders of addition. */
export const SAME_ENERGY = 1e-10
/** Values nearer than this are one value. */
export const SAME_VALUE = 1e-12

const FIRST_ROOM = 32

export function noLines(): Lines {
  return {
    count: 0,
    slope: numbers(FIRST_ROOM),
    intercept: numbers(FIRST_ROOM),
    trail: ids(FIRST_ROOM),
  }
}

export function noPieces(lines: Lines): Pieces {
  return {
    lines,
    count: 0,
    from: numbers(FIRST_ROOM),
    to: numbers(FIRST_ROOM),
    line: ids(FIRST_ROOM),
  }
}

/** @returns the number of the new line */
export function draw(lines: Lines, slope: number, intercept: number, trail: number): number {
  const line = lines.count
  if (line === lines.slope.length) {
    lines.slope = room(lines.slope, line + 1)
    lines.intercept = room(lines.intercept, line + 1)
    lines.trail = idRoom(lines.trail, line + 1)
  }
  lines.slope[line] = slope
  lines.intercept[line] = intercept
  lines.trail[line] = trail
  lines.count = line + 1
  return line
}

export function valueOn(lines: Lines, line: number, energy: number): number {
  return at(lines.intercept, line) + at(lines.slope, line) * energy
}

export function isPoint(list: Pieces, piece: number): boolean {
  return at(list.to, piece) - at(list.from, piece) <= SAME_ENERGY
}

/** Makes room for so many pieces. */
export function reserve(list: Pieces, count: number): void {
  if (count <= list.from.length) return
  list.from = room(list.from, count)
  list.to = room(list.to, count)
  list.line = idRoom(list.line, count)
}

/** Adds a piece at the right; the caller sees to order and overlap. */
export function append(list: Pieces, from: number, to: number, line: number): void {
  const piece = list.count
  reserve(list, piece + 1)
  list.from[piece] = from
  list.to[piece] = to
  list.line[piece] = line
  list.count = piece + 1
}

/**
 * Adds a piece to an envelope that grows from left to right. What lies on the line of the last piece prolongs it, and a
 * point that its neighbour covers at no higher value is dropped: else points reached in two orders of addition would double
 * at every slot.
 */
export function emit(list: Pieces, from: number, to: number, line: number): void {
  const last = list.count - 1
  if (last < 0 || from - at(list.to, last) > SAME_ENERGY) {
    append(list, from, to, line)
    return
  }
  const lastLine = idAt(list.line, last)
  if (lastLine === line) {
    list.to[last] = to
    return
  }
  const above = valueOn(list.lines, line, from) - valueOn(list.lines, lastLine, from)
  if (to - from <= SAME_ENERGY && above >= -SAME_VALUE) return
  if (isPoint(list, last) && above <= SAME_VALUE) list.count = last
  append(list, from, to, line)
}

export function copyInto(list: Pieces, source: Pieces): void {
  list.count = 0
  for (let piece = 0; piece < source.count; piece++) {
    append(list, at(source.from, piece), at(source.to, piece), idAt(source.line, piece))
  }
}
