import { sql, type Expression } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import { biddingZoneSchema, type BiddingZone } from '../prices/zones.ts'
import { contractSchema } from '../tariffs/contract.ts'
import { countySchema } from '../tariffs/county.ts'
import type { KnownSite, Site } from './site.ts'

const limit = z.number().positive().nullable()
const monthSchema = z.object({ month: z.string(), kwh: z.number(), asOf: z.coerce.date() })
const rowSchema = z
  .object({
    bidding_zone: biddingZoneSchema,
    county: countySchema.nullable(),
    municipality: z.string(),
    grid_company: z.string(),
    contract: contractSchema,
    billing_resolution: z.enum(['PT60M', 'PT15M']),
    is_holiday_home: z.boolean(),
    max_power_kw: z.number().positive(),
    grid_limit_kw: limit,
    driver_limit_kw: limit,
    time_zone: z.string(),
    months: z.array(monthSchema),
  })
  .transform((row): KnownSite => ({
    biddingZone: row.bidding_zone,
    county: row.county,
    municipality: row.municipality,
    gridCompany: row.grid_company,
    contract: row.contract,
    billingResolution: row.billing_resolution,
    isHolidayHome: row.is_holiday_home,
    maxPowerKw: row.max_power_kw,
    gridLimitKw: row.grid_limit_kw,
    driverLimitKw: row.driver_limit_kw,
    timeZone: row.time_zone,
    ...(row.months.length > 0 && { monthToDate: row.months }),
  }))

/**
 * A new site, or what is known by now of one that was saved under the same reference: cars behind one meter share it.
 *
 * @param referenceHash keyed hash of the retailer's own reference to the site, if it gave one
 * @returns the id under which the site is kept: `id`, or that of the one shared
 */
export async function saveSite(
  db: Database | Trx,
  id: string,
  site: Site,
  referenceHash: string | null = null,
): Promise<string> {
  const facts = {
    bidding_zone: site.biddingZone,
    county: site.county,
    municipality: site.municipality,
    grid_company: site.gridCompany,
    contract: JSON.stringify(site.contract),
    billing_resolution: site.billingResolution,
    is_holiday_home: site.isHolidayHome,
    max_power_kw: site.maxPowerKw,
    grid_limit_kw: site.gridLimitKw,
    driver_limit_kw: site.driverLimitKw,
    time_zone: site.timeZone,
  }
  const saved = await db
    .insertInto('site')
    .values({ id, ...facts, reference_hash: referenceHash })
    .onConflict((conflict) => conflict.column('reference_hash').doUpdateSet(facts))
    .returning('id')
    .executeTakeFirstOrThrow()
  return saved.id
}

/** Of a site, for whoever reads its prices along with more. */
export function zoneOf(id: RowKey): Expression<BiddingZone> {
  return sql<BiddingZone>`(select bidding_zone from site where id = ${id})`
}

export function siteRead(db: Database | Trx, id: RowKey): Read<KnownSite | undefined> {
  return { query: selectSites(db).where('id', '=', id), from: firstOf(rowSchema) }
}

export function findSite(db: Database | Trx, id: string): Promise<KnownSite | undefined> {
  return read(siteRead(db, id))
}

/**
 * Makes the cars of a site take turns: who asks for it waits until the transaction that has it ends. It is taken before the
 * row of any car, so that no two wait for each other.
 */
export function siteLock(db: Database | Trx, id: string) {
  return db.selectFrom('site').select('id').where('id', '=', id).forNoKeyUpdate()
}

/** The site that is kept under the retailer's reference, by its keyed hash. */
export async function findSiteByReference(
  db: Database | Trx,
  referenceHash: string,
): Promise<KnownSite | undefined> {
  const row = await selectSites(db).where('reference_hash', '=', referenceHash).executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

/** Sites alike in all that decides on their bill, and how many there are. */
export interface SiteKind {
  readonly site: Pick<
    Site,
    'biddingZone' | 'county' | 'municipality' | 'gridCompany' | 'contract' | 'isHolidayHome' | 'timeZone'
  >
  readonly count: number
}

/** All sites by kind. Reads every site: for counts that are taken a few times a day. */
export async function siteKinds(db: Database | Trx): Promise<readonly SiteKind[]> {
  const rows = await db
    .selectFrom('site')
    .select([...KIND_COLUMNS, (each) => each.fn.countAll().as('count')])
    .groupBy(KIND_COLUMNS)
    .execute()
  return rows.map((row) => kindSchema.parse(row))
}

const KIND_COLUMNS = [
  'bidding_zone',
  'county',
  'municipality',
  'grid_company',
  'contract',
  'is_holiday_home',
  'time_zone',
] as const

const kindSchema = z
  .object({
    bidding_zone: biddingZoneSchema,
    county: countySchema.nullable(),
    municipality: z.string(),
    grid_company: z.string(),
    contract: contractSchema,
    is_holiday_home: z.boolean(),
    time_zone: z.string(),
    count: z.coerce.number(),
  })
  .transform(({ count, ...row }): SiteKind => ({
    site: {
      biddingZone: row.bidding_zone,
      county: row.county,
      municipality: row.municipality,
      gridCompany: row.grid_company,
      contract: row.contract,
      isHolidayHome: row.is_holiday_home,
      timeZone: row.time_zone,
    },
    count,
  }))

/** Months come along in the same query: every pass over a vehicle asks for its site. */
function selectSites(db: Database | Trx) {
  return db
    .selectFrom('site')
    .selectAll()
    .select(
      sql`coalesce((
        select json_agg(json_build_object('month', month, 'kwh', kwh, 'asOf', as_of) order by month)
        from site_month
        where site_month.site_id = site.id
      ), '[]')`.as('months'),
    )
}
