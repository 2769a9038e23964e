import { Presence, type Statement } from '../../statement.ts'
import { at } from '../columns.ts'
import type { Move } from './slot-moves.ts'

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
  /** Place among the options of its slot. */
  readonly index: number
  /** Of its only part; off where there is none or several. */
  readonly presence: number
  readonly parts: readonly Part[]
  /** Sum of the least energies, and what they cost. */
  readonly fixed: number
  readonly fixedCost: number
  /** In order of slope, none empty. */
  readonly segments: readonly Segment[]
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

/** Not charging: nothing to choose and nothing to pay. */
function offOption(): Option {
  return { index: 0, presence: Presence.off, parts: [], fixed: 0, fixedCost: 0, segments: [] }
}

/** The option of a move through slot `t`: one of those made already, or a new one that is added to them. */
export function optionFor(
  statement: Statement,
  { presence, hours }: Move,
  t: number,
  options: Option[],
): Option {
  const share = presence === Presence.whole ? 1 : hours / at(statement.hours, t)
  const least = presence === Presence.off ? 0 : at(statement.least, t) * share
  for (const option of options) {
    if (option.presence === presence && option.fixed === least) return option
  }
  const part = { slot: t, presence, least, most: at(statement.most, t) }
  const option = presence === Presence.off ? offOption() : partOption(statement, part, options.length)
  options.push(option)
  return option
}

function partOption(statement: Statement, part: Part, index: number): Option {
  const { slot, least, presence } = part
  const segments: Segment[] = []
  addSegments(statement, part, segments)
  const price = at(statement.price, slot) + EARLIER * slot
  const fixedCost = price * least + surchargeOn(statement, part)
  return { index, presence, parts: [part], fixed: least, fixedCost, segments }
}

/** A segment, and the option it belongs to. */
export interface OwnedSegment extends Segment {
  readonly owner: Option
}

/**
 * Several slots at once.
 *
 * @param offered the segments of all options of these slots in order of slope
 * @param room what the slots may take together, kWh
 */
export function jointOption(
  options: readonly Option[],
  offered: readonly OwnedSegment[],
  room: number,
): Option {
  const parts: Part[] = []
  let fixed = 0
  let fixedCost = 0
  for (const option of options) {
    for (const part of option.parts) parts.push(part)
    fixed += option.fixed
    fixedCost += option.fixedCost
  }
  const segments: Segment[] = []
  let left = room - fixed
  for (const segment of offered) {
    if (left <= NO_WIDTH) break
    if (!options.includes(segment.owner)) continue
    const { width, slope } = segment
    segments.push({ width: Math.min(width, left), slope })
    left -= width
  }
  return { index: 0, presence: Presence.off, parts, fixed, fixedCost, segments }
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
