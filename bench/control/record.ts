import { addMinutes } from 'date-fns'
import { Pool } from 'pg'
import { claimDue, fenced, settleWrite, type Claim } from '../../src/database/claim-due.ts'
import type { Database } from '../../src/database/database.ts'
import { write } from '../../src/database/writes.ts'
import { intentWrite } from '../../src/control/intent-store.ts'
import type { Intent } from '../../src/control/facts.ts'
import { stateWrite } from '../../src/vehicles/state-store.ts'
import { NOTHING_SEEN } from '../../src/vehicles/seen-changes.ts'
import type { VehicleState } from '../../src/vehicles/vehicle.ts'

/** At the same time, as the service has it; connections are fewer. */
const PLACES = 16
const CONNECTIONS = 10
/** Vehicles recorded one way before it is the other's turn. */
const CHUNK = 80

/** What a pass that saw a car and decided nothing new writes. */
export function seenAt(now: Date): { readonly state: VehicleState; readonly intent: Intent } {
  const charge = {
    ...({ observedAt: now, status: 'connected', socPercent: 40, limitPercent: 80, powerKw: 0 } as const),
    ...{ energyAddedKwh: 0, capacityKwh: null, fastCharging: false },
  }
  const state: VehicleState = {
    ...{
      reach: 'online',
      checkedAt: now,
      charge,
      pluggedInAt: now,
      peakPowerKw: 11,
      readyByFrom: now,
      changes: NOTHING_SEEN,
      pushedAt: null,
    },
  }
  const readyBy = addMinutes(now, 600)
  const intent: Intent = {
    ...{ epoch: 1, desired: 'HOLD', cause: 'price', validUntil: readyBy },
    reason: { code: 'waiting_for_lower_price', startsAt: readyBy },
  }
  return { state, intent }
}

/**
 * Claims and records so many vehicles the way the service does it for one that shares its site, which is the dearer one: a transaction and
 * not a statement. @returns seconds
 */
async function claimAndRecord(db: Database, count: number, now: Date): Promise<number> {
  const begin = performance.now()
  for (let done = 0; done < count;) {
    const claims = await claimDue(db, { table: 'vehicle_due', now, limit: Math.min(PLACES, count - done) })
    if (claims.length === 0) throw new Error(`Only ${String(done)} of ${String(count)} vehicles were due`)
    await Promise.all(claims.map((claim) => record(db, claim, now)))
    done += claims.length
  }
  return (performance.now() - begin) / 1000
}

function record(db: Database, claim: Claim, now: Date): Promise<void> {
  const { state, intent } = seenAt(now)
  return fenced(db, claim, (trx) =>
    write(
      trx,
      stateWrite(trx, claim.key, state),
      intentWrite(trx, claim.key, intent, { planId: null, now }),
      settleWrite(claim, addMinutes(now, 10)),
    ),
  )
}

/** Both in turn, so that whatever else the machine does hits both. @returns seconds for `count` vehicles, each way */
export async function bothWays(
  db: Database,
  url: string,
  { count, now }: { readonly count: number; readonly now: Date },
): Promise<{ readonly ours: number; readonly floor: number }> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS })
  const times = { ours: 0, floor: 0 }
  for (let done = 0; done < count; done += CHUNK) {
    times.floor += await bareLoop(pool, CHUNK, now)
    times.ours += await claimAndRecord(db, CHUNK, now)
  }
  await pool.end()
  return times
}

/** The floor: the same rows written by a bare loop, one transaction each, by prepared statements. @returns seconds */
async function bareLoop(pool: Pool, count: number, now: Date): Promise<number> {
  const { rows } = await pool.query<{ vehicle_id: string; bucket: number }>(
    'select vehicle_id, bucket from vehicle_due order by due_at limit $1',
    [count],
  )
  const begin = performance.now()
  for (let done = 0; done < count; done += PLACES) {
    await Promise.all(rows.slice(done, done + PLACES).map((row) => bareRecord(pool, row, now)))
  }
  return (performance.now() - begin) / 1000
}

async function bareRecord(
  pool: Pool,
  { vehicle_id: id, bucket }: { readonly vehicle_id: string; readonly bucket: number },
  now: Date,
): Promise<void> {
  const client = await pool.connect()
  const { state, intent } = seenAt(now)
  try {
    await client.query('begin')
    await client.query({ name: 'lease', text: LEASE, values: [bucket, id] })
    await client.query({ name: 'state', text: STATE, values: [id, now] })
    await client.query({ name: 'telemetry', text: TELEMETRY, values: [id, now] })
    const reason = JSON.stringify(intent.reason)
    await client.query({
      name: 'intent',
      text: INTENT,
      values: [id, intent.validUntil, reason, state.checkedAt],
    })
    await client.query({ name: 'settle', text: SETTLE, values: [addMinutes(now, 10), bucket, id] })
    await client.query('commit')
  } finally {
    client.release()
  }
}

const LEASE = `update vehicle_due set fence = fence + 1, lease_until = clock_timestamp() + interval '20 s'
  where bucket = $1 and vehicle_id = $2`
const STATE = `insert into vehicle_state (vehicle_id, reach, checked_at, observed_at, status, soc_percent, limit_percent,
    power_kw, energy_added_kwh, fast_charging, at_home, plugged_in_at, peak_power_kw, ready_by_from, pushed_at)
  values ($1, 'online', $2, $2, 'connected', 40, 80, 0, 0, false, null, $2, 11, $2, null)
  on conflict (vehicle_id) do update set checked_at = excluded.checked_at, observed_at = excluded.observed_at,
    status = excluded.status, soc_percent = excluded.soc_percent`
const TELEMETRY = `insert into telemetry (vehicle_id, observed_at, status, soc_percent, power_kw, energy_added_kwh)
  values ($1, $2, 'connected', 40, 0, 0) on conflict do nothing`
const INTENT = `insert into intent (vehicle_id, epoch, desired, cause, valid_until, plan_id, reason, decided_at)
  values ($1, 1, 'HOLD', 'price', $2, null, $3, $4)
  on conflict (vehicle_id) do update set valid_until = excluded.valid_until, reason = excluded.reason,
    decided_at = excluded.decided_at`
const SETTLE = `update vehicle_due set lease_until = null, due_at = $1 where bucket = $2 and vehicle_id = $3`
