import { sql, type Expression, type RawBuilder } from 'kysely'
import { DatabaseError } from 'pg'
import { createHash } from 'node:crypto'
import type { Database, Trx } from './database.ts'
import { createReads, type Reads } from './reads.ts'
import type { Write } from './writes.ts'

/** The due tables and the column that names what is due. */
const DUE_KEYS = { vehicle_due: 'vehicle_id', connection_due: 'connection_id', price_due: 'zone' } as const
export type DueTableName = keyof typeof DUE_KEYS

/** The right to work on one due row, for as long as nobody else has claimed it since. */
export interface Claim {
  readonly table: DueTableName
  readonly key: string
  readonly fence: number
}

/** The claim is no longer ours: another process took the row over. Whatever we meant to write must not be written. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError'
}

export const BUCKETS = 256
/** A pass takes well under a second; after a crash the row is free again after this long. */
export const LEASE_SECONDS = 20
/**
 * Nothing is sent to the outside later than this after the lease was last renewed: what is sent then has arrived, or
 * failed, before another process may take the row over (a request to a carmaker ends within 10 s).
 */
export const SEND_WITHIN_SECONDS = LEASE_SECONDS / 2

/** Where a key lives: a hash, so that buckets fill evenly. */
export function bucketOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt8(0)
}

/**
 * Claims up to `limit` rows that are due at world time `now`, the longest due first. Each claim raises the row's fence
 * and holds a lease by the database's own clock; rows another process is claiming at this moment are passed over.
 *
 * What is picked is picked once, before anything is joined with it: as a subquery in a join PostgreSQL may run it again for
 * every row of the table, which then claims them all, whatever the limit.
 *
 * @param request `buckets`: from all if left out, which is what processes on one database do
 */
export async function claimDue(
  db: Database,
  request: { table: DueTableName; now: Date; limit: number; buckets?: readonly number[] },
): Promise<readonly Claim[]> {
  const { table, now, limit, buckets } = request
  const name = sql.table(table)
  const key = sql.ref(DUE_KEYS[table])
  const result = await sql<{ key: string; fence: number }>`
    with picked as materialized (
      select ${key} as key, bucket
      from ${name}
      where due_at <= ${now} ${inBuckets(buckets)}
        and (lease_until is null or lease_until < clock_timestamp())
      order by due_at, ${key}
      limit ${sql.lit(limit)}
      for update skip locked
    )
    update ${name} as due
    set fence = due.fence + 1, poked = false, lease_until = ${leaseEnd()}
    from picked
    where due.bucket = picked.bucket and due.${key} = picked.key
    returning picked.key as key, due.fence as fence`.execute(db)
  return result.rows.map((row) => ({ table, key: row.key, fence: row.fence }))
}

/** Written out, as the limit is, so that a plan that is kept knows how few rows are wanted, and takes them in order. */
function inBuckets(buckets: readonly number[] | undefined): RawBuilder<unknown> {
  if (buckets === undefined) return sql``
  return sql`and bucket in (${sql.join(buckets.map((bucket) => sql.lit(bucket)))})`
}

/**
 * Writes under a claim: the transaction first makes sure that the claim still holds and renews its lease, and commits
 * nothing otherwise.
 *
 * @param lockFirst finds what is locked before the row of the claim, in the same statement
 * @throws LeaseLostError if another process has claimed the row since
 */
export async function fenced<T>(
  db: Database,
  claim: Claim,
  write: (trx: Trx) => Promise<T>,
  lockFirst?: Expression<unknown>,
): Promise<T> {
  // They are counted, which locks all of them before the row of the claim is looked for.
  const locks = lockFirst && {
    begin: sql`with locked as materialized (${lockFirst})`,
    taken: sql`and (select count(*) from locked) >= 0`,
  }
  return db.transaction().execute(async (trx) => {
    const held = await sql`
      ${locks?.begin ?? sql``} ${renewed(claim)} ${locks?.taken ?? sql``} returning fence`.execute(trx)
    if (held.rows.length === 0) throw leaseLost(claim)
    return write(trx)
  })
}

function leaseLost({ table, key }: Claim): LeaseLostError {
  return new LeaseLostError(`${table} ${key}: claimed by another process`)
}

/** Ends a claim and says when the row is due again. A poke since the claim makes that at once. */
export async function settleDue(trx: Trx, claim: Claim, nextDue: Date): Promise<void> {
  await settled(claim, nextDue).execute(trx)
}

/** As {@link settleDue}, along with more. */
export function settleWrite(claim: Claim, nextDue: Date): Write {
  return { settled: settled(claim, nextDue) }
}

