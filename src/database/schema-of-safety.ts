import type { Generated } from 'kysely'
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
  /** `null`: the brand has none, or it was not told apart yet. */
  region: string | null
  since: Date
  /** `null`: it was not let through to find out. */
  asked_at: Generated<Date | null>
}

/** When a carmaker, or one region of it, did not answer. */
export interface CarmakerOutageTable {
  carmaker: string
  region: string | null
  since: Date
  over_at: Date | null
  /** Of an outage that an older version has written down this and what follows is not known. */
  traffic: Generated<string | null>
  asked_at: Generated<Date | null>
  next_probe_at: Generated<Date | null>
  /** `null`: the next call is kept for nobody. */
  prober: Generated<string | null>
}
