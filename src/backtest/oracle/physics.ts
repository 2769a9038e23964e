/** What of a car physics needs. Nothing of control or planning is used in this folder: it states what was possible, not what was meant. */
export interface Battery {
  readonly capacityKwh: number
  /** At the plug. */
  readonly powerKw: number
  /** Battery energy per energy at the plug. */
  readonly efficiency: number
  /** From a state of charge on it takes less and less power, in a straight line down to a share of it when full. */
  readonly taper?: { readonly fromPercent: number; readonly shareWhenFull: number }
  /** Between the start and the first energy; 0 if left out. */
  readonly startsAfterSeconds?: number
}

/** Of a battery of which nothing else is said. */
const ORDINARY_TAPER = { fromPercent: 80, shareWhenFull: 0.3 }
const MINUTE = 1 / 60
/** Longer than any night. */
const MOST_MINUTES = 7 * 24 * 60

/** Power at the plug of a battery that charges, kW. */
export function powerAt(
  { capacityKwh, powerKw, taper = ORDINARY_TAPER }: Battery,
  energyKwh: number,
): number {
  const from = taper.fromPercent / 100
  const above = Math.max(0, energyKwh / capacityKwh - from) / (1 - from)
  return powerKw * Math.max(taper.shareWhenFull, 1 - above * (1 - taper.shareWhenFull))
}

/** kWh in the battery a minute later, if it charges. */
export function aMinuteOn(battery: Battery, energyKwh: number): number {
  return energyKwh + powerAt(battery, energyKwh) * battery.efficiency * MINUTE
}

/** Minutes of charging without a break from one energy to another, kWh; 0 if it is there. */
export function minutesBetween(battery: Battery, fromKwh: number, toKwh: number): number {
  let energy = fromKwh
  for (let minutes = 0; minutes < MOST_MINUTES; minutes++) {
    if (energy >= toKwh) return minutes
    energy = aMinuteOn(battery, energy)
  }
  return MOST_MINUTES
}
