import { sql } from 'kysely'
import { z } from 'zod'
import type { Host } from '../carmakers/host.ts'
import { CARMAKERS } from '../carmakers/registry.ts'
import type { Database, Trx } from '../database/database.ts'
import { isOfHost } from './of-host.ts'

/** A host that does not answer. One whose brand has regions by now, and that names none, was written before they were told apart. */
export interface OpenOutage {
  readonly host: Host
  readonly since: Date
}

/** A host does not answer. @returns false if that was known already */
export async function beginOutage(trx: Trx, host: Host, since: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into carmaker_outage (carmaker, region, since)
    select ${host.carmaker}::text, ${host.region}::text, ${since}::timestamptz
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
  .object({ carmaker: z.enum(CARMAKERS), region: z.string().nullable(), since: z.date() })
  .transform(({ carmaker, region, since }): OpenOutage => ({ host: { carmaker, region }, since }))

/** What is not over, as far as anybody has written down. */
export async function openOutages(db: Database): Promise<readonly OpenOutage[]> {
  const rows = await db
    .selectFrom('carmaker_outage')
    .select(['carmaker', 'region', 'since'])
    .where('over_at', 'is', null)
    .execute()
  return rows.map((row) => openSchema.parse(row))
}
