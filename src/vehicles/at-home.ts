import type { Site } from '../sites/site.ts'
import type { Vehicle, VehicleState } from './vehicle.ts'

/** Voltage may lie this much above the nominal one (EN 50160), and power with it. */
const VOLTAGE_MARGIN = 1.1

/**
 * Whether a car is at home, without ever asking where it is: the carmaker's own flag, else the app's word, else power
 * that the site could have given, at a plug the driver calls the home plug. A "no" from either of the first two rules:
 * a car known to be away is never commanded.
 *
 * @returns `null` while it cannot be told yet: the car has begun to charge, and its power is about to show
 */
export function isAtHome(
  { toldAtHome, homePlug }: Pick<Vehicle, 'toldAtHome' | 'homePlug'>,
  state: Pick<VehicleState, 'charge' | 'peakPowerKw'> | undefined,
  { maxPowerKw }: Pick<Site, 'maxPowerKw'>,
): boolean | null {
  const said = [state?.charge?.atHome, toldAtHome]
  if (said.includes(false)) return false
  if (said.includes(true)) return true
  if (!homePlug) return false
  if (state === undefined || (state.peakPowerKw === 0 && state.charge?.status === 'starting')) return null
  return state.peakPowerKw <= maxPowerKw * VOLTAGE_MARGIN
}
