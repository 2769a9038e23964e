import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import type { ShownNotice } from './consent-store.ts'

/** One authorization request on its way through the carmaker's pages. Secrets only as hashes or sealed. */
export interface StoredFlow {
  readonly stateHash: string
  readonly connectionId: string
  readonly bindingHash: string
  readonly sealedVerifier: Buffer
  readonly notice: ShownNotice
  readonly expiresAt: Date
}

export async function insertFlow(trx: Trx, flow: StoredFlow): Promise<void> {
  await trx
    .insertInto('oauth_flow')
    .values({
      state_hash: flow.stateHash,
      connection_id: flow.connectionId,
      binding_hash: flow.bindingHash,
      sealed_verifier: flow.sealedVerifier,
      notice_hash: flow.notice.hash,
      notice_version: flow.notice.version,
      notice_language: flow.notice.language,
      expires_at: flow.expiresAt,
      used_at: null,
    })
    .execute()
}

const rowSchema = z.object({
  state_hash: z.string(),
  connection_id: z.string(),
  binding_hash: z.string(),
  sealed_verifier: z.instanceof(Uint8Array),
  notice_hash: z.string(),
  notice_version: z.string(),
  notice_language: z.enum(['nb', 'en']),
  expires_at: z.date(),
  used_at: z.date().nullable(),
})

/** Uses a flow up. Of any number of callbacks with the same state at most one gets it. */
export async function takeFlow(
  db: Database,
  key: { stateHash: string; bindingHash: string; now: Date },
): Promise<StoredFlow | undefined> {
  const row = await db
    .updateTable('oauth_flow')
    .set({ used_at: key.now })
    .where('state_hash', '=', key.stateHash)
    .where('binding_hash', '=', key.bindingHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', key.now)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) return undefined
  const flow = rowSchema.parse(row)
  return {
    stateHash: flow.state_hash,
    connectionId: flow.connection_id,
    bindingHash: flow.binding_hash,
    sealedVerifier: Buffer.from(flow.sealed_verifier),
    notice: { hash: flow.notice_hash, version: flow.notice_version, language: flow.notice_language },
    expiresAt: flow.expires_at,
  }
}

/** Forgets flows that can no longer be finished. */
export async function deleteExpiredFlows(db: Database, now: Date): Promise<void> {
  await db.deleteFrom('oauth_flow').where('expires_at', '<=', now).execute()
}

/** Forgets the open flows of a driver whose key is about to be shredded: they could not be finished any more. */
export async function deleteFlowsOf(trx: Trx, driverId: string): Promise<void> {
  const connections = trx.selectFrom('connection').select('id').where('driver_id', '=', driverId)
  await trx.deleteFrom('oauth_flow').where('connection_id', 'in', connections).execute()
}
