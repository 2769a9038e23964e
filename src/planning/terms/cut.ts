import { at } from '../optimise/columns.ts'
import { type Series, addSlot, newSeries } from './series.ts'

/** Slots cut to a window and at instants inside it. */
export interface CutSlots extends Series {
  /** Index of the slot each was cut from. */
  readonly origin: Int32Array
}

/**
 * The slots inside [from, until), cut at every one of `edges`: on either side of an edge different rules may hold.
 * Pieces shorter than a millisecond are dropped.
 */
export function cutSlots(series: Series, from: number, until: number, edges: readonly number[]): CutSlots {
  const cuts = edges.filter((edge) => edge > from && edge < until).toSorted((a, b) => a - b)
  const origin = new Int32Array(series.count + cuts.length)
  const result: CutSlots = { ...newSeries(series.count + cuts.length), origin }
  let next = 0
  for (let i = 0; i < series.count; i++) {
    let start = Math.max(at(series.start, i), from)
    const end = Math.min(at(series.end, i), until)
    while (start < end) {
      while (next < cuts.length && (cuts[next] ?? 0) <= start) next++
      const stop = Math.min(end, cuts[next] ?? end)
      if (stop - start >= 1) {
        origin[result.count] = i
        addSlot(result, { start, end: stop, price: at(series.price, i), base: at(series.base, i) })
      }
      start = stop
    }
  }
  return result
}
