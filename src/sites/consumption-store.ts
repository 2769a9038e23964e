import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { allOf, read, type Read, type RowKey } from '../database/reads.ts'
import { withAssumedSpread, type HourLoad, type LoadProfile } from './base-load.ts'
import type { ConsumptionReading } from './consumption.ts'
import type { DayPeak } from './peaks.ts'

/** The same reading twice is one; a newer value for the same time takes the place of the older. */
export async function saveReadings(
  trx: Trx,
  siteId: string,
  readings: readonly ConsumptionReading[],
): Promise<void> {
  if (readings.length === 0) return
  await trx
    .insertInto('consumption_reading')
    .values(readings.map((reading) => ({ site_id: siteId, ...columnsOf(reading) })))
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'starts_at', 'ends_at']).doUpdateSet((each) => ({
        import_kw: each.ref('excluded.import_kw'),
        import_kwh: each.ref('excluded.import_kwh'),
      })),
    )
    .execute()
}

/** Everything that is still there of a site, in order of time. */
export async function findReadings(
  db: Database | Trx,
  siteId: string,
): Promise<readonly ConsumptionReading[]> {
  const rows = await db
    .selectFrom('consumption_reading')
    .select(['starts_at', 'ends_at', 'import_kw', 'import_kwh'])
    .where('site_id', '=', siteId)
    .orderBy('starts_at')
    .orderBy('ends_at')
    .execute()
  return rows.map((row) => readingSchema.parse(row))
}

/** The sites that have readings which end at `instant` or earlier. */
export async function sitesWithReadings(db: Database | Trx, instant: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('consumption_reading')
    .select('site_id')
    .distinct()
    .where('ends_at', '<=', instant)
    .orderBy('site_id')
    .execute()
  return rows.map((row) => row.site_id)
}

/** The sites of which anything is kept that came from readings. */
export async function sitesWithConsumption(db: Database | Trx): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('consumption_reading')
    .select('site_id')
    .union(db.selectFrom('site_peak_day').select('site_id'))
    .union(db.selectFrom('site_profile').select('site_id'))
    .orderBy('site_id')
    .execute()
  return rows.map((row) => row.site_id)
}

/** Drops readings that end at `instant` or earlier, of every site. */
export async function forgetReadings(db: Database | Trx, instant: Date): Promise<void> {
  await db.deleteFrom('consumption_reading').where('ends_at', '<=', instant).execute()
}

/** Drops everything that came from a site's readings. */
export async function forgetConsumption(trx: Trx, siteId: string): Promise<void> {
  await trx.deleteFrom('consumption_reading').where('site_id', '=', siteId).execute()
  await trx.deleteFrom('site_peak_day').where('site_id', '=', siteId).execute()
  await trx.deleteFrom('site_profile').where('site_id', '=', siteId).execute()
  await trx.updateTable('site').set({ consumption_settled_to: null }).where('id', '=', siteId).execute()
}

/** The highest days that are kept of a site, in order; of one month (`YYYY-MM`) or of all. */
export function peaksRead(db: Database | Trx, siteId: RowKey, month?: string): Read<readonly DayPeak[]> {
  let query = db.selectFrom('site_peak_day').select(['day', 'peak_kw']).where('site_id', '=', siteId)
  if (month !== undefined) query = query.where('day', 'like', `${month}-%`)
  return { query: query.orderBy('day'), from: allOf(peakSchema) }
}

/** As {@link peaksRead}. */
export function findPeaks(db: Database | Trx, siteId: string, month?: string): Promise<readonly DayPeak[]> {
  return read(peaksRead(db, siteId, month))
}

/** Takes the place of all peaks of a site. */
export async function savePeaks(trx: Trx, siteId: string, peaks: readonly DayPeak[]): Promise<void> {
  await trx.deleteFrom('site_peak_day').where('site_id', '=', siteId).execute()
  if (peaks.length === 0) return
  const rows = peaks.map(({ day, peakKw }) => ({ site_id: siteId, day, peak_kw: peakKw }))
  await trx.insertInto('site_peak_day').values(rows).execute()
}

/** What was learnt of a site; `null` if nothing was. */
export function profileRead(db: Database | Trx, siteId: RowKey): Read<LoadProfile | null> {
  const query = db
    .selectFrom('site_profile')
    .select(['local_hour', 'mean_kw', 'spread_kw'])
    .where('site_id', '=', siteId)
  return { query, from: profileFrom }
}

/** As {@link profileRead}. */
export function findProfile(db: Database | Trx, siteId: string): Promise<LoadProfile | null> {
  return read(profileRead(db, siteId))
}

function profileFrom(rows: readonly unknown[]): LoadProfile | null {
  if (rows.length === 0) return null
  const byHour = new Map(rows.map((row) => hourSchema.parse(row)))
  return Array.from({ length: 24 }, (_, hour) => byHour.get(hour) ?? null)
}

export async function saveProfile(trx: Trx, siteId: string, profile: LoadProfile): Promise<void> {
  const rows = profile.flatMap((load, hour) =>
    load === null
      ? []
      : [{ site_id: siteId, local_hour: hour, mean_kw: load.meanKw, spread_kw: load.spreadKw }],
  )
  if (rows.length === 0) return
  await trx
    .insertInto('site_profile')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'local_hour']).doUpdateSet((each) => ({
        mean_kw: each.ref('excluded.mean_kw'),
        spread_kw: each.ref('excluded.spread_kw'),
      })),
    )
    .execute()
}

/**
 * Up to when a site's profile has learnt; `null` at first. Nobody else settles the site until the transaction ends, so that
 * no hour is learnt twice.
 */
export async function lockSettledTo(trx: Trx, siteId: string): Promise<Date | null> {
  const row = await trx
    .selectFrom('site')
    .select('consumption_settled_to')
    .where('id', '=', siteId)
    .forUpdate()
    .executeTakeFirst()
  return row?.consumption_settled_to ?? null
}

export async function saveSettledTo(trx: Trx, siteId: string, instant: Date): Promise<void> {
  await trx.updateTable('site').set({ consumption_settled_to: instant }).where('id', '=', siteId).execute()
}

function columnsOf(reading: ConsumptionReading) {
  return reading.kind === 'power'
    ? { starts_at: reading.at, ends_at: reading.at, import_kw: reading.importKw, import_kwh: null }
    : { starts_at: reading.start, ends_at: reading.end, import_kw: null, import_kwh: reading.importKwh }
}

const readingSchema = z
  .object({
    starts_at: z.date(),
    ends_at: z.date(),
    import_kw: z.number().nullable(),
    import_kwh: z.number().nullable(),
  })
  .transform(({ starts_at: start, ends_at: end, import_kw: kw, import_kwh: kwh }): ConsumptionReading =>
    kw === null
      ? { kind: 'energy', start, end, importKwh: kwh ?? 0 }
      : { kind: 'power', at: start, importKw: kw },
  )

const peakSchema = z
  .object({ day: z.string(), peak_kw: z.number() })
  .transform((row): DayPeak => ({ day: row.day, peakKw: row.peak_kw }))

const hourSchema = z
  .object({ local_hour: z.number(), mean_kw: z.number(), spread_kw: z.number().nullable() })
  .transform(({ local_hour: hour, mean_kw: meanKw, spread_kw: spreadKw }): [number, HourLoad] => [
    hour,
    spreadKw === null ? withAssumedSpread(meanKw) : { meanKw, spreadKw },
  ])
