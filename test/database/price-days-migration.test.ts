import { Migrator, sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../src/database/migrate.ts'
import * as firstNight from '../../src/database/migrations/0001-first-night.ts'
import * as runLimits from '../../src/database/migrations/0002-run-limits.ts'
import type { Tables } from '../../src/database/schema.ts'
import { MARKET_TIME_ZONE, startOfLocalDay } from '../../src/base/local-time.ts'
import { slotsInDay } from '../../src/prices/port.ts'
import { findPriceDays, findPrices } from '../../src/prices/price-store.ts'
import { openUnmigrated } from '../support/database.ts'

/** Days whose slots were stored one by one: an ordinary one, those on which clocks change, quarters, and half a day. */
const STORED = [
  { zone: 'NO2', day: '2024-12-12', minutes: 60, slots: 24 },
  { zone: 'NO2', day: '2025-03-30', minutes: 60, slots: 23 },
  { zone: 'NO2', day: '2025-10-26', minutes: 15, slots: 100 },
  { zone: 'NO4', day: '2025-10-26', minutes: 60, slots: 12 },
] as const

describe('prices stored slot by slot', () => {
  let opened: Kysely<Tables> | undefined
  const db = (): Kysely<Tables> => {
    if (opened === undefined) throw new Error('The database is open only while tests run')
    return opened
  }

  beforeAll(async () => {
    opened = (await openUnmigrated()).db
    await migrateToRunLimits(opened)
    for (const { zone, day, minutes, slots } of STORED) {
      const start = startOfLocalDay(day, MARKET_TIME_ZONE).getTime()
      for (let slot = 0; slot < slots; slot++) {
        const [from, to] = [slot, slot + 1].map((index) => new Date(start + index * minutes * 60_000))
        await sql`
          insert into price_slot (zone, starts_at, ends_at, nok_per_kwh, source, fetched_at)
          values (${zone}, ${from}, ${to}, ${slot - 1.25}, 'hvakosterstrommen', '2024-12-11T12:00:00Z')`.execute(
          opened,
        )
      }
    }
    await migrate(opened)
  })
  afterAll(() => opened?.destroy())

  it.each(STORED)(
    'are kept as a document of $zone $day with $slots prices',
    async ({ zone, day, minutes, slots }) => {
      const [document, ...others] = await findPriceDays(db(), zone, { first: day, last: day })
      expect(others).toEqual([])
      expect(document).toMatchObject({
        ...{
          source: 'hvakosterstrommen',
          revision: 1,
          currency: 'NOK',
          quality: 'final',
          stepMinutes: minutes,
        },
        ...{ eurPerMwh: null, rate: null, fetchedAt: new Date('2024-12-11T12:00:00Z') },
        isComplete: slots === slotsInDay(day, minutes),
      })
      const stored = Array.from({ length: slots }, (_, slot) => slot - 1.25)
      const missing = Array<null>(slotsInDay(day, minutes) - slots).fill(null)
      expect(document?.perKwh).toEqual([...stored, ...missing])
    },
  )

  it('are found at the instants they had', async () => {
    const range = { from: new Date('2025-10-26T00:30:00Z'), until: new Date('2025-10-26T01:30:00Z') }
    const slots = await findPrices(db(), 'NO2', range)
    expect(slots.map(({ start, perKwh }) => [start.toISOString(), perKwh])).toEqual([
      ['2025-10-26T00:30:00.000Z', 8.75],
      ['2025-10-26T00:45:00.000Z', 9.75],
      ['2025-10-26T01:00:00.000Z', 10.75],
      ['2025-10-26T01:15:00.000Z', 11.75],
    ])
  })

  it('are gone as slots', async () => {
    await expect(sql`select zone from price_slot`.execute(db())).rejects.toThrow('price_slot')
  })
})

async function migrateToRunLimits(db: Kysely<Tables>): Promise<void> {
  const migrations = { '0001-first-night': firstNight, '0002-run-limits': runLimits }
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: 'public',
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw new Error('The first migrations failed', { cause: error })
}
