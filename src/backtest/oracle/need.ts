import { minutesBetween } from './physics.ts'
import { momentAt, type Witness } from './witness.ts'

/** State of charge is told in whole percent: half a point below shows as reached. */
const ROUNDING_PERCENT = 0.5
/** A minute of the oracle's own, and the seconds a car takes to start. */
export const EXACT_MINUTES = 3
/** After an obstacle Ladeplan may need so long: three tries spent are followed by half an hour of rest. */
export const RECOVERY_MINUTES = 40
/** Where time allows it, charging is begun so much before it must be. */
const SLACK_MINUTES = 60
const MINUTE_MS = 60_000

/** kWh in the battery from which on the car counts as ready. */
export function goalKwh({ battery, goalPercent }: Witness): number {
  return (battery.capacityKwh * (goalPercent - ROUNDING_PERCENT)) / 100
}

/** Minutes of charging without a break that the car lacked when it came. */
export function minutesNeeded(one: Witness): number {
  return (
    startMinutes(one) +
    minutesBetween(one.battery, momentAt(one, one.stay.start.getTime()).energyKwh, goalKwh(one))
  )
}

/** Minutes that the car could have stood in the time from plug-in to ready-by; negative if it could not have been ready. */
export function spareMinutes(one: Witness): number {
  return (one.readyBy - one.stay.start.getTime()) / MINUTE_MS - minutesNeeded(one)
}

/** Minutes that it could still stand from an instant on. */
export function minutesLeft(one: Witness, at: number): number {
  const { energyKwh, isDrawing } = momentAt(one, at)
  const needed = minutesBetween(one.battery, energyKwh, goalKwh(one)) + (isDrawing ? 0 : startMinutes(one))
  return (one.readyBy - at) / MINUTE_MS - needed
}

/** Minutes until the first energy flows after a start. */
export function startMinutes({ battery }: Pick<Witness, 'battery'>): number {
  return (battery.startsAfterSeconds ?? 0) / 60
}

/** At that instant there was time enough, and the promised slack on top, or as much of it as there ever was. */
export function hadTime(one: Witness, at: number): boolean {
  return minutesLeft(one, at) >= Math.min(SLACK_MINUTES, spareMinutes(one)) - EXACT_MINUTES
}
