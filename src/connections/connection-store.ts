import { addHours } from 'date-fns'
import { z } from 'zod'
import { addDays } from '../base/calendar.ts'
import { neverDue, makeDue } from '../database/claim-due.ts'
import type { Database, Trx } from '../database/database.ts'
import { firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import { CARMAKER_ERROR_CODES, type CarmakerErrorCode } from '../carmakers/carmaker-error.ts'
import { CARMAKERS, type CarmakerName } from '../carmakers/registry.ts'
import { CONSENT_OPEN, MENDED_BY_CONSENT, PERMISSIONS_HOURS, RENEWAL_DAYS } from './consent-open.ts'

/** Where a connection stands. `withdrawing`: one release may still be sent; `withdrawn`: nothing but revocation. */
export const CONNECTION_STATES = [
  'started',
  'connected',
  'reauth_required',
  'withdrawing',
  'withdrawn',
  'abandoned',
] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]

/** A driver's link to a carmaker. */
export interface Connection {
  readonly id: string
  readonly driverId: string
  readonly carmaker: CarmakerName
  readonly siteId: string
  readonly state: ConnectionState
  readonly language: 'nb' | 'en'
  readonly returnTo: string
  readonly createdAt: Date
  readonly connectedAt: Date | null
  readonly withdrawingAt: Date | null
  readonly withdrawnAt: Date | null
  readonly revokedAt: Date | null
  /** When the newest consent ends unless it is renewed. */
  readonly consentEndsAt: Date | null
  /** Permissions that were asked for and not granted. */
  readonly missingScopes: readonly string[]
  /** Why the carmaker refuses access, as seen with one of its cars; `null`: it does not. */
  readonly accessFault: { readonly code: CarmakerErrorCode; readonly vehicleId: string } | null
  readonly region: string | null
  /** When what the carmaker permits is asked again; `null`: at once. */
  readonly permissionsDueAt: Date | null
}

const rowSchema = z
  .object({
    id: z.string(),
    driver_id: z.string(),
    carmaker: z.enum(CARMAKERS),
    site_id: z.string(),
    state: z.enum(CONNECTION_STATES),
    language: z.enum(['nb', 'en']),
    return_to: z.string(),
    created_at: z.coerce.date(),
    connected_at: z.coerce.date().nullable(),
    withdrawing_at: z.coerce.date().nullable(),
    withdrawn_at: z.coerce.date().nullable(),
    revoked_at: z.coerce.date().nullable(),
    consent_ends_at: z.coerce.date().nullable(),
    missing_scopes: z.string(),
    region: z.string().nullable(),
    access_fault: z.enum(CARMAKER_ERROR_CODES).nullable(),
    access_fault_vehicle_id: z.string().nullable(),
    permissions_due_at: z.coerce.date().nullable(),
  })
  .transform((row): Connection => ({
    id: row.id,
    driverId: row.driver_id,
    carmaker: row.carmaker,
    siteId: row.site_id,
    state: row.state,
    language: row.language,
    returnTo: row.return_to,
    createdAt: row.created_at,
    connectedAt: row.connected_at,
    withdrawingAt: row.withdrawing_at,
    withdrawnAt: row.withdrawn_at,
    revokedAt: row.revoked_at,
    consentEndsAt: row.consent_ends_at,
    missingScopes: row.missing_scopes.split(' ').filter((scope) => scope !== ''),
    accessFault:
      row.access_fault === null || row.access_fault_vehicle_id === null
        ? null
        : { code: row.access_fault, vehicleId: row.access_fault_vehicle_id },
    region: row.region,
    permissionsDueAt: row.permissions_due_at,
  }))

export async function insertConnection(trx: Trx, connection: Connection): Promise<void> {
  await trx
    .insertInto('connection')
    .values({
      id: connection.id,
      driver_id: connection.driverId,
      carmaker: connection.carmaker,
      site_id: connection.siteId,
      state: connection.state,
      language: connection.language,
      return_to: connection.returnTo,
      created_at: connection.createdAt,
      connected_at: connection.connectedAt,
      withdrawing_at: connection.withdrawingAt,
      withdrawn_at: connection.withdrawnAt,
      revoked_at: connection.revokedAt,
      consent_ends_at: connection.consentEndsAt,
      missing_scopes: connection.missingScopes.join(' '),
      region: connection.region,
    })
    .execute()
}

