import { expect, it } from 'vitest'
import { claimDue } from '../../src/database/claim-due.ts'
import { importPrices } from '../../src/prices/import-prices.ts'
import type { PriceSource } from '../../src/prices/port.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { importScene } from './support/import-scene.ts'

const MORNING = new Date('2024-12-12T07:00:00Z')

describeOnEveryEngine('a process that asks for prices', (database) => {
  it.each([
    ['writes what it heard while the zone is its own', false, 24],
    ['writes nothing if another took the zone over while it waited for the answer', true, 0],
  ])('%s', async (_, isTakenOver, stored) => {
    const { first, deps, want, known, logged } = importScene(database, MORNING, { only: 'first' })
    const takeOver = async (): Promise<void> => {
      await database()
        .updateTable('price_due')
        .set({ lease_until: new Date(0) })
        .execute()
      expect(await claimDue(database(), { table: 'price_due', now: MORNING, limit: 1 })).toHaveLength(1)
    }
    const slow: PriceSource = {
      ...first,
      fetchDay: async (zone, day) => {
        if (isTakenOver) await takeOver()
        return first.fetchDay(zone, day)
      },
    }
    await want()
    expect(await importPrices({ ...deps, sources: [slow] })).toBe(1)
    expect(await known()).toHaveLength(stored)
    expect(logged('prices-imported')).toHaveLength(isTakenOver ? 0 : 1)
    expect(logged('something-failed')).toEqual([])
    const asks = await database().selectFrom('price_ask').selectAll().execute()
    expect(asks).toHaveLength(isTakenOver ? 0 : 1)
  })
})
