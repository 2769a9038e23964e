import type { Statement } from '../statement.ts'
import { at, idAt, ids, numbers } from './columns.ts'

/**
 * All energy on offer, cheapest first; of equals the earlier. A slot is one segment, or two where a tier cuts it. `top` is the
 * energy of the slot up to which the segment reaches, so that what was taken before needs no bookkeeping of its own.
 */
export interface MeritOrder {
  readonly count: number
  readonly slot: Int32Array
  readonly top: Float64Array
  readonly slope: Float64Array
}

/** O(n log n). Every greedy of the optimiser walks this order, so it is made once. */
export function meritOrder(statement: Statement): MeritOrder {
  const offered = segmentsInTime(statement)
  const order = stableOrder(offered.slope, offered.count)
  const slot = ids(offered.count)
  const top = numbers(offered.count)
  const slope = numbers(offered.count)
  for (let i = 0; i < offered.count; i++) {
    const segment = idAt(order, i)
    slot[i] = idAt(offered.slot, segment)
    top[i] = at(offered.top, segment)
    slope[i] = at(offered.slope, segment)
  }
  return { count: offered.count, slot, top, slope }
}

function segmentsInTime({ count, price, most, tier }: Statement): MeritOrder {
  const size = tier === null ? count : 2 * count
  const slot = ids(size)
  const top = numbers(size)
  const slope = numbers(size)
  let segments = 0
  for (let t = 0; t < count; t++) {
    const offered = at(most, t)
    if (offered <= 0) continue
    const kink = tier === null ? offered : Math.min(at(tier.room, t), offered)
    if (kink > 0) {
      slot[segments] = t
      top[segments] = kink
      slope[segments++] = at(price, t)
    }
    if (tier === null || kink >= offered) continue
    slot[segments] = t
    top[segments] = offered
    slope[segments++] = at(price, t) + tier.surcharge
  }
  return { count: segments, slot, top, slope }
}

/** Slots sorted by insertion before runs of them are merged. */
const FIRST_RUN = 8

/** Indices of the first `count` keys in rising order, equal keys in their own: short runs by insertion, merged from the bottom up. */
function stableOrder(key: Float64Array, count: number): Int32Array {
  let order = ids(count)
  let merged = ids(count)
  for (let low = 0; low < count; low += FIRST_RUN) insert(key, order, low, Math.min(low + FIRST_RUN, count))
  for (let width = FIRST_RUN; width < count; width *= 2) {
    for (let low = 0; low < count; low += 2 * width) merge(key, order, merged, { low, width })
    const next = order
    order = merged
    merged = next
  }
  return order
}

/** Puts the indices `low`..`high` − 1 in order of their keys. */
function insert(key: Float64Array, order: Int32Array, low: number, high: number): void {
  for (let index = low; index < high; index++) {
    let place = index
    for (; place > low && at(key, idAt(order, place - 1)) > at(key, index); place--) {
      order[place] = idAt(order, place - 1)
    }
    order[place] = index
  }
}

function merge(
  key: Float64Array,
  order: Int32Array,
  into: Int32Array,
  { low, width }: { readonly low: number; readonly width: number },
): void {
  const middle = Math.min(low + width, order.length)
  const high = Math.min(low + 2 * width, order.length)
  let [left, right, place] = [low, middle, low]
  while (left < middle && right < high) {
    const isLeft = at(key, idAt(order, left)) <= at(key, idAt(order, right))
    into[place++] = idAt(order, isLeft ? left++ : right++)
  }
  while (left < middle) into[place++] = idAt(order, left++)
  while (right < high) into[place++] = idAt(order, right++)
}