export function connectionRead(db: Database | Trx, id: RowKey): Read<Connection | undefined> {
  const query = db.selectFrom('connection').selectAll().where('id', '=', id)
  return { query, from: firstOf(rowSchema) }
}

export function findConnection(db: Database | Trx, id: string): Promise<Connection | undefined> {
  return read(connectionRead(db, id))
}

export async function listConnections(
  db: Database | Trx,
  filter: { driverId?: string; carmaker?: CarmakerName } = {},
): Promise<readonly Connection[]> {
  let query = db.selectFrom('connection').selectAll().orderBy('created_at').orderBy('id')
  if (filter.driverId !== undefined) query = query.where('driver_id', '=', filter.driverId)
  if (filter.carmaker !== undefined) query = query.where('carmaker', '=', filter.carmaker)
  return (await query.execute()).map((row) => rowSchema.parse(row))
}

/** What a driver agreed to, as far as it decides what may be done. */
export interface Agreement {
  readonly now: Date
  readonly endsAt: Date
  readonly missingScopes: readonly string[]
}

const NO_FAULT = { access_fault: null, access_fault_vehicle_id: null, access_fault_at: null }

/**
 * Moves a connection on after the carmaker's consent: begun, lapsed, or renewed ({@link isConsentOpen}).
 *
 * @returns false if consent is not open by now
 */
export async function markConnected(trx: Trx, id: string, agreement: Agreement): Promise<boolean> {
  const { now, endsAt, missingScopes } = agreement
  const result = await trx
    .updateTable('connection')
    .set({
      state: 'connected',
      connected_at: now,
      consent_ends_at: endsAt,
      missing_scopes: missingScopes.join(' '),
      permissions_due_at: addHours(now, PERMISSIONS_HOURS),
      ...NO_FAULT,
    })
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('state', 'in', [...CONSENT_OPEN]),
        where.and([
          where('state', '=', 'connected'),
          where.or([
            where('consent_ends_at', '<=', addDays(now, RENEWAL_DAYS)),
            where('missing_scopes', '<>', ''),
            where('access_fault', 'in', [...MENDED_BY_CONSENT]),
          ]),
        ]),
      ]),
    )
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The driver ended the flow before it was through. */
export async function markAbandoned(db: Database | Trx, id: string): Promise<void> {
  await db
    .updateTable('connection')
    .set({ state: 'abandoned' })
    .where('id', '=', id)
    .where('state', '=', 'started')
    .execute()
}

/** The carmaker no longer honours the tokens; only the driver can mend that. */
export async function markReauthRequired(db: Database | Trx, id: string): Promise<void> {
  await db
    .updateTable('connection')
    .set({ state: 'reauth_required' })
    .where('id', '=', id)
    .where('state', '=', 'connected')
    .execute()
}

/** Connections whose consent nobody has renewed in time. */
export async function listWithConsentOver(
  db: Database,
  now: Date,
  limit: number,
): Promise<readonly Connection[]> {
  const rows = await withConsentOver(db, now).selectAll().orderBy('consent_ends_at').limit(limit).execute()
  return rows.map((row) => rowSchema.parse(row))
}

/** For whoever only asks whether there is one, along with more. */
export function withConsentOver(db: Database, now: Date) {
  return db
    .selectFrom('connection')
    .where('state', 'in', ['connected', 'reauth_required'])
    .where('consent_ends_at', '<=', now)
}

/** First half of a withdrawal. @returns false if there was no live consent to withdraw */
export async function markWithdrawing(trx: Trx, id: string, now: Date): Promise<boolean> {
  const result = await trx
    .updateTable('connection')
    .set({ state: 'withdrawing', withdrawing_at: now })
    .where('id', '=', id)
    .where('state', 'in', ['connected', 'reauth_required'])
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Second half: from here on nothing but revocation, which is due at once. */
export async function markWithdrawn(trx: Trx, id: string, now: Date): Promise<void> {
  const result = await trx
    .updateTable('connection')
    .set({ state: 'withdrawn', withdrawn_at: now })
    .where('id', '=', id)
    .where('state', '=', 'withdrawing')
    .executeTakeFirst()
  if (result.numUpdatedRows > 0n) await makeDue(trx, 'connection_due', id, now)
}

export async function markRevoked(trx: Trx, id: string, now: Date): Promise<void> {
  await trx.updateTable('connection').set({ revoked_at: now }).where('id', '=', id).execute()
  await neverDue(trx, 'connection_due', id)
}
