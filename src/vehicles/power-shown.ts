/** What turns points of state of charge into energy at the plug. */
export interface BatteryOf {
  readonly capacityKwh: number
  /** Battery energy per energy at the plug. */
  readonly efficiency: number
}

/** Fewer points of state of charge say too little: they are whole. */
const LEAST_POINTS = 3
/** By so much a rise may be more or less than whole points tell. */
const ROUNDING_POINTS = 1
/** Above, power falls and tells nothing of the charger. */
const FULL_POWER_MAX_SOC = 80

/**
 * Power at the plug, kW, as the rise of the state of charge shows it: what was known if whole points do not contradict it, else the nearest
 * that they allow. What was not known is taken to be the least that they do.
 *
 *     kW = points ± 1 of capacity ÷ efficiency ÷ hours
 */
export function powerShown(
  known: number | undefined,
  rise: { readonly fromPercent: number; readonly toPercent: number; readonly minutes: number },
  { capacityKwh, efficiency }: BatteryOf,
): number | undefined {
  const { fromPercent, toPercent, minutes } = rise
  const points = toPercent - fromPercent
  if (points < LEAST_POINTS || minutes <= 0) return known
  const powerOf = (risen: number): number => ((risen / 100) * capacityKwh) / efficiency / (minutes / 60)
  const [least, most] = [powerOf(points - ROUNDING_POINTS), powerOf(points + ROUNDING_POINTS)]
  if (known === undefined || known < least) return least
  return known > most && toPercent <= FULL_POWER_MAX_SOC ? most : known
}
