import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { biddingZoneSchema } from '../prices/zones.ts'
import { contractSchema } from '../tariffs/contract.ts'
import { countySchema } from '../tariffs/county.ts'
import type { Site } from './site.ts'

const limit = z.number().positive().nullable()
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
  })
  .transform((row): Site => ({
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

export async function findSite(db: Database | Trx, id: string): Promise<Site | undefined> {
  const row = await db.selectFrom('site').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

/** The site that is kept under the retailer's reference, by its keyed hash. */
export async function findSiteByReference(
  db: Database | Trx,
  referenceHash: string,
): Promise<Site | undefined> {
  const row = await db
    .selectFrom('site')
    .selectAll()
    .where('reference_hash', '=', referenceHash)
    .executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}
