import { sql } from 'kysely'
import { z } from 'zod'
import type { Host } from '../carmakers/host.ts'
import { CARMAKERS } from '../carmakers/registry.ts'
import type { Database, Trx } from '../database/database.ts'
import { TRAFFICS } from './breaker-rule.ts'
import type { KnownOutage } from './breaker-state.ts'
import { isOfHost } from './of-host.ts'

/** A host that does not answer. One whose brand has regions by now, and that names none, was written before they were told apart. */
export interface OpenOutage extends KnownOutage {
  readonly host: Host
}

/** A host does not answer. @returns false if that was known already; what is known of it then stays as it is */
export async function beginOutage(trx: Trx, host: Host, outage: KnownOutage): Promise<boolean> {
  const { since, traffic, askedAt, nextProbe } = outage
  const { rows } = await sql`
    insert into carmaker_outage (carmaker, region, since, traffic, asked_at, next_probe_at)
    select ${host.carmaker}::text, ${host.region}::text, ${since}::timestamptz, ${traffic}::text, ${askedAt}::timestamptz,
      ${nextProbe}::timestamptz
    where not exists (
      select 1 from carmaker_outage where ${isOfHost('carmaker_outage', host)} and carmaker_outage.over_at is null
    )
    on conflict do nothing
    returning carmaker`.execute(trx)
  return rows.length > 0
}

/** It answers again. @returns since when it had not; undefined if that was known already */
export async function endOutage(trx: Trx, host: Host, now: Date): Promise<Date | undefined> {
  const ended = await trx
    .updateTable('carmaker_outage')
    .set({ over_at: now })
    .where(isOfHost('carmaker_outage', host))
    .where('over_at', 'is', null)
    .returning('since')
    .execute()
  return ended[0]?.since
}

/** Whether anybody has found out after `since` that it answers. */
export async function isOverSince(db: Database, host: Host, since: Date): Promise<boolean> {
  const over = await db
    .selectFrom('carmaker_outage')
    .select('since')
    .where(isOfHost('carmaker_outage', host))
    .where('over_at', '>', since)
    .limit(1)
    .execute()
  return over.length > 0
}

const openSchema = z
  .object({
    carmaker: z.enum(CARMAKERS),
    region: z.string().nullable(),
    since: z.date(),
    traffic: z.enum(TRAFFICS).nullable(),
    asked_at: z.date().nullable(),
    next_probe_at: z.date().nullable(),
    prober: z.string().nullable(),
  })
  .transform((row): OpenOutage => {
    const { carmaker, region, since, prober } = row
    const traffic = row.traffic ?? 'quiet'
    const [askedAt, nextProbe] = [row.asked_at ?? since, row.next_probe_at ?? since]
    return { host: { carmaker, region }, since, traffic, askedAt, nextProbe, prober }
  })

/** What is not over, as far as anybody has written down. */
export async function openOutages(db: Database): Promise<readonly OpenOutage[]> {
  const rows = await openIn(db).execute()
  return rows.map((row) => openSchema.parse(row))
}

/** The one of a host. */
export async function openOutageOf(db: Database, host: Host): Promise<OpenOutage | undefined> {
  const row = await openIn(db).where(isOfHost('carmaker_outage', host)).limit(1).executeTakeFirst()
  return row === undefined ? undefined : openSchema.parse(row)
}

function openIn(db: Database) {
  const columns = ['carmaker', 'region', 'since', 'traffic', 'asked_at', 'next_probe_at', 'prober'] as const
  return outagesNotOver(db).select(columns)
}

/** For whoever only asks whether there is one, along with more. */
export function outagesNotOver(db: Database) {
  return db.selectFrom('carmaker_outage').where('over_at', 'is', null)
}
