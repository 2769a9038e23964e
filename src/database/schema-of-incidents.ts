import type { ColumnType } from 'kysely'

/** What a driver has to know, told once. */
export interface IncidentTable {
  id: string
  vehicle_id: string
  kind: string
  /** Of trouble, like the next. */
  cause: string | null
  desired: string | null
  /** Of lateness. */
  ready_by: Date | null
  since: Date
  told_at: Date | null
  over_at: Date | null
}

type Json = ColumnType<unknown, string, string>

/** What the car taught in its last charges. */
export interface CarLessonTable {
  vehicle_id: string
  /** Seconds. */
  start_delays: Json
  /** kW. */
  peak_powers: Json
  failed_restarts: Json
  does_not_restart_since: Date | null
  /** Stretches of charging, and the one under way. */
  charged: ColumnType<unknown, string | undefined, string>
}
