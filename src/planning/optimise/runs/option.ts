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

export function offOption(): Option {
  return { parts: [], fixed: 0, fixedCost: 0, segments: [], reduced: 0 }
}

export function optionOf(statement: Statement, part: Part): Option {
  const { slot, least } = part
  const segments: Segment[] = []
  addSegments(statement, part, segments)
  const price = at(statement.price, slot) + EARLIER * slot
  return { parts: [part], fixed: least, fixedCost: price * least + surchargeOn(statement, part), segments, reduced: 0 }
}

/** Several slots at once. @param room what they may take together, kWh */
export function jointOption(options: readonly Option[], room: number): Option {
  const offered = options.flatMap(({ segments }) => segments).toSorted((a, b) => a.slope - b.slope)
  let fixed = 0
  let fixedCost = 0
  for (const option of options) {
    fixed += option.fixed
    fixedCost += option.fixedCost
  }
  const segments: Segment[] = []
  let left = room - fixed
  for (const { width, slope } of offered) {
    const taken = Math.min(width, left)
    if (taken <= NO_WIDTH) continue
    segments.push({ width: taken, slope })
    left -= taken
  }
  return { parts: options.flatMap(({ parts }) => parts), fixed, fixedCost, segments, reduced: 0 }
}

function surchargeOn({ tier }: Statement, { slot, least }: Part): number {
  return tier === null ? 0 : tier.surcharge * Math.max(0, least - at(tier.room, slot))
}

function addSegments({ price, tier }: Statement, { slot, least, most }: Part, segments: Segment[]): void {
  const slope = at(price, slot) + EARLIER * slot
  const kink = tier === null ? most : Math.min(at(tier.room, slot), most)
  if (kink - least > NO_WIDTH) segments.push({ width: kink - least, slope })
  const above = most - Math.max(kink, least)
  if (tier !== null && above > NO_WIDTH) segments.push({ width: above, slope: slope + tier.surcharge })
}
