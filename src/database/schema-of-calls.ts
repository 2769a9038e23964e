import type { Generated } from 'kysely'

/** Calls that carmakers bill, by UTC day. */
export interface VehicleCallsTable {
  vehicle_id: string
  day: string
  reads: number
  commands: number
  wakes: number
  signals: number
  /** Of the reads: before the own look of the car. */
  early_reads: Generated<number>
}

/** Evidence that reading, stopping and starting work. */
/** Whether a car was got to stream, by the newest time it was asked. */
export interface StreamingTable {
  vehicle_id: string
  /** A new connection asks anew: revoking the old one ended the stream. */
  connection_id: string
  /** `null`: the carmaker did not tell. */
  outcome: string | null
  asked_at: Date
}

export interface TestChargeTable {
  id: string
  vehicle_id: string
  asked_at: Date
  /** `null` while it runs. */
  finished_at: Date | null
  was_charging: boolean
  /** `null`, here and below: not tried (yet). */
  read_works: boolean | null
  stop_works: boolean | null
  start_works: boolean | null
  cause: string | null
}
