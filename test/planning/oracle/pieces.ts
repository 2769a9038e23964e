import type { AnswerObject } from '../../../src/planning/problem-object/schemas.ts'
import { at, HOUR_MS, overlapMs, type Cell, type Span, type Statement } from './statement.ts'

export const TIME_TOLERANCE_MS = 1

/** Part of a planned block that lies in one cell. */
export interface Piece extends Span {
  readonly cell: Cell
  readonly power: number
}

/** An answer against the cells of its request. */
export interface Laid {
  readonly pieces: readonly Piece[]
  /** Maximal stretches of charging, in order. */
  readonly runs: readonly Span[]
  /** How far energies may be off because times are whole milliseconds. */
  readonly toleranceKwh: number
}

export function lay({ plan }: AnswerObject, { cells, efficiency }: Statement): Laid {
  const blocks = plan
    .map(({ start, end, power_kw }) => ({ start: at(start), end: at(end), power: power_kw }))
    .filter(({ power }) => power > 1e-9)
    .toSorted((a, b) => a.start - b.start)
  const pieces = blocks.flatMap((block) =>
    cells
      .filter((cell) => overlapMs(cell, block) > 0)
      .map((cell) => ({
        cell,
        power: block.power,
        start: Math.max(block.start, cell.start),
        end: Math.min(block.end, cell.end),
      })),
  )
  const strongest = Math.max(0, ...blocks.map(({ power }) => power))
  const rounding = (2 * blocks.length * TIME_TOLERANCE_MS * strongest * efficiency) / HOUR_MS
  return { pieces, runs: merge(blocks), toleranceKwh: 1e-6 + rounding }
}

export function gridKwh(pieces: readonly Piece[], within?: Span): number {
  let energy = 0
  for (const piece of pieces) {
    const time = within === undefined ? piece.end - piece.start : overlapMs(piece, within)
    energy += (piece.power * time) / HOUR_MS
  }
  return energy
}

/** Spans that touch are one. */
export function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last.end + TIME_TOLERANCE_MS) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    } else merged.push({ start, end })
  }
  return merged
}

/** What is left of some spans without others; slivers within the tolerance of time are left out. */
export function without(spans: readonly Span[], taken: readonly Span[]): Span[] {
  let left = [...spans]
  for (const cut of taken) {
    left = left.flatMap((span) => [
      { start: span.start, end: Math.min(span.end, cut.start) },
      { start: Math.max(span.start, cut.end), end: span.end },
    ])
  }
  return left.filter(({ start, end }) => end - start > TIME_TOLERANCE_MS)
}
