import { sql } from 'kysely'
import type { Host } from '../carmakers/host.ts'
import type { Database } from '../database/database.ts'
import { SEAT_SECONDS, type Probe } from './breaker-state.ts'
import { isOfHost } from './of-host.ts'

/** A vehicle that wants to find out whether its host is back. */
export interface ProbeClaim {
  readonly vehicleId: string
  readonly now: Date
  /** When the host may be asked again if this call comes to nothing. */
  readonly nextProbe: Date
}

/**
 * Takes the one call of all processes that finds out whether a host is back; the vehicle is passed over when it comes to who asks next.
 *
 * @returns false if another process has taken it, keeps it for another vehicle, or knows the host to be back
 */
export async function claimProbe(db: Database, host: Host, claim: ProbeClaim): Promise<boolean> {
  const { vehicleId, now, nextProbe } = claim
  const { rows } = await sql`
    with claimed as (
      update carmaker_outage
      set asked_at = ${now}, next_probe_at = ${nextProbe}, prober = null
      where ${isOfHost('carmaker_outage', host)}
        and carmaker_outage.over_at is null
        and coalesce(carmaker_outage.next_probe_at <= ${now}::timestamptz - make_interval(
          secs => case when carmaker_outage.prober <> ${vehicleId} then ${sql.lit(SEAT_SECONDS)} else 0 end), true)
      returning carmaker_outage.carmaker
    )
    insert into carmaker_wait (vehicle_id, carmaker, region, since, asked_at)
    select ${vehicleId}::text, ${host.carmaker}::text, ${host.region}::text, ${now}::timestamptz, ${now}::timestamptz
    from claimed
    limit 1
    on conflict (vehicle_id) do update set asked_at = excluded.asked_at
    returning vehicle_id`.execute(db)
  return rows.length > 0
}

/**
 * Keeps the next call for a vehicle, at `at`.
 *
 * @param known as the process knew when it chose; @returns false if another process has asked or chosen since
 */
export async function appointProber(
  db: Database,
  host: Host,
  { known, prober, at }: { readonly known: Probe; readonly prober: string; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update carmaker_outage
    set prober = ${prober}, next_probe_at = ${at}
    where ${isOfHost('carmaker_outage', host)}
      and carmaker_outage.over_at is null
      and coalesce(carmaker_outage.asked_at, carmaker_outage.since) = ${known.askedAt}
      and coalesce(carmaker_outage.next_probe_at, carmaker_outage.since) = ${known.nextProbe}
      and carmaker_outage.prober is not distinct from ${known.prober}::text
    returning carmaker_outage.carmaker`.execute(db)
  return rows.length > 0
}
