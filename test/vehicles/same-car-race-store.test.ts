import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Database, Trx } from '../../src/database/database.ts'
import { findVehicleByVinHash, lockCars } from '../../src/vehicles/vehicle-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const VIN_HASHES = ['hash-b', 'hash-a']

/** What two transactions do with the same cars, in order. The second begins while the first has looked and not yet stored. */
async function race(db: Database, lock: (trx: Trx) => Promise<void>): Promise<string[]> {
  const order: string[] = []
  let second: Promise<void> | undefined
  await db.transaction().execute(async (first) => {
    await lock(first)
    await findVehicleByVinHash(first, 'hash-a')
    second = db.transaction().execute(async (trx) => {
      await lock(trx)
      await findVehicleByVinHash(trx, 'hash-a')
      order.push('the second looks')
    })
    // Until it has looked, or waits for a lock: one of the two comes.
    while (order.length === 0 && (await waiting(first)) === 0);
    order.push('the first stores')
  })
  await second
  return order
}

async function waiting(trx: Trx): Promise<number> {
  const result = await sql<{ count: number }>`
    select count(*)::int as count from pg_locks
    where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(trx)
  return result.rows[0]?.count ?? 0
}

describeOnEveryEngine('two who connect the same cars at once', (database, engine) => {
  // The embedded engine has one session: there a second transaction begins when the first has ended.
  it.skipIf(engine === 'embedded')('come one after the other', async () => {
    const order = await race(database(), (trx) => lockCars(trx, VIN_HASHES))
    expect(order).toEqual(['the first stores', 'the second looks'])
  })

  it.skipIf(engine === 'embedded')('would both find the car free without the lock (control)', async () => {
    const order = await race(database(), () => Promise.resolve())
    expect(order).toEqual(['the second looks', 'the first stores'])
  })
})
