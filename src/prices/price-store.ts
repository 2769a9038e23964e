import type { Expression } from 'kysely'
import { z } from 'zod'
import { canonicalHash } from '../base/canonical.ts'
import { localDay, MARKET_TIME_ZONE } from '../base/local-time.ts'
import { perKwh } from '../base/units.ts'
import { listOnce } from '../database/claim-due.ts'
import type { Database, Trx } from '../database/database.ts'
import { allOf, read, type Read } from '../database/reads.ts'
import type { PriceDayTable } from '../database/schema-of-prices.ts'
import { lastRate, saveRate } from './exchange-rate-store.ts'
import { rateWithin, withBothColumns, type PricedDocument } from './exchange-rate.ts'
import { STEPS, type PriceDocument } from './port.ts'
import type { PriceSlot } from './price-curve.ts'
import { bestSlots, slotsOf, type CurveSlot, type StoredDay } from './price-day.ts'
import { biddingZoneSchema, zoneFacts, type BiddingZone } from './zones.ts'

/** Puts a zone on the list of those whose prices are fetched: at once if it is new, and when it was to be otherwise, however many want it. */
export async function wantPrices(db: Database | Trx, zone: BiddingZone, now: Date): Promise<void> {
  await listOnce(db, 'price_due', zone, now)
}

/**
 * Keeps a document as it was published, with the column it lacks filled by its own rate or the last known one. Nothing is
 * ever overwritten: other content than the source's newest revision of the day becomes the next revision.
 *
 * @param preference place of the source in the configured order; 0 is the first
 * @returns the day as stored, or null if the source said the same before
 */
export async function savePrices(
  trx: Trx,
  document: PriceDocument,
  fetchedAt: Date,
  preference = 0,
): Promise<StoredDay | null> {
  const { zone, day, source } = document
  const newest = await trx
    .selectFrom('price_day')
    .select(['revision', 'content_hash'])
    .where('zone', '=', zone)
    .where('day', '=', day)
    .where('source', '=', source)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()
  const hash = contentHash(document)
  if (newest?.content_hash === hash) return null
  const { currency } = zoneFacts(zone)
  const own = rateWithin(document)
  if (own !== null && currency !== 'EUR') await saveRate(trx, own, fetchedAt)
  const priced = withBothColumns(document, own ?? (await lastRate(trx, currency, day)))
  const facts = {
    revision: (newest?.revision ?? 0) + 1,
    preference,
    fetched_at: fetchedAt,
    content_hash: hash,
  }
  const row = await trx
    .insertInto('price_day')
    .values({ ...facts, ...columnsOf(priced) })
    .returningAll()
    .executeTakeFirstOrThrow()
  return rowSchema.parse(row)
}

/** Of what the source gave, not of what was filled in: another rate of exchange is no other document. */
function contentHash({ stepMinutes, quality, eurPerMwh, perKwh: local, rate }: PriceDocument): string {
  return canonicalHash({ stepMinutes, quality, eurPerMwh, perKwh: local, rate })
}

type Columns = Omit<PriceDayTable, 'revision' | 'ordinal' | 'preference' | 'fetched_at' | 'content_hash'>

function columnsOf(document: PricedDocument): Columns {
  const { zone, day, source, stepMinutes, quality, eurPerMwh, rate, rateSource } = document
  return {
    ...{ zone, day, source, quality, rate },
    step_minutes: stepMinutes,
    currency: zoneFacts(zone).currency,
    rate_source: rateSource,
    eur_per_mwh: [...eurPerMwh],
    per_kwh: [...document.perKwh],
    is_complete: document.perKwh.every((price) => price !== null),
  }
}

const CURRENCIES = ['NOK', 'SEK', 'DKK', 'EUR', 'PLN', 'CZK', 'HUF', 'RON', 'CHF', 'GBP'] as const
const column = z.array(z.number().nullable())

const rowSchema = z
  .object({
    zone: biddingZoneSchema,
    day: z.string(),
    source: z.string(),
    revision: z.number(),
    preference: z.number(),
    fetched_at: z.coerce.date(),
    step_minutes: z.literal(STEPS),
    quality: z.enum(['final', 'preliminary']),
    currency: z.enum(CURRENCIES),
    rate: z.number().nullable(),
    rate_source: z.string().nullable(),
    eur_per_mwh: column.nullable(),
    per_kwh: column,
    is_complete: z.boolean(),
  })
  .transform((row): StoredDay => ({
    ...{ zone: row.zone, day: row.day, source: row.source, quality: row.quality },
    ...{ revision: row.revision, preference: row.preference, fetchedAt: row.fetched_at },
    ...{ currency: row.currency, rate: row.rate, rateSource: row.rate_source, stepMinutes: row.step_minutes },
    ...{ eurPerMwh: row.eur_per_mwh, perKwh: row.per_kwh, isComplete: row.is_complete },
  }))

/** Delivery days, both inclusive, `YYYY-MM-DD`. */
export interface DayRange {
  readonly first: string
  readonly last: string
  /** Leaves out what was fetched after this instant: what was believed then. */
  readonly believedAt?: Date | undefined
}

