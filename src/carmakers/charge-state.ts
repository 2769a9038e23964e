/**
 * What a car may be doing, one model for all carmakers. `connected` (idle, may be started) and `complete` (full to its
 * own limit) are kept apart: only the first may be answered with a start. Unknown is a value of its own, never zero.
 */
export const CHARGING_STATUSES = [
  'disconnected',
  'connected',
  'starting',
  'charging',
  'complete',
  'no_power',
  'fault',
  'unknown',
] as const
export type ChargingStatus = (typeof CHARGING_STATUSES)[number]

/** All that is kept of a vehicle report. The type has no room for a position. */
export interface ChargeState {
  /** When the car recorded it, by the carmaker's timestamp. */
  readonly observedAt: Date
  readonly status: ChargingStatus
  /** State of charge, 0 to 100. */
  readonly socPercent: number | null
  /** The car's own charge limit, 0 to 100. */
  readonly limitPercent: number | null
  /** Power at the plug, kW; 0 when idle. */
  readonly powerKw: number | null
  /** Energy into the battery since plug-in, kWh. */
  readonly energyAddedKwh: number | null
  /** Usable battery capacity as far as the report tells it, kWh. */
  readonly capacityKwh: number | null
  /** True at a direct-current charger: never controlled. */
  readonly fastCharging: boolean
  /** The carmaker's own flag, for brands that have one without telling the place. */
  readonly atHome?: boolean
}

/**
 * A charge state as a carmaker tells it; `observedAt` is null where it does not say when the car recorded it, `fastCharging` where it does
 * not tell the kind of current.
 */
export type ReportedState = Omit<ChargeState, 'observedAt' | 'fastCharging'> & {
  readonly observedAt: Date | null
  readonly fastCharging: boolean | null
}

/**
 * A car's clock may run ahead of ours; what we have seen was seen no later than now. Of a report that does not tell its
 * age no more is known than that.
 */
export function recordedBy({ observedAt }: ReportedState, checkedAt: Date): Date {
  return observedAt === null || observedAt > checkedAt ? checkedAt : observedAt
}

/** Plugged in, whether or not energy flows. Unknown counts as not plugged in. */
export function isPluggedIn(status: ChargingStatus): boolean {
  return status !== 'disconnected' && status !== 'unknown'
}

export function isDrawing(status: ChargingStatus): boolean {
  return status === 'charging' || status === 'starting'
}

/** A car at the plug may lose this much of its charge to heating and standby, in points of 100, and no more. */
const LOST_AT_THE_PLUG = 3

/**
 * Whether a car that is plugged in in both reports was driven in between: it has less charge than standing explains, and
 * its counter began anew. A car that sleeps when it is unplugged and when it comes back is never seen away.
 */
export function wasDrivenBetween(before: StayReport | null, after: StayReport): boolean {
  if (before?.socPercent == null || after.socPercent === null) return false
  const lost = before.socPercent - after.socPercent
  return lost > LOST_AT_THE_PLUG && (after.energyAddedKwh ?? 0) < (before.energyAddedKwh ?? Infinity)
}

type StayReport = Pick<ChargeState, 'socPercent' | 'energyAddedKwh'>
