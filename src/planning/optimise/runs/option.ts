import type { Statement } from '../../statement.ts'
import { at } from '../columns.ts'

/** Charging in one slot. */
export interface Part {
  readonly slot: number
  readonly presence: number
  /** Least energy, kWh. */
  readonly least: number
  readonly most: number
}

/**
 * What the car does in a stage. Of a given energy every part takes its least, and the rest goes into the segments, cheapest
 * first: a convex function of the energy.
 */
export interface Option {
  readonly parts: readonly Part[]
  /** Sum of the least energies, and what they cost. */
  readonly fixed: number
  readonly fixedCost: number
  /** In order of slope, none empty. */
  readonly segments: readonly Segment[]
  /** Least of cost − λ·energy at the λ of the present pass. */
  reduced: number
}

/** Energy that may be taken at one price. */
export interface Segment {
  /** kWh, above 0. */
  readonly width: number
  /** Value per kWh. */
  readonly slope: number
}

/** Settles ties: of two plans of equal cost the one with the least Σ slot · energy wins. Per kWh and slot. */
export const EARLIER = 1e-9
/** Segments below this (kWh) are rounding. */
const NO_WIDTH = 1e-12

/** @param room what the parts may take together, kWh */
export function makeOption(statement: Statement, parts: readonly Part[], room: number): Option {
  const offered: Segment[] = []
  let fixed = 0
  let fixedCost = 0
  for (const { slot, least, most } of parts) {
    const price = at(statement.price, slot) + EARLIER * slot
    const surcharge = statement.tier?.surcharge ?? 0
    const kink = statement.tier === null ? Infinity : at(statement.tier.room, slot)
    fixed += least
    fixedCost += price * least + surcharge * Math.max(0, least - kink)
    offered.push({ width: Math.min(kink, most) - least, slope: price })
    offered.push({ width: most - Math.max(kink, least), slope: price + surcharge })
  }
  return { parts, fixed, fixedCost, segments: cutAt(offered, room - fixed), reduced: 0 }
}

/** In order of slope and no wider than `room` together. */
function cutAt(offered: readonly Segment[], room: number): Segment[] {
  let left = room
  const segments: Segment[] = []
  for (const { width, slope } of offered.toSorted((a, b) => a.slope - b.slope)) {
    const taken = Math.min(width, left)
    if (taken <= NO_WIDTH) continue
    segments.push({ width: taken, slope })
    left -= taken
  }
  return segments
}
