import type { Database, Trx } from '../database/database.ts'
import type { Health } from './health.ts'

/** Whether nobody was told anything yet, this very thing, or something else. */
export async function toldBefore(
  db: Database | Trx,
  connectionId: string,
  { state, reason }: Health,
): Promise<'nothing' | 'this' | 'other'> {
  const row = await db
    .selectFrom('told_health')
    .select(['state', 'reason'])
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  if (row === undefined) return 'nothing'
  return row.state === state && row.reason === reason ? 'this' : 'other'
}

/** Notes what operations and the retailer are told of. @returns false if they were told the same before, by whichever process */
export async function noteTold(
  trx: Trx,
  connectionId: string,
  { health, now }: { readonly health: Health; readonly now: Date },
): Promise<boolean> {
  const { state, reason } = health
  const result = await trx
    .insertInto('told_health')
    .values({ connection_id: connectionId, state, reason, told_at: now })
    .onConflict((conflict) =>
      conflict
        .column('connection_id')
        .doUpdateSet({ state, reason, told_at: now })
        .where((where) =>
          where.or([where('told_health.state', '<>', state), where('told_health.reason', '<>', reason)]),
        ),
    )
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
