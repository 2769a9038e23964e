import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'

/** A carmaker does not answer. @returns false if that was known already */
export async function beginOutage(trx: Trx, carmaker: string, since: Date): Promise<boolean> {
  const begun = await trx
    .insertInto('carmaker_outage')
    .values({ carmaker, since, over_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('carmaker')
    .execute()
  return begun.length > 0
}

/** It answers again. @returns since when it had not; undefined if that was known already */
export async function endOutage(trx: Trx, carmaker: string, now: Date): Promise<Date | undefined> {
  const ended = await trx
    .updateTable('carmaker_outage')
    .set({ over_at: now })
    .where('carmaker', '=', carmaker)
    .where('over_at', 'is', null)
    .returning('since')
    .execute()
  return ended[0]?.since
}

/** Whether anybody has found out after `since` that it answers. */
export async function isOverSince(db: Database, carmaker: string, since: Date): Promise<boolean> {
  const over = await db
    .selectFrom('carmaker_outage')
    .select('since')
    .where('carmaker', '=', carmaker)
    .where('over_at', '>', since)
    .limit(1)
    .execute()
  return over.length > 0
}

/** What is not over, as far as anybody has written down. */
export async function openOutages(
  db: Database,
): Promise<readonly { readonly carmaker: string; readonly since: Date }[]> {
  const rows = await db
    .selectFrom('carmaker_outage')
    .select(['carmaker', 'since'])
    .where('over_at', 'is', null)
    .execute()
  return rows.map((row) => z.object({ carmaker: z.string(), since: z.date() }).parse(row))
}
