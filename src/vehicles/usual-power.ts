import { median, type CarLesson } from './car-lesson.ts'
import type { Vehicle, VehicleState } from './vehicle.ts'

/**
 * The power that a car is taken to charge with before it has told any in this stay: as in ordinary stays, and no more than in the last one,
 * as far as it told; else as its state of charge has shown. What it told last is lower where it was nearly full, and higher where it was at a
 * faster charger than the one at home.
 *
 * @param maxPowerKw what the charger at home gives
 */
export function withUsualPower(
  vehicle: Vehicle,
  { peakPowerKw }: Pick<VehicleState, 'peakPowerKw'>,
  { lesson, maxPowerKw }: { readonly lesson: CarLesson; readonly maxPowerKw: number },
): Vehicle {
  if (peakPowerKw > 0) return vehicle
  const { peakPowersKw, charged } = lesson
  const usual = median(peakPowersKw) ?? charged.powerKw ?? vehicle.powerKw
  const powerKw = Math.min(usual, peakPowersKw.at(-1) ?? usual, maxPowerKw)
  return powerKw === vehicle.powerKw ? vehicle : { ...vehicle, powerKw }
}
