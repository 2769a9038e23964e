import type { ChargeState } from '../carmakers/charge-state.ts'

/** Nothing known yet but what the first signals tell. */
const UNKNOWN: Omit<ChargeState, 'observedAt'> = {
  status: 'unknown',
  socPercent: null,
  limitPercent: null,
  powerKw: null,
  energyAddedKwh: null,
  capacityKwh: null,
  fastCharging: false,
}

/**
 * The report that results from single values which a car streams as they change. `null` if they are older than what is known:
 * which of them still holds cannot be told, so the car is to be asked.
 */
export function mergeSignals(
  known: ChargeState | null,
  { at, changes }: { readonly at: Date; readonly changes: Partial<ChargeState> },
): ChargeState | null {
  if (known !== null && at < known.observedAt) return null
  const merged = { ...(known ?? UNKNOWN), ...changes, observedAt: at }
  const idle = merged.status !== 'charging' && merged.status !== 'unknown'
  return { ...merged, powerKw: idle ? 0 : merged.powerKw }
}
