import { sql, type Kysely } from 'kysely'
import { moveSlotsToDays } from './0003/move-slots.ts'
import { PRICE_DAYS } from './0003/tables.ts'

/**
 * Prices as documents: one row per delivery day, source and revision, so that what was believed when can be told; what a
 * re-fetch brings stands beside it. Every bidding zone of the day-ahead market, not the Norwegian ones alone.
 */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of PRICE_DAYS) await sql.raw(statement).execute(db)
  await moveSlotsToDays(db)
  await sql.raw(`drop table price_slot`).execute(db)
}
