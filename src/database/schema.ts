import type { ColumnType, Generated } from 'kysely'
import type {
  ConnectionTable,
  ConsentEventTable,
  HeldGrantTable,
  OauthFlowTable,
  TokenTable,
  ToldHealthTable,
} from './schema-of-connections.ts'
import type { OutboxTable } from './schema-of-events.ts'
import type {
  ExchangeRateTable,
  PriceAskTable,
  PriceDayTable,
  PriceNewsTable,
  PriceRefusalTable,
} from './schema-of-prices.ts'
import type {
  ConsumptionReadingTable,
  SiteMonthTable,
  SitePeakDayTable,
  SiteProfileTable,
  SiteTable,
} from './schema-of-sites.ts'
import type { CarLessonTable, IncidentTable } from './schema-of-incidents.ts'
import type { StreamingTable, TestChargeTable, VehicleCallsTable } from './schema-of-calls.ts'
import type { ChargingSessionTable, SessionEnergyTable } from './schema-of-sessions.ts'
import type { DecisionTable } from './schema-of-decisions.ts'
import type {
  CarmakerOutageTable,
  CarmakerWaitTable,
  EvacuationTable,
  WorkerHeartbeatTable,
} from './schema-of-safety.ts'

/**
 * Every table, as kysely sees it. Who owns which is in `table-owners.ts`: only the owner's `*-store.ts` writes a table.
 * Instants are `timestamptz`, physical quantities `double precision` with the unit in the name, money `numeric`.
 */
export interface Tables {
  driver_key: DriverKeyTable
  hash_key: HashKeyTable
  outbox: OutboxTable
  price_day: PriceDayTable
  price_ask: PriceAskTable
  price_refusal: PriceRefusalTable
  exchange_rate: ExchangeRateTable
  price_due: DueTable & { zone: string }
  site: SiteTable
  consumption_reading: ConsumptionReadingTable
  site_peak_day: SitePeakDayTable
  site_profile: SiteProfileTable
  site_month: SiteMonthTable
  connection: ConnectionTable
  connection_due: DueTable & { connection_id: string }
  consent_event: ConsentEventTable
  oauth_flow: OauthFlowTable
  held_grant: HeldGrantTable
  token: TokenTable
  told_health: ToldHealthTable
  vehicle: VehicleTable
  vehicle_due: DueTable & { vehicle_id: string }
  price_news: PriceNewsTable
  vehicle_state: VehicleStateTable
  webhook_delivery: { event_hash: string; received_at: Date; fresh_until: Date }
  vehicle_calls: VehicleCallsTable
  test_charge: TestChargeTable
  streaming: StreamingTable
  car_lesson: CarLessonTable
  charging_policy: ChargingPolicyTable
  telemetry: TelemetryTable
  plan: PlanTable
  intent: IntentTable
  decision: DecisionTable
  command: CommandTable
  override: OverrideTable
  worker_heartbeat: WorkerHeartbeatTable
  evacuation: EvacuationTable
  carmaker_wait: CarmakerWaitTable
  carmaker_outage: CarmakerOutageTable
  incident: IncidentTable
  charging_session: ChargingSessionTable
  session_energy: SessionEnergyTable
}

/** State and queue in one: what is due when, and who holds it. Narrow on purpose; see decision 0001. */
export interface DueTable {
  /** Hash of the key mod 256: where the row would live on a partitioned or distributed database. */
  bucket: number
  due_at: Date
  lease_until: Date | null
  fence: Generated<number>
  /** Somebody asked for a pass while one was running. */
  poked: Generated<boolean>
}

interface HashKeyTable {
  purpose: string
  kek_id: string
  wrapped_key: Buffer
}

interface DriverKeyTable {
  driver_id: string
  wrapped_key: Buffer | null
  kek_id: string
  created_at: Date
  shredded_at: Date | null
}

interface VehicleTable {
  id: string
  connection_id: string
  driver_id: string
  site_id: string
  /** Keyed hash of the VIN; the VIN itself is only in `sealed_reference`. */
  vin_hash: string
  sealed_reference: Buffer
  /** Keyed hash of the same, under which what a carmaker sends by itself finds the car. */
  reference_hash: string | null
  capacity_kwh: number
  power_kw: number
  efficiency: number
  home_plug: boolean
  /** As the app told; `null`: it has not. */
  told_at_home: Generated<boolean | null>
  /** `null`: not asked yet. */
  controllable: Generated<string | null>
  controllable_asked_at: Generated<Date | null>
  /** The carmaker asked to be left alone until then. */
  quiet_until: Generated<Date | null>
  /** `null`: no test charge has begun. */
  first_test_at: Generated<Date | null>
  created_at: Date
  /** In the order in which they came. */
  ordinal: Generated<number>
}

interface VehicleStateTable {
  vehicle_id: string
  reach: string
  checked_at: Date
  observed_at: Date | null
  status: string
  soc_percent: number | null
  limit_percent: number | null
  power_kw: number | null
  energy_added_kwh: number | null
  fast_charging: boolean
  plugged_in_at: Date | null
  ready_by_from: Date
  /** Highest power seen since plug-in, 0 for none. */
  peak_power_kw: number
  /** The carmaker's own word in the last report; `null`: it does not tell. */
  at_home: boolean | null
  pushed_at: Date | null
  /** Changes from standing to drawing and back in the present stay; see `SeenChanges`. */
  stood_since: Date | null
  started_at: Date | null
  stopped_at: Date | null
  stopped_before: Date | null
  handed_back_at: Date | null
  doubted_at: Generated<Date | null>
  look_at: Generated<Date | null>
  /** While the car tells no state of charge; see `AssumedSoc`. */
  assumed_soc_percent: Generated<number | null>
  assumed_added_kwh: Generated<number | null>
}

interface ChargingPolicyTable {
  vehicle_id: string
  target_percent: number
  minimum_percent: number
  ready_by: string
  time_zone: string
  paused: boolean
  /** `null`, here and below: as configured for the brand. */
  max_starts: number | null
  minimum_run_minutes: number | null
  /** Days that differ; `null`: none does. */
  departures: ColumnType<unknown, string | null, string | null>
  paused_until: Date | null
  zone_since: Generated<Date | null>
  version: number
}

interface TelemetryTable {
  vehicle_id: string
  observed_at: Date
  status: string
  soc_percent: number | null
  power_kw: number | null
  energy_added_kwh: number | null
}

/** JSON goes in as text and comes out parsed; each store parses it again with zod. */
type Json = ColumnType<unknown, string, string>

interface PlanTable {
  id: string
  /** In order of making; two plans may be made at one instant of world time. */
  ordinal: Generated<number>
  vehicle_id: string
  made_at: Date
  cause: string
  /** The ready-by time the driver was promised; the plan aims earlier. */
  promised_ready_by: Date
  inputs_hash: string
  problem: Json
  document: Json
}

interface IntentTable {
  vehicle_id: string
  epoch: number
  desired: string
  cause: string
  valid_until: Date
  plan_id: string | null
  reason: Json
  decided_at: Date
  /** `null`: nothing is needed. */
  latest_start: Generated<Date | null>
}

interface CommandTable {
  id: string
  vehicle_id: string
  connection_id: string
  epoch: number
  attempt: number
  kind: string
  purpose: string
  sent_at: Date
  outcome: string | null
  refusal: string | null
  settled_at: Date | null
  confirmed_at: Date | null
  confirmed_by: string | null
}

interface OverrideTable {
  vehicle_id: string
  kind: string
  since: Date
  until: string
  target_percent: number | null
  ends_at: Date | null
  awaits_plug: Generated<boolean>
}
