import { sql } from 'kysely'
import { z } from 'zod'
import { LEASE_SECONDS } from '../database/claim-due.ts'
import type { Database, Trx } from '../database/database.ts'
import { bytes, firstOf, read, type Read } from '../database/reads.ts'
import type { SealedTokens } from './sealed-tokens.ts'

export interface StoredTokens extends SealedTokens {
  /** Rises with every refresh; a refresh is stored only on top of the version it started from. */
  readonly version: number
  /** Since when renewing it fails, and with which of {@link CARMAKER_ERROR_CODES}; `null` while it does not. */
  readonly failing: { readonly since: Date; readonly fault: string } | null
}

const rowSchema = z
  .object({
    sealed_access: bytes,
    sealed_refresh: bytes,
    access_expires_at: z.coerce.date(),
    refresh_at: z.coerce.date(),
    version: z.number(),
    failing_since: z.coerce.date().nullable(),
    fault: z.string().nullable(),
  })
  .transform((row): StoredTokens => ({
    sealedAccess: row.sealed_access,
    sealedRefresh: row.sealed_refresh,
    accessExpiresAt: row.access_expires_at,
    refreshAt: row.refresh_at,
    version: row.version,
    failing:
      row.failing_since === null || row.fault === null
        ? null
        : { since: row.failing_since, fault: row.fault },
  }))

export function tokensRead(db: Database | Trx, connectionId: string): Read<StoredTokens | undefined> {
  const query = db.selectFrom('token').selectAll().where('connection_id', '=', connectionId)
  return { query, from: firstOf(rowSchema) }
}

export function findTokens(db: Database | Trx, connectionId: string): Promise<StoredTokens | undefined> {
  return read(tokensRead(db, connectionId))
}

export async function saveFirstTokens(trx: Trx, connectionId: string, tokens: SealedTokens): Promise<void> {
  const columns = columnsOf(tokens)
  await trx
    .insertInto('token')
    .values({ connection_id: connectionId, ...columns, version: 1 })
    .onConflict((conflict) =>
      conflict.column('connection_id').doUpdateSet({ ...columns, version: sql<number>`token.version + 1` }),
    )
    .execute()
}

/** The right to refresh a pair, until an instant by which it is known. */
export interface RefreshLease {
  readonly version: number
  readonly until: Date
}

/** To the millisecond, as this program knows instants: the lease is told from another by it. */
const leaseEnd = sql<Date>`date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => ${sql.lit(LEASE_SECONDS)})`

/** Takes the right to refresh. @returns undefined if another process holds it or has refreshed since `version` */
export async function leaseRefresh(
  db: Database,
  connectionId: string,
  version: number,
): Promise<RefreshLease | undefined> {
  const row = await db
    .updateTable('token')
    .set({ refresh_lease_until: leaseEnd })
    .where('connection_id', '=', connectionId)
    .where('version', '=', version)
    .where(sql<boolean>`(refresh_lease_until is null or refresh_lease_until < clock_timestamp())`)
    .returning('refresh_lease_until as until')
    .executeTakeFirst()
  return row === undefined || row.until === null ? undefined : { version, until: row.until }
}

/**
 * Gives the right to refresh back without a new token, and notes what was the matter with the carmaker.
 *
 * @returns false if it was lost before: another process has taken it over, and has perhaps spent the refresh token
 */
export async function endRefreshLease(
  db: Database,
  connectionId: string,
  { version, until }: RefreshLease,
  { fault, now }: { readonly fault: string | undefined; readonly now: Date },
): Promise<boolean> {
  const failed =
    fault === undefined ? {} : { fault, failing_since: sql<Date>`coalesce(failing_since, ${now})` }
  const result = await db
    .updateTable('token')
    .set({ refresh_lease_until: null, ...failed })
    .where('connection_id', '=', connectionId)
    .where('version', '=', version)
    .where('refresh_lease_until', '=', until)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Compare-and-set: stores a refreshed pair on top of `version`. @returns false if somebody was faster */
export async function saveRefreshedTokens(
  db: Database,
  connectionId: string,
  version: number,
  tokens: SealedTokens,
): Promise<boolean> {
  const result = await db
    .updateTable('token')
    .set({ ...columnsOf(tokens), version: version + 1 })
    .where('connection_id', '=', connectionId)
    .where('version', '=', version)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function deleteTokens(trx: Trx, connectionId: string): Promise<void> {
  await trx.deleteFrom('token').where('connection_id', '=', connectionId).execute()
}

function columnsOf(tokens: SealedTokens) {
  return {
    sealed_access: tokens.sealedAccess,
    sealed_refresh: tokens.sealedRefresh,
    access_expires_at: tokens.accessExpiresAt,
    refresh_at: tokens.refreshAt,
    refresh_lease_until: null,
    failing_since: null,
    fault: null,
  }
}
