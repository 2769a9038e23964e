import { at, copyOf, ids } from '../optimise/columns.ts'
import { type Series, addSlot, newSeries } from './series.ts'

/** Slots cut to a window and at instants inside it. */
export interface CutSlots extends Series {
  /** Index of the slot each was cut from. */
  readonly origin: Int32Array
}

/** Shorter pieces are dropped, ms: instants are whole. */
const SHORTEST = 1

/**
 * The slots inside [from, until), cut at every one of `edges`: on either side of an edge different rules may hold.
 * Pieces shorter than a millisecond are dropped.
 */
export function cutSlots(series: Series, from: number, until: number, edges: readonly number[]): CutSlots {
  const cuts = edges.filter((edge) => edge > from && edge < until).sort((a, b) => a - b)
  if (cuts.length === 0) return trimmed(series, from, until)
  cuts.push(Infinity)
  const origin = ids(series.count + cuts.length)
  const result: CutSlots = { ...newSeries(series.count + cuts.length), origin }
  let next = 0
  for (let i = 0; i < series.count; i++) {
    let start = Math.max(at(series.start, i), from)
    const end = Math.min(at(series.end, i), until)
    while (start < end) {
      while ((cuts[next] ?? Infinity) <= start) next++
      const stop = Math.min(end, cuts[next] ?? Infinity)
      if (stop - start >= SHORTEST) {
        origin[result.count] = i
        addSlot(result, { start, end: stop, price: at(series.price, i), base: at(series.base, i) })
      }
      start = stop
    }
  }
  return result
}

/** With no edge inside only the first and the last slot can be cut, and prices and base loads need no copy. */
function trimmed({ count, start, end, price, base }: Series, from: number, until: number): CutSlots {
  let first = 0
  while (first < count && at(end, first) - Math.max(from, at(start, first)) < SHORTEST) first++
  let last = count - 1
  while (last >= first && Math.min(until, at(end, last)) - Math.max(from, at(start, last)) < SHORTEST) last--
  const size = last + 1 - first
  const result: CutSlots = {
    count: size,
    start: copyOf(start.subarray(first, last + 1)),
    end: copyOf(end.subarray(first, last + 1)),
    price: price.subarray(first, last + 1),
    base: base.subarray(first, last + 1),
    origin: ids(size),
  }
  for (let t = 0; t < size; t++) result.origin[t] = first + t
  if (size > 0) {
    result.start[0] = Math.max(at(start, first), from)
    result.end[size - 1] = Math.min(at(end, last), until)
  }
  return result
}
