/** A process that looks after vehicles, by the clock of the database. */
export interface WorkerHeartbeatTable {
  worker: string
  started_at: Date
  seen_at: Date
}

/** While one is not ended, every car is given back. */
export interface EvacuationTable {
  since: Date
  ended_at: Date | null
}

/** A vehicle whose carmaker does not answer. */
export interface CarmakerWaitTable {
  vehicle_id: string
  carmaker: string
  since: Date
}

/** When a carmaker did not answer. */
export interface CarmakerOutageTable {
  carmaker: string
  since: Date
  over_at: Date | null
}
