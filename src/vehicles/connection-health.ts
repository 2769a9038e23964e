import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { earliest } from '../base/interval.ts'
import { nextLocalTime } from '../base/local-time.ts'
import { CARMAKER_ERROR_CODES } from '../carmakers/carmaker-error.ts'
import { CARMAKERS, type CarmakerName } from '../carmakers/registry.ts'
import { CONNECTION_STATES } from '../connections/connection-store.ts'
import { healthOf, type Health, type HealthFacts } from '../connections/health.ts'
import type { Database, Trx } from '../database/database.ts'

const rowSchema = z.object({
  id: z.string(),
  carmaker: z.enum(CARMAKERS),
  state: z.enum(CONNECTION_STATES),
  connected_at: z.date().nullable(),
  consent_ends_at: z.date().nullable(),
  missing_scopes: z.string(),
  access_fault: z.enum(CARMAKER_ERROR_CODES).nullable(),
  failing_access_ends_at: z.date().nullable(),
  needs_pairing: z.boolean().nullable(),
  not_controllable: z.boolean().nullable(),
  last_fetch_at: z.date().nullable(),
  silent_since: z.date().nullable(),
  ready_by: z.array(z.string()).nullable(),
})

export interface ConnectionHealth {
  readonly connectionId: string
  readonly carmaker: CarmakerName
  readonly lastFetchAt: Date | null
  readonly health: Health | null
}

/** How one connection is doing; without `health` if it is not live. */
export async function connectionHealth(
  db: Database | Trx,
  connectionId: string,
  now: Date,
): Promise<ConnectionHealth | undefined> {
  const [row] = await rows(db, sql`connection.id = ${connectionId}`, 1)
  return row === undefined ? undefined : judged(row, now)
}

/** The live connections whose ids come after `after`, in the order of their ids. */
export async function liveHealth(
  db: Database,
  { after, limit, now }: { readonly after: string; readonly limit: number; readonly now: Date },
): Promise<readonly ConnectionHealth[]> {
  const live = sql`connection.state in ('connected', 'reauth_required') and connection.id > ${after}`
  return (await rows(db, live, limit)).map((row) => judged(row, now))
}

/** One statement for any number of connections: it runs over all of them every quarter of an hour. */
async function rows(
  db: Database | Trx,
  which: RawBuilder<unknown>,
  limit: number,
): Promise<readonly z.infer<typeof rowSchema>[]> {
  const result = await sql`
    select connection.id, connection.carmaker, connection.state, connection.connected_at,
      connection.consent_ends_at, connection.missing_scopes, connection.access_fault,
      case when token.fault is not null then token.access_expires_at end as failing_access_ends_at,
      bool_or(vehicle.controllable = 'needs_pairing') as needs_pairing,
      bool_or(vehicle.controllable = 'no') as not_controllable,
      max(vehicle_state.checked_at) as last_fetch_at,
      min(greatest(vehicle_state.checked_at, connection.connected_at)) as silent_since,
      array_agg(distinct charging_policy.ready_by || ' ' || charging_policy.time_zone)
        filter (where charging_policy.ready_by is not null) as ready_by
    from connection
    left join token on token.connection_id = connection.id
    left join vehicle on vehicle.connection_id = connection.id
    left join vehicle_state on vehicle_state.vehicle_id = vehicle.id
    left join charging_policy on charging_policy.vehicle_id = vehicle.id
    where ${which}
    group by connection.id, token.connection_id
    order by connection.id
    limit ${limit}`.execute(db)
  return z.array(rowSchema).parse(result.rows)
}

function judged(row: z.infer<typeof rowSchema>, now: Date): ConnectionHealth {
  const facts: HealthFacts = {
    state: row.state,
    connectedAt: row.connected_at,
    consentEndsAt: row.consent_ends_at,
    missingScopes: row.missing_scopes.split(' ').filter((scope) => scope !== ''),
    accessFault: row.access_fault,
    failingAccessEndsAt: row.failing_access_ends_at,
    needsPairing: row.needs_pairing === true,
    notControllable: row.not_controllable === true,
    lastFetchAt: row.last_fetch_at,
    silentSince: row.silent_since,
    nextReadyBy: firstOf(row.ready_by ?? [], now),
  }
  const { lastFetchAt } = facts
  return { connectionId: row.id, carmaker: row.carmaker, lastFetchAt, health: healthOf(facts, now) }
}

function firstOf(times: readonly string[], now: Date): Date | null {
  const instants = times.map((text) => {
    const [time = '', zone = ''] = text.split(' ')
    return nextLocalTime(now, time, zone)
  })
  const [first, ...others] = instants
  return first === undefined ? null : earliest(first, ...others)
}
