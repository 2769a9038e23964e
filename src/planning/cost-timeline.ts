import { type Interval, overlap } from '../base/interval.ts'
import { type Money, money } from '../base/units.ts'
import { type Milliseconds, lengthOf } from './charging-time.ts'
import type { CostSlot } from './problem.ts'

/**
 * `window` without a break: the slots cut to it, and between them slots without a cost for the time nobody priced.
 * `slots` are in order and do not overlap.
 */
export function slotsWithin(slots: readonly CostSlot[], window: Interval): CostSlot[] {
  const filled: CostSlot[] = []
  let reached = window.start
  const [from, until] = [window.start.getTime(), window.end.getTime()]
  for (const slot of slots) {
    if (slot.end.getTime() <= from) continue
    if (slot.start.getTime() >= until) break
    const part = within(slot, window)
    filled.push(...unpriced(reached, part.start), part)
    reached = part.end
  }
  return [...filled, ...unpriced(reached, window.end)]
}

/** The part of a slot that lies in a window that it reaches into. Most lie in it whole, and are what they are. */
function within(slot: CostSlot, window: Interval): CostSlot {
  const isLater = slot.start.getTime() >= window.start.getTime()
  const isSooner = slot.end.getTime() <= window.end.getTime()
  if (isLater && isSooner) return slot
  return { ...slot, start: isLater ? slot.start : window.start, end: isSooner ? slot.end : window.end }
}

/**
 * Cost of charging through `window`; `null` if any part of it has no price.
 *
 * @param energyAfter energy at the plug after a time of charging since the beginning of the window
 */
export function costOver(
  window: Interval,
  energyAfter: (time: Milliseconds) => number,
  slots: readonly CostSlot[],
): Money | null {
  let sum = 0
  let before = 0
  for (const slot of slotsWithin(slots, window)) {
    if (slot.costPerKwh === null) return null
    const after = before + lengthOf(slot)
    sum += slot.costPerKwh * (energyAfter(after) - energyAfter(before))
    before = after
  }
  return money(sum)
}

/** Whether every part of `window` has a published price. */
export function isFinal(window: Interval, slots: readonly CostSlot[]): boolean {
  return slotsWithin(slots, window).every((slot) => slot.costPerKwh !== null && slot.quality === 'final')
}

/** Whether two curves say the same about every part of `window`, however each is cut into slots. */
export function sameCosts(a: readonly CostSlot[], b: readonly CostSlot[], window: Interval): boolean {
  const others = slotsWithin(b, window)
  return slotsWithin(a, window).every((slot) =>
    others.every(
      (other) =>
        overlap(slot, other) === undefined ||
        (slot.costPerKwh === other.costPerKwh &&
          (slot.costPerKwh === null || slot.quality === other.quality)),
    ),
  )
}

function unpriced(start: Date, end: Date): CostSlot[] {
  return start < end ? [{ start, end, costPerKwh: null, quality: 'estimate' }] : []
}
