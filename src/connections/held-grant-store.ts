import { sql, type QueryCreator } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import type { Tables } from '../database/schema.ts'
import type { ShownNotice } from './consent-store.ts'
import type { SealedTokens } from './sealed-tokens.ts'

/** What a carmaker granted, until the app's own session says that it is its driver's, or until it is revoked. */
export interface HeldGrant {
  readonly id: string
  readonly connectionId: string
  /** SHA-256 of the code that came back to the app. */
  readonly confirmationHash: string
  readonly tokens: SealedTokens
  readonly scopesGranted: readonly string[]
  readonly notice: ShownNotice
}

const rowSchema = z
  .object({
    id: z.string(),
    connection_id: z.string(),
    confirmation_hash: z.string(),
    sealed_access: z.instanceof(Uint8Array),
    sealed_refresh: z.instanceof(Uint8Array),
    access_expires_at: z.date(),
    refresh_at: z.date(),
    scopes_granted: z.string(),
    notice_hash: z.string(),
    notice_version: z.string(),
    notice_language: z.enum(['nb', 'en']),
  })
  .transform((row): HeldGrant => ({
    id: row.id,
    connectionId: row.connection_id,
    confirmationHash: row.confirmation_hash,
    tokens: {
      sealedAccess: Buffer.from(row.sealed_access),
      sealedRefresh: Buffer.from(row.sealed_refresh),
      accessExpiresAt: row.access_expires_at,
      refreshAt: row.refresh_at,
    },
    scopesGranted: row.scopes_granted.split(' ').filter((scope) => scope !== ''),
    notice: { hash: row.notice_hash, version: row.notice_version, language: row.notice_language },
  }))

/** Keeps a grant: to be confirmed before `until`, or `unwanted` and to be revoked from then on. Process time. */
export async function insertHeldGrant(
  trx: Trx,
  grant: HeldGrant,
  { until, unwanted }: { readonly until: Date; readonly unwanted: boolean },
): Promise<void> {
  await trx
    .insertInto('held_grant')
    .values({
      id: grant.id,
      connection_id: grant.connectionId,
      confirmation_hash: grant.confirmationHash,
      sealed_access: grant.tokens.sealedAccess,
      sealed_refresh: grant.tokens.sealedRefresh,
      access_expires_at: grant.tokens.accessExpiresAt,
      refresh_at: grant.tokens.refreshAt,
      scopes_granted: grant.scopesGranted.join(' '),
      notice_hash: grant.notice.hash,
      notice_version: grant.notice.version,
      notice_language: grant.notice.language,
      look_at: until,
      unwanted_since: unwanted ? until : null,
    })
    .execute()
}

/** The grant that waits for this very code; `undefined` if there is none, or no longer. */
export async function findHeldGrant(
  db: Database,
  asked: { readonly connectionId: string; readonly confirmationHash: string; readonly now: Date },
): Promise<HeldGrant | undefined> {
  const row = await db
    .selectFrom('held_grant')
    .selectAll()
    .where('connection_id', '=', asked.connectionId)
    .where('confirmation_hash', '=', asked.confirmationHash)
    .where('unwanted_since', 'is', null)
    .where('look_at', '>', asked.now)
    .executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

/** Uses a grant up. Of any number of confirmations at most one gets it. */
export async function takeHeldGrant(trx: Trx, id: string): Promise<boolean> {
  const result = await trx
    .deleteFrom('held_grant')
    .where('id', '=', id)
    .where('unwanted_since', 'is', null)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** From here on nobody can confirm it, and its revocation is due. */
export async function refuseHeldGrant(db: Database, id: string, now: Date): Promise<void> {
  await db
    .updateTable('held_grant')
    .set({ unwanted_since: now, look_at: now })
    .where('id', '=', id)
    .where('unwanted_since', 'is', null)
    .execute()
}

/**
 * Grants to revoke: refused, replaced, or not confirmed in time. Whoever gets them has until `leaseUntil`.
 *
 * @returns each with the instant since which nobody wants it
 */
export async function claimUnwanted(
  db: Database,
  { now, leaseUntil, limit }: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<readonly { readonly grant: HeldGrant; readonly since: Date }[]> {
  const rows = await db
    // Materialized for the reason given at `claimDue`.
    .with(
      (cte) => cte('picked').materialized(),
      (query) =>
        unwantedGrants(query, now).select('id').orderBy('look_at').limit(limit).forUpdate().skipLocked(),
    )
    .updateTable('held_grant')
    .from('picked')
    .set({ unwanted_since: sql<Date>`coalesce(unwanted_since, ${now})`, look_at: leaseUntil })
    .whereRef('held_grant.id', '=', 'picked.id')
    .returningAll('held_grant')
    .execute()
  return rows.map((row) => ({ grant: rowSchema.parse(row), since: row.unwanted_since ?? now }))
}

/** Those that {@link claimUnwanted} takes from, for whoever only asks whether there is one. */
export function unwantedGrants(db: QueryCreator<Tables>, now: Date) {
  return db.selectFrom('held_grant').where('look_at', '<=', now)
}

/** The pair that came for the refresh token, which is spent. */
export async function saveHeldTokens(db: Database, id: string, tokens: SealedTokens): Promise<void> {
  await db
    .updateTable('held_grant')
    .set({
      sealed_access: tokens.sealedAccess,
      sealed_refresh: tokens.sealedRefresh,
      access_expires_at: tokens.accessExpiresAt,
      refresh_at: tokens.refreshAt,
    })
    .where('id', '=', id)
    .execute()
}

/** It could not be revoked; the next try. */
export async function tryAgainAt(db: Database, id: string, at: Date): Promise<void> {
  await db.updateTable('held_grant').set({ look_at: at }).where('id', '=', id).execute()
}

export async function deleteHeldGrant(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('held_grant').where('id', '=', id).execute()
}

/** Whether anything is held that only the driver's key opens. */
export async function hasHeldGrants(trx: Trx, driverId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('held_grant')
    .innerJoin('connection', 'connection.id', 'held_grant.connection_id')
    .select('held_grant.id')
    .where('connection.driver_id', '=', driverId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
