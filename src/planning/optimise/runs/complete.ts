import { Presence } from '../../statement.ts'
import { at, copyOf, idAt, marks, numbers } from '../columns.ts'
import { fillBetween } from '../cumulative.ts'
import { energyCost, fill } from '../fill.ts'
import type { MeritOrder } from '../merit-order.ts'
import type { Pattern } from './dual.ts'
import { EARLIER } from './option.ts'
import type { HourRoom, StageContext } from './stage-context.ts'

/** A pattern with the energy of every slot. */
export interface Completed {
  readonly energy: Float64Array
  readonly presence: Uint8Array
  /** At true prices. */
  readonly cost: number
  /** With the preferences that settle ties: what the search compares. */
  readonly score: number
}

/** What completing patterns rests on. */
export interface Completion {
  readonly context: StageContext
  readonly order: MeritOrder
  readonly hours: HourRoom | null
  readonly need: { readonly least: number; readonly most: number }
}

/** kWh that may be missing of the need: rounding. */
const TOLERANCE = 1e-7

/** Columns used over and over: most patterns are looked at and forgotten. */
const scratch = { energy: numbers(0), most: numbers(0), presence: marks(0) }

/**
 * The cheapest energies for a given pattern: what remains is a knapsack. The search is over patterns only and energies are
 * reckoned here from the exact need, so no rounding of the search gets into a plan.
 *
 * @param below only a plan with a lower score is of interest
 * @returns null if the pattern cannot meet the need, or not below
 */
export function complete(
  { context, order, hours: limits, need }: Completion,
  { options, startCost }: Pattern,
  below = Infinity,
): Completed | null {
  const { statement, columns } = context
  const { energy, most, presence } = cleared(statement.count)
  const hours = limits === null ? null : { hourOf: limits.hourOf, room: copyOf(limits.room) }
  const { partBegin, partSlot, partPresence, partLeast } = columns.options
  for (const option of options) {
    for (let part = idAt(partBegin, option); part < idAt(partBegin, option + 1); part++) {
      const slot = idAt(partSlot, part)
      const least = at(partLeast, part)
      energy[slot] = least
      most[slot] = at(statement.most, slot)
      presence[slot] = idAt(partPresence, part)
      if (hours === null) continue
      const hour = idAt(hours.hourOf, slot)
      hours.room[hour] = at(hours.room, hour) - least
    }
  }
  const total =
    statement.bounds.length > 0
      ? fillBetween(order, { need, most, hours }, statement.bounds, energy)
      : fill(order, { need, most, hours }, energy)
  if (!(total >= need.least - TOLERANCE && total <= need.most + TOLERANCE)) return null
  const cost = energyCost(statement, energy) + startCost
  const score = cost + lateness(energy)
  if (score >= below) return null
  dropEmptyParts(energy, presence)
  return { energy: energy.slice(), presence: presence.slice(), cost, score }
}

function cleared(count: number): typeof scratch {
  if (scratch.energy.length !== count) {
    scratch.energy = numbers(count)
    scratch.most = numbers(count)
    scratch.presence = marks(count)
  }
  scratch.energy.fill(0)
  scratch.most.fill(0)
  scratch.presence.fill(0)
  return scratch
}

/** A part of a slot that got no energy is no charging. */
function dropEmptyParts(energy: Float64Array, presence: Uint8Array): void {
  for (let t = 0; t < energy.length; t++) {
    if (presence[t] !== Presence.whole && at(energy, t) === 0) presence[t] = Presence.off
  }
}

function lateness(energy: Float64Array): number {
  let sum = 0
  for (let t = 0; t < energy.length; t++) sum += t * at(energy, t)
  return EARLIER * sum
}
