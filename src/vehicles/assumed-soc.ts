import { hoursBetween } from '../base/units.ts'
import { isDrawing, isPluggedIn, type ChargeState } from '../carmakers/charge-state.ts'

/** What of a vehicle's state bears on it. */
interface Charged {
  readonly charge: ChargeState | null
  readonly assumed?: AssumedSoc | undefined
}

/** What a car that does not tell its state of charge is taken to have: unknown is not zero, and not a reason to hold it either. */
export interface AssumedSoc {
  /** What it told last, less what it may have used since if it has been away. 0 to 100. */
  readonly percent: number
  /** Taken from the grid since then, kWh, as far as its power was told. */
  readonly addedKwh: number
}

/** Points of 100 that a car may have used since it last told its state of charge. */
const USED_POINTS = 20
/** No car stands at the plug with less for long. */
const LOWEST_PERCENT = 10
/** A report tells the power of no longer than this; hours. */
const POWER_HOLDS_HOURS = 1

/** State of charge of a car that does not tell it: the lowest plausible, 0 to 100. */
export function lowestPlausible(lastKnown: number | null): number {
  return lastKnown === null ? LOWEST_PERCENT : Math.max(LOWEST_PERCENT, lastKnown - USED_POINTS)
}

/**
 * What is to be assumed after a report; `undefined` if it tells. What a car away from its plug told last is kept as it was,
 * and lowered once it is back.
 *
 * @param wasHere it was at the plug before, and was not driven since
 */
export function assumedAfter(known: Charged, charge: ChargeState, wasHere: boolean): AssumedSoc | undefined {
  if (charge.socPercent !== null) return undefined
  const before = lastKnown(known)
  if (wasHere && charge.status !== 'disconnected' && before !== undefined)
    return { ...before, addedKwh: before.addedKwh + energyBetween(known.charge, charge) }
  if (!isPluggedIn(charge.status)) return before
  return { percent: lowestPlausible(before?.percent ?? null), addedKwh: 0 }
}

function lastKnown({ charge, assumed }: Charged): AssumedSoc | undefined {
  const told = charge?.socPercent ?? null
  return told === null ? assumed : { percent: told, addedKwh: 0 }
}

function energyBetween(before: ChargeState | null, { observedAt }: ChargeState): number {
  if (before === null || !isDrawing(before.status)) return 0
  return (before.powerKw ?? 0) * Math.min(POWER_HOLDS_HOURS, hoursBetween(before.observedAt, observedAt))
}

/** A state as it is planned and decided by: with the state of charge that is assumed where none is told. */
export function withAssumedSoc<T extends Charged>(
  state: T,
  { capacityKwh, efficiency }: { readonly capacityKwh: number; readonly efficiency: number },
): T {
  const { charge, assumed } = state
  if (charge === null || assumed === undefined || charge.socPercent !== null) return state
  const added = (100 * assumed.addedKwh * efficiency) / capacityKwh
  return { ...state, charge: { ...charge, socPercent: Math.min(100, assumed.percent + added) } }
}
