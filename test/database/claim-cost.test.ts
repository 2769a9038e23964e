import { addSeconds } from 'date-fns'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { claimDue, settleDue, type Claim } from '../../src/database/claim-due.ts'
import type { Database } from '../../src/database/database.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const MIDNIGHT = new Date('2024-12-12T00:00:00Z')
const DUE = 3_000
const LIMIT = 10

describeOnEveryEngine('What a claim reads', (database) => {
  it('is what it claims, however many are due, also once its plan is kept', async () => {
    await database()
      .connection()
      .execute(async (db) => {
        await makeManyDue(db)
        for (let round = 0; round < 8; round++) {
          const { claims, read } = await counted(db)
          expect(claims).toHaveLength(LIMIT)
          // Those of the rounds before stand first, and are passed over.
          expect(read).toBeLessThan(3 * LIMIT * (round + 1))
          await settleAll(db, claims)
        }
      })
  })

  it('would be all that are due if there were no index (positive control)', async () => {
    await database()
      .connection()
      .execute(async (db) => {
        await makeManyDue(db)
        await sql`set enable_indexscan = off`.execute(db)
        await sql`set enable_bitmapscan = off`.execute(db)
        expect((await counted(db)).read).toBeGreaterThanOrEqual(DUE)
        await sql`reset enable_indexscan`.execute(db)
        await sql`reset enable_bitmapscan`.execute(db)
      })
  })
})

async function makeManyDue(db: Database): Promise<void> {
  await sql`
    insert into vehicle_due (vehicle_id, bucket, due_at)
    select 'car ' || n, n % 256, ${MIDNIGHT}::timestamptz - make_interval(secs => n)
    from generate_series(1, ${sql.lit(DUE)}) as n`.execute(db)
  await sql`analyze vehicle_due`.execute(db)
}

/** One claim, and how many rows of the table and entries of its indexes the engine counted meanwhile. */
async function counted(db: Database): Promise<{ readonly claims: readonly Claim[]; readonly read: number }> {
  const before = await rowsRead(db)
  const claims = await claimDue(db, { table: 'vehicle_due', now: MIDNIGHT, limit: LIMIT })
  return { claims, read: (await rowsRead(db)) - before }
}

async function rowsRead(db: Database): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db)
  const { rows } = await sql<{ read: number }>`
    select seq_tup_read + (
      select sum(idx_tup_read) from pg_stat_user_indexes where relid = 'vehicle_due'::regclass
    )::bigint as read
    from pg_stat_user_tables
    where relid = 'vehicle_due'::regclass`.execute(db)
  return rows[0]?.read ?? NaN
}

async function settleAll(db: Database, claims: readonly Claim[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const claim of claims) await settleDue(trx, claim, addSeconds(MIDNIGHT, 60))
  })
}
