import { Migrator, sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../src/database/migrate.ts'
import * as firstNight from '../../src/database/migrations/0001-first-night.ts'
import type { Tables } from '../../src/database/schema.ts'
import { openUnmigrated } from '../support/database.ts'

describe('a database of the first night, with a car in it', () => {
  let db: Kysely<Tables> | undefined
  const opened = (): Kysely<Tables> => {
    if (db === undefined) throw new Error('The database is open only while tests run')
    return db
  }
  const policies = async (): Promise<unknown[]> =>
    (await sql`select * from charging_policy`.execute(opened())).rows

  beforeAll(async () => {
    db = (await openUnmigrated()).db
    await migrateToFirstNight(db)
    for (const row of ROWS) await sql.raw(row).execute(db)
  })
  afterAll(() => db?.destroy())

  it('is migrated with its policy as it was, and no limits on starts and runs', async () => {
    const [before] = await policies()
    expect(before).toMatchObject({ target_percent: 85, version: 3 })
    expect(before).not.toHaveProperty('max_starts')
    await migrate(opened())
    expect(await policies()).toEqual([
      Object.assign(
        {},
        before,
        { max_starts: null, minimum_run_minutes: null },
        { departures: null, paused_until: null, zone_since: null },
      ),
    ])
  })

  it('says of the new columns what they mean', async () => {
    const result = await sql<{ comment: string | null }>`
      select col_description('charging_policy'::regclass, attnum) as comment
      from pg_attribute
      where attrelid = 'charging_policy'::regclass and attname in ('max_starts', 'minimum_run_minutes')`.execute(
      opened(),
    )
    expect(result.rows).toHaveLength(2)
    for (const { comment } of result.rows) expect(comment).toContain('null: as configured for the brand')
  })
})

async function migrateToFirstNight(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ '0001-first-night': firstNight }) },
    migrationTableSchema: 'public',
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw new Error('The first migration failed', { cause: error })
}

const ROWS: readonly string[] = [
  `insert into site (id, bidding_zone, county, municipality, grid_company, max_power_kw, time_zone)
    values ('site', 'NO2', '42', '4204', 'grid', 11, 'Europe/Oslo')`,
  `insert into connection (id, driver_id, carmaker, site_id, state, language, return_to, created_at)
    values ('connection', 'driver-kari', 'tesla', 'site', 'connected', 'nb', 'app', '2024-12-12T16:00:00Z')`,
  `insert into vehicle (id, connection_id, driver_id, site_id, vin_hash, sealed_reference, capacity_kwh, power_kw,
      efficiency, home_plug, created_at)
    values ('vehicle', 'connection', 'driver-kari', 'site', 'hash', '', 60, 11, 0.9, true, '2024-12-12T16:00:00Z')`,
  `insert into charging_policy (vehicle_id, target_percent, minimum_percent, ready_by, time_zone, paused, version)
    values ('vehicle', 85, 20, '06:30', 'Europe/Oslo', false, 3)`,
]
