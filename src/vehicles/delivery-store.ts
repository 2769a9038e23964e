import { subSeconds } from 'date-fns'
import { WEBHOOK_WINDOW_SECONDS } from '../carmakers/webhook.ts'
import type { Trx } from '../database/database.ts'

export interface DeliveredEvent {
  /** See {@link deliveryHash}. */
  readonly eventHash: string
  readonly now: Date
  /** Until when a copy could pass for fresh, if that is longer than for every event. */
  readonly freshUntil?: Date | undefined
}

/**
 * Remembers that an event was delivered, for as long as a copy of it could pass for fresh.
 *
 * @returns false if it was delivered before
 */
export async function rememberDelivery(trx: Trx, event: DeliveredEvent): Promise<boolean> {
  const { eventHash, now, freshUntil = now } = event
  // Fresh reaches as far ahead of our clock as behind it.
  const old = subSeconds(now, 2 * WEBHOOK_WINDOW_SECONDS)
  await trx
    .deleteFrom('webhook_delivery')
    .where('received_at', '<', old)
    .where('fresh_until', '<', now)
    .execute()
  const inserted = await trx
    .insertInto('webhook_delivery')
    .values({ event_hash: eventHash, received_at: now, fresh_until: freshUntil })
    .onConflict((conflict) => conflict.column('event_hash').doNothing())
    .returning('event_hash')
    .execute()
  return inserted.length > 0
}
