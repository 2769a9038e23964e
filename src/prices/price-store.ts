import { z } from 'zod'
import { perKwh } from '../base/units.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Database, Trx } from '../database/database.ts'
import type { BiddingZone, PriceDocument } from './port.ts'
import type { PriceSlot } from './price-curve.ts'

/** Puts a zone on the list of those whose prices are fetched. */
export async function wantPrices(db: Database | Trx, zone: BiddingZone, now: Date): Promise<void> {
  await makeDue(db, 'price_due', zone, now)
}

/** Keeps a delivery day. A day is complete or it is not here; what was stored before for the same slots stays. */
export async function savePrices(trx: Trx, document: PriceDocument, fetchedAt: Date): Promise<void> {
  await trx
    .insertInto('price_slot')
    .values(
      document.slots.map((slot) => ({
        zone: document.zone,
        starts_at: slot.start,
        ends_at: slot.end,
        nok_per_kwh: slot.perKwh,
        source: document.source,
        fetched_at: fetchedAt,
      })),
    )
    .onConflict((conflict) => conflict.columns(['zone', 'starts_at']).doNothing())
    .execute()
}

const rowSchema = z
  .object({ starts_at: z.date(), ends_at: z.date(), nok_per_kwh: z.number() })
  .transform((row): PriceSlot => ({
    start: row.starts_at,
    end: row.ends_at,
    perKwh: perKwh(row.nok_per_kwh),
    quality: 'final',
  }))

/** The known prices that overlap [from, until), in order of time. */
export async function findPrices(
  db: Database | Trx,
  zone: BiddingZone,
  range: { from: Date; until: Date },
): Promise<readonly PriceSlot[]> {
  const rows = await db
    .selectFrom('price_slot')
    .select(['starts_at', 'ends_at', 'nok_per_kwh'])
    .where('zone', '=', zone)
    .where('ends_at', '>', range.from)
    .where('starts_at', '<', range.until)
    .orderBy('starts_at')
    .execute()
  return rows.map((row) => rowSchema.parse(row))
}
