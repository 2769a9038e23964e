import { Presence, type Statement } from '../statement.ts'
import { at, copyOf, idAt, marks, numbers } from './columns.ts'
import { fillBetween } from './cumulative.ts'
import { energyCost, fill } from './fill.ts'
import type { MeritOrder } from './merit-order.ts'
import type { Completed } from './runs/complete.ts'
import type { HourRoom } from './runs/stage-context.ts'

/** kWh that a limit may be missed by: rounding. */
const TOLERANCE = 1e-7

export interface Filling {
  readonly statement: Statement
  readonly order: MeritOrder
  readonly need: { readonly least: number; readonly most: number }
}

/**
 * The cheapest energies where power may change freely, within what every hour has room for; NaN if there are none. Exact:
 * see {@link fill} and {@link fillBetween}. Also a lower bound under any rules of runs, which only take choices away.
 *
 * @param energy overwritten
 * @returns the cost
 */
export function costOfFreePower(filling: Filling, hours: HourRoom | null, energy: Float64Array): number {
  const { statement, order, need } = filling
  const left = hours === null ? null : { room: copyOf(hours.room), hourOf: hours.hourOf }
  for (let t = 0; t < statement.count; t++) {
    const fixed = statement.forced[t] === 1 ? at(statement.least, t) : 0
    energy[t] = fixed
    if (left === null || fixed === 0) continue
    const hour = idAt(left.hourOf, t)
    left.room[hour] = at(left.room, hour) - fixed
    if (at(left.room, hour) < -TOLERANCE) return Number.NaN
  }
  const limits = { need, most: statement.most, hours: left }
  const total =
    statement.bounds.length > 0
      ? fillBetween(order, limits, statement.bounds, energy)
      : fill(order, limits, energy)
  const isEnough = total >= need.least - TOLERANCE && total <= need.most + TOLERANCE
  return isEnough ? energyCost(statement, energy) : Number.NaN
}

/** @returns null if the need cannot be met */
export function solveFreePower(filling: Filling, hours: HourRoom | null): Completed | null {
  const { count } = filling.statement
  const energy = numbers(count)
  const cost = costOfFreePower(filling, hours, energy)
  if (Number.isNaN(cost)) return null
  const presence = marks(count)
  for (let t = 0; t < count; t++) presence[t] = at(energy, t) > 0 ? Presence.whole : Presence.off
  return { energy, presence, cost, score: cost }
}
