import { Presence, type Statement } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import { type OptionColumns, addPart, addSegment, openOption } from './option-columns.ts'
import type { Move } from './slot-moves.ts'

/** Settles ties: of two plans of equal cost the one with the least Σ slot · energy wins. Per kWh and slot. */
export const EARLIER = 1e-9
/** Segments below this (kWh) are rounding. */
export const NO_WIDTH = 1e-12

/**
 * The option of a move through slot `t`: one that the slot has already, or a new one.
 *
 * @param first the first option of the slot
 * @returns the number of the option
 */
export function optionFor(
  options: OptionColumns,
  statement: Statement,
  { presence, hours }: Pick<Move, 'presence' | 'hours'>,
  { t, first }: { readonly t: number; readonly first: number },
): number {
  if (presence === Presence.off) return knownOption(options, first, presence, 0) ?? openOption(options, 0, 0)
  const share = presence === Presence.whole ? 1 : hours / at(statement.hours, t)
  const least = at(statement.least, t) * share
  return (
    knownOption(options, first, presence, least) ??
    addCharging(options, statement, { slot: t, presence, least })
  )
}

function knownOption(
  { count, fixed, partBegin, partPresence }: OptionColumns,
  first: number,
  presence: number,
  least: number,
): number | null {
  for (let option = first; option < count; option++) {
    const part = idAt(partBegin, option)
    const isOff = part === idAt(partBegin, option + 1)
    const here = isOff ? Presence.off : idAt(partPresence, part)
    if (here === presence && at(fixed, option) === least) return option
  }
  return null
}

/** The options of a slot like those around it: not charging, and charging throughout. */
export function addIdleAndWhole(options: OptionColumns, statement: Statement, slot: number): void {
  openOption(options, 0, 0)
  addCharging(options, statement, { slot, presence: Presence.whole, least: at(statement.least, slot) })
}

/** Charging in one slot: how it lies in it, and its least energy. */
export interface Part {
  readonly slot: number
  readonly presence: number
  /** kWh */
  readonly least: number
}

/** Adds charging in one slot. @returns the number of the option */
export function addCharging(options: OptionColumns, statement: Statement, part: Part): number {
  const { slot, presence, least } = part
  const { tier } = statement
  const most = at(statement.most, slot)
  const slope = at(statement.price, slot) + EARLIER * slot
  const surcharge = tier === null ? 0 : tier.surcharge
  const kink = tier === null ? most : Math.min(at(tier.room, slot), most)
  const option = openOption(options, least, slope * least + surcharge * Math.max(0, least - kink))
  addPart(options, slot, presence, least)
  if (kink - least > NO_WIDTH) addSegment(options, kink - least, slope)
  const above = most - Math.max(kink, least)
  if (above > NO_WIDTH) addSegment(options, above, slope + surcharge)
  return option
}
