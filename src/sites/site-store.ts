import type { Database, Trx } from '../database/database.ts'
import { biddingZoneSchema } from '../prices/port.ts'
import { countySchema } from '../tariffs/county.ts'
import type { Site } from './site.ts'

export async function saveSite(db: Database | Trx, id: string, site: Site): Promise<void> {
  await db
    .insertInto('site')
    .values({
      id,
      bidding_zone: site.biddingZone,
      county: site.county,
      municipality: site.municipality,
      grid_company: site.gridCompany,
      max_power_kw: site.maxPowerKw,
      time_zone: site.timeZone,
    })
    .execute()
}

export async function findSite(db: Database | Trx, id: string): Promise<Site | undefined> {
  const row = await db.selectFrom('site').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  return {
    biddingZone: biddingZoneSchema.parse(row.bidding_zone),
    county: countySchema.parse(row.county),
    municipality: row.municipality,
    gridCompany: row.grid_company,
    maxPowerKw: row.max_power_kw,
    timeZone: row.time_zone,
  }
}
