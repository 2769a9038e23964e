import type { ChargeState, ChargingStatus, ReportedState } from '../charge-state.ts'
import type { Freshness, WireCharge } from './wire.ts'

/**
 * A state of charge that stands still is not reported anew, so it may be older than the rest of a report. From longer
 * ago than a night it may be from before the last drive, and is as good as unknown.
 */
const BATTERY_LAG_MS = 12 * 3_600_000

/** The parts of one report, each with when it was recorded. */
export interface SmartcarReport {
  readonly charge: WireCharge
  /** Instants in milliseconds; null where they are not told. */
  readonly observedAt: number | null
  readonly batteryAt: number | null
  readonly socPercent: number | null
  readonly limitPercent: number | null
  readonly capacityKwh: number | null
  /** Told by signals alone; null where nothing was told. */
  readonly powerKw: number | null
  readonly energyAddedKwh: number | null
  readonly fastCharging: boolean | null
}

/** Smartcar's report in the words all carmakers share. A power that is not told is unknown, and zero only when idle. */
export function chargeStateFrom(
  report: SmartcarReport & { readonly observedAt: number; readonly fastCharging: boolean },
): ChargeState
export function chargeStateFrom(report: SmartcarReport): ReportedState
export function chargeStateFrom(report: SmartcarReport): ReportedState {
  const status = statusOf(report.charge)
  const { observedAt, batteryAt } = report
  const isStale = observedAt !== null && batteryAt !== null && observedAt - batteryAt > BATTERY_LAG_MS
  return {
    observedAt: observedAt === null ? null : new Date(observedAt),
    status,
    socPercent: isStale ? null : report.socPercent,
    limitPercent: report.limitPercent,
    powerKw: status === 'charging' || status === 'unknown' ? report.powerKw : 0,
    energyAddedKwh: report.energyAddedKwh,
    capacityKwh: report.capacityKwh,
    fastCharging: report.fastCharging,
  }
}

/** `FULLY_CHARGED` outlives the cable: only a car that is plugged in is complete. */
export function statusOf({ isPluggedIn, state }: WireCharge): ChargingStatus {
  if (state === 'CHARGING') return isPluggedIn === false ? 'unknown' : 'charging'
  if (isPluggedIn === false) return 'disconnected'
  if (isPluggedIn === null || state === 'unknown') return 'unknown'
  return state === 'FULLY_CHARGED' ? 'complete' : 'connected'
}

/** When the car recorded something; failing that, when Smartcar asked for it. */
export function recordedAt(freshness: Freshness | undefined): number | null {
  return freshness?.['sc-data-age'] ?? freshness?.['sc-fetched-at'] ?? null
}
