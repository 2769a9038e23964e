import { Presence, type Statement } from '../../statement.ts'
import { at } from '../columns.ts'
import { fillBetween } from '../cumulative.ts'
import { energyCost, fill } from '../fill.ts'
import type { MeritOrder } from '../merit-order.ts'
import type { Pattern } from './dual.ts'
import { EARLIER } from './option.ts'
import type { HourRoom } from './stages.ts'

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
  readonly statement: Statement
  readonly order: MeritOrder
  readonly hours: HourRoom | null
  readonly need: { readonly least: number; readonly most: number }
}

/** kWh that may be missing of the need: rounding. */
const TOLERANCE = 1e-7

/**
 * The cheapest energies for a given pattern: what remains is a knapsack. The search is over patterns only and energies are
 * reckoned here from the exact need, so no rounding of the search gets into a plan.
 *
 * @returns null if the pattern cannot meet the need
 */
export function complete(context: Completion, { options, startCost }: Pattern): Completed | null {
  const { statement, order, hours, need } = context
  const energy = new Float64Array(statement.count)
  const most = new Float64Array(statement.count)
  const presence = new Uint8Array(statement.count)
  const room = hours === null ? null : Float64Array.from(hours.room)
  for (const { parts } of options) {
    for (const part of parts) {
      energy[part.slot] = part.least
      most[part.slot] = part.most
      presence[part.slot] = part.presence
      if (room !== null && hours !== null) {
        const hour = hours.hourOf[part.slot] ?? 0
        room[hour] = at(room, hour) - part.least
      }
    }
  }
  const limits = { need, most, hours: room === null || hours === null ? null : { room, hourOf: hours.hourOf } }
  const total =
    statement.bounds.length > 0
      ? fillBetween(order, limits, statement.bounds, energy)
      : fill(order, limits, energy)
  if (!(total >= need.least - TOLERANCE && total <= need.most + TOLERANCE)) return null
  dropEmptyParts(energy, presence)
  const cost = energyCost(statement, energy) + startCost
  return { energy, presence, cost, score: cost + lateness(energy) }
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
