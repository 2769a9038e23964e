import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { up } from '../../src/database/migrations/0004-sites-and-consumption.ts'
import { findSite } from '../../src/sites/site-store.ts'
import type { Tables } from '../../src/database/schema.ts'
import { openTestDatabase } from '../support/database.ts'

describe('a site of the first night', () => {
  let db: Kysely<Tables> | undefined
  const opened = (): Kysely<Tables> => {
    if (db === undefined) throw new Error('The database is open only while tests run')
    return db
  }

  beforeAll(async () => {
    db = (await openTestDatabase()).db
    for (const statement of BACK) await sql.raw(statement).execute(db)
  })
  afterAll(() => db?.destroy())

  it('has number, id and contract of today after the migration', async () => {
    await up(opened())
    expect(await findSite(opened(), 'kristiansand')).toEqual({
      biddingZone: 'NO2',
      county: '42',
      municipality: '4204',
      gridCompany: 'glitre',
      contract: { kind: 'spot', surcharge: 0, support: true },
      billingResolution: 'PT60M',
      isHolidayHome: false,
      maxPowerKw: 11,
      gridLimitKw: null,
      driverLimitKw: null,
      timeZone: 'Europe/Oslo',
    })
    expect(await findSite(opened(), 'narvik')).toMatchObject({
      municipality: '1806',
      gridCompany: 'noranett',
    })
  })
})

/** Back to before the migration, with two sites as they were written then. */
const BACK: readonly string[] = [
  'drop table consumption_reading, site_peak_day, site_profile',
  ...[
    'contract',
    'billing_resolution',
    'is_holiday_home',
    'grid_limit_kw',
    'driver_limit_kw',
    'reference_hash',
    'consumption_settled_to',
  ].map((column) => `alter table site drop column ${column}`),
  `insert into site (id, bidding_zone, county, municipality, grid_company, max_power_kw, time_zone) values
    ('kristiansand', 'NO2', '42', 'Kristiansand', 'Glitre Nett', 11, 'Europe/Oslo'),
    ('narvik', 'NO4', '18', 'Narvik', 'Noranett', 11, 'Europe/Oslo')`,
]
