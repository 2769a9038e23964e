/** What of a car physics needs. Nothing of control or planning is used in this folder: it states what was possible, not what was meant. */
export interface Battery {
  readonly capacityKwh: number
  /** At the plug. */
  readonly powerKw: number
  /** Battery energy per energy at the plug. */
  readonly efficiency: number
}

/** Above this share of its capacity a battery takes less and less power, in a straight line down to {@link SHARE_WHEN_FULL}. */
const TAPERS_FROM = 0.8
const SHARE_WHEN_FULL = 0.3
const MINUTE = 1 / 60
/** Longer than any night. */
const MOST_MINUTES = 7 * 24 * 60

/** kWh in the battery a minute later, if it charges. */
function aMinuteOn({ capacityKwh, powerKw, efficiency }: Battery, energyKwh: number): number {
  const above = Math.max(0, energyKwh / capacityKwh - TAPERS_FROM) / (1 - TAPERS_FROM)
  const share = Math.max(SHARE_WHEN_FULL, 1 - above * (1 - SHARE_WHEN_FULL))
  return energyKwh + powerKw * share * efficiency * MINUTE
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
