import { addHours } from 'date-fns'
import { expect, it } from 'vitest'
import { perKwh } from '../../src/base/units.ts'
import { nextDueTimes } from '../../src/database/claim-due.ts'
import type { PriceDocument } from '../../src/prices/port.ts'
import { findPrices, savePrices, wantPrices } from '../../src/prices/price-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const MIDNIGHT = new Date('2024-12-11T23:00:00Z')

describeOnEveryEngine('stored prices', (database) => {
  const save = (document: PriceDocument) =>
    database()
      .transaction()
      .execute((trx) => savePrices(trx, document, MIDNIGHT))

  it('come back for the range asked for, with every slot that overlaps it, in order of time', async () => {
    await save(day([0.5, -0.01234567, 12.1, 3]))
    const range = { from: addHours(MIDNIGHT, 0.5), until: addHours(MIDNIGHT, 2) }
    const slots = await findPrices(database(), 'NO2', range)
    expect(slots.map(({ perKwh: price }) => price)).toEqual([0.5, -0.01234567])
    expect(slots[1]).toEqual({
      start: addHours(MIDNIGHT, 1),
      end: addHours(MIDNIGHT, 2),
      perKwh: -0.01234567,
      quality: 'final',
    })
  })

  it('are those of the zone asked for', async () => {
    await save(day([1]))
    await save({ ...day([2]), zone: 'NO4' })
    const range = { from: MIDNIGHT, until: addHours(MIDNIGHT, 1) }
    const prices = await findPrices(database(), 'NO4', range)
    expect(prices.map(({ perKwh: price }) => price)).toEqual([2])
    expect(await findPrices(database(), 'NO1', range)).toEqual([])
  })

  it('stay as they were first stored', async () => {
    await save(day([1, 2]))
    await save(day([9, 9, 9]))
    const slots = await findPrices(database(), 'NO2', { from: MIDNIGHT, until: addHours(MIDNIGHT, 3) })
    expect(slots.map(({ perKwh: price }) => price)).toEqual([1, 2, 9])
  })

  it('are wanted once for each zone, at once', async () => {
    await wantPrices(database(), 'NO2', addHours(MIDNIGHT, 1))
    await wantPrices(database(), 'NO2', MIDNIGHT)
    await wantPrices(database(), 'NO2', addHours(MIDNIGHT, 2))
    expect(await database().selectFrom('price_due').select('zone').execute()).toHaveLength(1)
    expect((await nextDueTimes(database())).price_due).toEqual(MIDNIGHT)
  })
})

function day(prices: readonly number[]): PriceDocument {
  const slots = prices.map((price, hour) => ({
    start: addHours(MIDNIGHT, hour),
    end: addHours(MIDNIGHT, hour + 1),
    perKwh: perKwh(price),
    quality: 'final' as const,
  }))
  return { source: 'test', zone: 'NO2', day: '2024-12-12', resolutionMinutes: 60, slots }
}