/** Every document of a zone in a range of delivery days, in order of day, source and revision. */
export function findPriceDays(
  db: Database | Trx,
  zone: BiddingZone,
  range: DayRange,
): Promise<readonly StoredDay[]> {
  return read(priceDaysRead(db, zone, range))
}

function priceDaysRead(
  db: Database | Trx,
  zone: BiddingZone | Expression<BiddingZone>,
  { first, last, believedAt }: DayRange,
): Read<readonly StoredDay[]> {
  let query = db
    .selectFrom('price_day')
    .selectAll()
    .where('zone', '=', zone)
    .where('day', '>=', first)
    .where('day', '<=', last)
  if (believedAt !== undefined) query = query.where('fetched_at', '<=', believedAt)
  return { query: query.orderBy('day').orderBy('source').orderBy('revision'), from: allOf(rowSchema) }
}

/** A stretch of time, half-open, as it is known now or was believed at an instant. */
export interface PriceRange {
  readonly from: Date
  readonly until: Date
  readonly believedAt?: Date | undefined
}

/** The published prices that overlap [from, until), in order of time; time without a price is missing. */
export function findPrices(
  db: Database | Trx,
  zone: BiddingZone,
  range: PriceRange,
): Promise<readonly CurveSlot[]> {
  return read(pricesRead(db, zone, range))
}

/** As {@link findPrices}, along with more. */
export function pricesRead(
  db: Database | Trx,
  zone: BiddingZone | Expression<BiddingZone>,
  range: PriceRange,
): Read<readonly CurveSlot[]> {
  const { from, until, believedAt } = range
  const days = { first: localDay(from, MARKET_TIME_ZONE), last: localDay(until, MARKET_TIME_ZONE) }
  const documents = priceDaysRead(db, zone, { ...days, believedAt })
  return { query: documents.query, from: (rows) => slotsIn(range, documents.from(rows)) }
}

function slotsIn({ from, until }: PriceRange, documents: readonly StoredDay[]): readonly CurveSlot[] {
  const byDay = new Map<string, StoredDay[]>()
  for (const document of documents) byDay.set(document.day, [...(byDay.get(document.day) ?? []), document])
  const slots = [...byDay.values()].flatMap(bestSlots)
  return slots.filter(({ start, end }) => end > from && start < until)
}

const wholeDaySchema = z
  .object({ day: z.string(), step_minutes: z.literal(STEPS), per_kwh: z.array(z.number()) })
  .transform((row): readonly PriceSlot[] => {
    const slotAt = slotsOf({ day: row.day, stepMinutes: row.step_minutes })
    return row.per_kwh.map((price, index) => ({
      ...slotAt(index),
      perKwh: perKwh(price),
      quality: 'final' as const,
    }))
  })

/**
 * The slots of the newest whole days in a range, in order of time: what estimates are made from. Of each day one document,
 * and of that the local prices only, since this is read at every plan for a day not yet published.
 */
export async function findWholeDays(
  db: Database | Trx,
  zone: BiddingZone,
  { first, last, believedAt }: DayRange,
  most: number,
): Promise<readonly PriceSlot[]> {
  let query = db
    .selectFrom('price_day')
    .distinctOn('day')
    .select(['day', 'step_minutes', 'per_kwh'])
    .where('zone', '=', zone)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .where('is_complete', '=', true)
  if (believedAt !== undefined) query = query.where('fetched_at', '<=', believedAt)
  const rows = await query
    .orderBy('day', 'desc')
    .orderBy('quality')
    .orderBy('preference')
    .orderBy('revision', 'desc')
    .limit(most)
    .execute()
  return rows.toReversed().flatMap((row) => wholeDaySchema.parse(row))
}

/** How far a source's feed of a zone reaches, and how old it is. */
export interface PriceFeed {
  readonly zone: BiddingZone
  readonly source: string
  readonly fetchedAt: Date
  /** The last delivery day for which it gave every price; `null` if it never did. */
  readonly completeTo: string | null
}

const feedSchema = z
  .object({ zone: biddingZoneSchema, source: z.string(), fetched_at: z.date(), day: z.string().nullable() })
  .transform((row): PriceFeed => ({
    ...{ zone: row.zone, source: row.source, fetchedAt: row.fetched_at, completeTo: row.day },
  }))

/** The feeds that zones which are fetched have brought since a delivery day. */
export async function findFeeds(db: Database | Trx, since: string): Promise<readonly PriceFeed[]> {
  const rows = await db
    .selectFrom('price_day')
    .innerJoin('price_due', 'price_due.zone', 'price_day.zone')
    .select(['price_day.zone', 'source'])
    .select(({ fn }) => [
      fn.max('fetched_at').as('fetched_at'),
      fn.max('day').filterWhere('is_complete', '=', true).as('day'),
    ])
    .where('day', '>=', since)
    .groupBy(['price_day.zone', 'source'])
    .orderBy('price_day.zone')
    .orderBy('source')
    .execute()
  return rows.map((row) => feedSchema.parse(row))
}
