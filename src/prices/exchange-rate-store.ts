import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import type { ExchangeRate } from './exchange-rate.ts'
import type { Currency } from './zones.ts'

/** Keeps a rate. What a source said of a day first stays. */
export async function saveRate(trx: Trx, rate: ExchangeRate, fetchedAt: Date): Promise<void> {
  await trx
    .insertInto('exchange_rate')
    .values({ ...rate, fetched_at: fetchedAt })
    .onConflict((conflict) => conflict.columns(['currency', 'day', 'source']).doNothing())
    .execute()
}

const rowSchema = z.object({ day: z.string(), rate: z.number(), source: z.string(), fetched_at: z.date() })

/** A rate and when it was heard of. */
export interface KnownRate extends ExchangeRate {
  readonly fetchedAt: Date
}

/**
 * The last rate known for a day, `YYYY-MM-DD`: the newest of that day or before it, otherwise the oldest after it.
 *
 * @returns null if no rate of the currency was ever heard of
 */
export async function lastRate(
  db: Database | Trx,
  currency: Currency,
  day: string,
): Promise<KnownRate | null> {
  const row = await db
    .selectFrom('exchange_rate')
    .select(['day', 'rate', 'source', 'fetched_at'])
    .where('currency', '=', currency)
    .orderBy(sql`case when day <= ${day} then day end`, (order) => order.desc().nullsLast())
    .orderBy('day')
    .orderBy('fetched_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  const { fetched_at: fetchedAt, ...rate } = rowSchema.parse(row)
  return { currency, ...rate, fetchedAt }
}