/** What the database says where a claim no longer holds. */
const LEASE_LOST = 'LP001'

/** What is written under a claim, and read along with that. */
export interface Held {
  /** Ends the claim, and says when the row is due again; `null` renews its lease. */
  readonly nextDue: Date | null
  readonly writes: readonly Write[]
  /** As of before anything is written. */
  readonly reads?: Reads | undefined
}

/**
 * Writes under a claim in one statement: all of it, or nothing if the claim no longer holds.
 *
 * @throws LeaseLostError if another process has claimed the row since
 */
export async function writeHeld(
  db: Database,
  claim: Claim,
  { nextDue, writes, reads = createReads(db) }: Held,
): Promise<void> {
  const held = nextDue === null ? renewed(claim) : settled(claim, nextDue)
  // What the statement returns is asked of this part first, so its row is locked before any other.
  reads.add({ query: sql`(select require_lease(exists (select from held)))`, from: () => undefined })
  try {
    await reads.run({ held: sql`${held} returning fence` }, ...writes)
  } catch (error) {
    throw error instanceof DatabaseError && error.code === LEASE_LOST ? leaseLost(claim) : error
  }
}

function renewed(claim: Claim): RawBuilder<unknown> {
  return sql`
    update ${sql.table(claim.table)}
    set lease_until = ${leaseEnd()}
    where bucket = ${bucketOf(claim.key)} and ${sql.ref(DUE_KEYS[claim.table])} = ${claim.key} and fence = ${claim.fence}`
}

function settled(claim: Claim, nextDue: Date): RawBuilder<unknown> {
  return sql`
    update ${sql.table(claim.table)}
    set lease_until = null, due_at = case when poked then least(due_at, ${nextDue}::timestamptz) else ${nextDue} end
    where bucket = ${bucketOf(claim.key)} and ${sql.ref(DUE_KEYS[claim.table])} = ${claim.key} and fence = ${claim.fence}`
}

/** Puts a row on the list, or makes it due earlier. Safe while a pass holds it: that pass will be followed by another. */
export async function makeDue(db: Database | Trx, table: DueTableName, key: string, at: Date): Promise<void> {
  const column = sql.ref(DUE_KEYS[table])
  await sql`
    insert into ${sql.table(table)} (${column}, bucket, due_at)
    values (${key}, ${bucketOf(key)}, ${at})
    on conflict (bucket, ${column}) do update
    set poked = true, due_at = least(${sql.table(table)}.due_at, excluded.due_at)`.execute(db)
}

/**
 * Takes the rows of a list as a pass does: before anything else that it writes. Whoever changes what a pass writes as well begins with
 * this; otherwise each could wait for what the other has, and the database ends one of them.
 */
export async function lockDue(trx: Trx, table: DueTableName, keys: readonly string[]): Promise<void> {
  for (const key of keys.toSorted()) {
    await sql`
      select from ${sql.table(table)}
      where bucket = ${bucketOf(key)} and ${sql.ref(DUE_KEYS[table])} = ${key}
      for update`.execute(trx)
  }
}

/** Puts a row on the list; one that is there already stays due when it was. */
export async function listOnce(
  db: Database | Trx,
  table: DueTableName,
  key: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into ${sql.table(table)} (${sql.ref(DUE_KEYS[table])}, bucket, due_at)
    values (${key}, ${bucketOf(key)}, ${at})
    on conflict do nothing`.execute(db)
}

/** Takes a row off the list for good. */
export async function neverDue(trx: Database | Trx, table: DueTableName, key: string): Promise<void> {
  await sql`
    delete from ${sql.table(table)}
    where bucket = ${bucketOf(key)} and ${sql.ref(DUE_KEYS[table])} = ${key}`.execute(trx)
}

/** When the next row of each table is due; `null` while a table is empty. Claimed rows count as well. */
export type NextDue = Readonly<Record<DueTableName, Date | null>>

/** Asks all tables at once. */
export async function nextDueTimes(db: Database): Promise<NextDue> {
  const result = await sql<NextDue>`select ${dueColumns()}`.execute(db)
  return result.rows[0] ?? { vehicle_due: null, connection_due: null, price_due: null }
}

/** One column for each table, for whoever asks for more in the same statement. */
export function dueColumns(): RawBuilder<NextDue> {
  return sql<NextDue>`
    (select min(due_at) from vehicle_due) as vehicle_due,
    (select min(due_at) from connection_due) as connection_due,
    (select min(due_at) from price_due) as price_due`
}

/** When a lease that is taken now ends, by the database's clock. */
export function leaseEnd(): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${sql.lit(LEASE_SECONDS)})`
}
