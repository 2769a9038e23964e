import { subSeconds } from 'date-fns'
import { createHash } from 'node:crypto'
import type { CarmakerName } from '../carmakers/port.ts'
import { WEBHOOK_WINDOW_SECONDS } from '../carmakers/webhook.ts'
import type { Trx } from '../database/database.ts'

/**
 * Remembers that an event was delivered, for as long as a copy of it could pass for fresh.
 *
 * @returns false if it was delivered before
 */
export async function rememberDelivery(
  trx: Trx,
  event: { readonly carmaker: CarmakerName; readonly eventId: string; readonly now: Date },
): Promise<boolean> {
  const { carmaker, eventId, now } = event
  // Fresh reaches as far ahead of our clock as behind it.
  const old = subSeconds(now, 2 * WEBHOOK_WINDOW_SECONDS)
  await trx.deleteFrom('webhook_delivery').where('received_at', '<', old).execute()
  const event_hash = createHash('sha256').update(`${carmaker}:${eventId}`).digest('hex')
  const inserted = await trx
    .insertInto('webhook_delivery')
    .values({ event_hash, received_at: now })
    .onConflict((conflict) => conflict.column('event_hash').doNothing())
    .returning('event_hash')
    .execute()
  return inserted.length > 0
}
