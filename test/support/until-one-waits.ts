import { sql } from 'kysely'
import type { Database } from '../../src/database/database.ts'

/** Until a session of this database waits for a lock of another. */
export async function untilOneWaits(db: Database): Promise<void> {
  const waiting = sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  for (let looks = 0; looks < 10_000; looks++) if ((await waiting.execute(db)).rows.length > 0) return
  throw new Error('Nobody waits')
}
