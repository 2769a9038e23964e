import { due } from './connections.ts'

const STATUS = `status in ('disconnected', 'connected', 'starting', 'charging', 'complete', 'no_power', 'fault', 'unknown')`
const SHARE = (column: string): string => `${column} between 0 and 100`

/** Vehicles, what is known of them now, and what the driver wants. */
export const VEHICLES: readonly string[] = [
  `create table vehicle (
    id                text             primary key,
    connection_id     text             not null references connection (id),
    driver_id         text             not null,
    site_id           text             not null references site (id),
    vin_hash          text             not null unique,
    sealed_reference  bytea            not null,
    capacity_kwh      double precision not null check (capacity_kwh > 0),
    power_kw          double precision not null check (power_kw > 0),
    efficiency        double precision not null check (efficiency > 0 and efficiency <= 1),
    home_plug         boolean          not null,
    created_at        timestamptz      not null
  )`,
  `comment on column vehicle.vin_hash is 'keyed hash; recognises a car that is connected twice'`,
  `comment on column vehicle.power_kw is 'power at the plug while charging, as last observed'`,
  `create index vehicle_driver on vehicle (driver_id)`,
  `create index vehicle_connection on vehicle (connection_id)`,

  `create table vehicle_due (
    vehicle_id  text not null,
    ${due()},
    primary key (bucket, vehicle_id)
  )`,
  `create index vehicle_due_next on vehicle_due (bucket, due_at)`,

  `create table vehicle_state (
    vehicle_id        text             primary key references vehicle (id),
    reach             text             not null check (reach in ('online', 'asleep', 'offline')),
    checked_at        timestamptz      not null,
    observed_at       timestamptz,
    status            text             not null check (${STATUS}),
    soc_percent       double precision check (${SHARE('soc_percent')}),
    limit_percent     double precision check (${SHARE('limit_percent')}),
    power_kw          double precision check (power_kw >= 0),
    energy_added_kwh  double precision check (energy_added_kwh >= 0),
    fast_charging     boolean          not null,
    plugged_in_at     timestamptz,
    ready_by_from     timestamptz      not null,
    reads_day         text             not null,
    reads             integer          not null check (reads >= 0)
  )`,
  `comment on column vehicle_state.ready_by_from is
    'the next ready-by time after this is the one promised: plug-in, change of policy or target last reached'`,
  `comment on table vehicle_state is 'one row per vehicle, overwritten; no history'`,

  `create table charging_policy (
    vehicle_id       text             primary key references vehicle (id),
    target_percent   double precision not null check (${SHARE('target_percent')}),
    minimum_percent  double precision not null check (${SHARE('minimum_percent')}),
    ready_by         text             not null check (ready_by ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    time_zone        text             not null,
    paused           boolean          not null,
    version          integer          not null check (version > 0),
    check (minimum_percent <= target_percent)
  )`,

  `create table telemetry (
    vehicle_id        text             not null references vehicle (id),
    observed_at       timestamptz      not null,
    status            text             not null check (${STATUS}),
    soc_percent       double precision check (${SHARE('soc_percent')}),
    power_kw          double precision check (power_kw >= 0),
    energy_added_kwh  double precision check (energy_added_kwh >= 0),
    primary key (vehicle_id, observed_at)
  )`,
]
