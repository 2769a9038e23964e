import type { Database } from '../database/database.ts'
import type { Health } from './health.ts'

/** Notes what operations are told of. @returns false if they were told the same before, by whichever process */
export async function noteTold(
  db: Database,
  connectionId: string,
  { health, now }: { readonly health: Health; readonly now: Date },
): Promise<boolean> {
  const { state, reason } = health
  const result = await db
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
