import { addDays } from 'date-fns'
import { describe, expect, it } from 'vitest'
import { TESLA_API_PRICES } from '../../src/carmakers/tesla/api-prices.ts'
import { createReads } from '../../src/database/reads.ts'
import { costOf, projectBills } from '../../src/vehicles/api-bill.ts'
import {
  callsOfBrands,
  countCalls,
  forgetCalls,
  giveReadBack,
  readsToday,
  takeRead,
} from '../../src/vehicles/call-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

const NOW = new Date('2024-12-12T23:59:59Z')
const NEXT_DAY = new Date('2024-12-13T00:00:00Z')

describeOnEveryEngine('calls that carmakers bill', (database) => {
  const stage = useStage(database)
  const take = (id: string, budget: number, now = NOW) =>
    takeRead(createReads(database()), id, { now, budget })

  it('never spend more reads than a day has, however many ask at once', async () => {
    const { id } = (await connect(stage())).vehicle
    const taken = await Promise.all(Array.from({ length: 30 }, () => take(id, 12)))
    expect(taken.filter(Boolean)).toHaveLength(12)
    expect(await readsToday(database(), id, NOW)).toBe(12)
    expect(await take(id, 0)).toBe(false)
    expect(await take(id, 12, NEXT_DAY)).toBe(true)
  })

  it('give a read back that was not billed, and none that was never taken', async () => {
    const { id } = (await connect(stage())).vehicle
    await giveReadBack(database(), id, NOW)
    await take(id, 2)
    await giveReadBack(database(), id, NOW)
    await giveReadBack(database(), id, NOW)
    expect(await readsToday(database(), id, NOW)).toBe(0)
  })

  it('are added up by brand over whole days, and forgotten', async () => {
    const { id } = (await connect(stage())).vehicle
    await countCalls(database(), id, NOW, { commands: 3, signals: 100 })
    await countCalls(database(), id, NOW, { commands: 1, wakes: 1 })
    await countCalls(database(), id, addDays(NOW, 1), { reads: 2 })
    expect(await callsOfBrands(database(), NOW, addDays(NOW, 1))).toEqual([
      { carmaker: 'tesla', vehicles: 1, reads: 2, commands: 4, wakes: 1, signals: 100 },
    ])
    await forgetCalls(database(), NEXT_DAY)
    expect(await callsOfBrands(database(), NOW, NOW)).toEqual([])
  })

  it('make a bill: what was spent, and the rest of the month like the last seven days', async () => {
    const { id } = (await connect(stage())).vehicle
    for (let day = 1; day <= 7; day++) {
      await countCalls(database(), id, addDays(NOW, -day), { reads: 5, commands: 10 })
    }
    await countCalls(database(), id, NOW, { wakes: 1 })
    const [bill] = await projectBills(database(), { tesla: TESLA_API_PRICES }, NOW)
    // By hand: 35 reads and 70 commands are 0.07 + 0.07 USD in seven days, a wake 0.02, and 19 days are left.
    expect(bill).toMatchObject({
      carmaker: 'tesla',
      month: '2024-12',
      vehicles: 1,
      calls: { reads: 35, commands: 70, wakes: 1, signals: 0 },
      soFarUsd: 0.16,
      projectedUsd: 0.54,
      projectedPerVehicleUsd: 0.54,
      projectedToPayUsd: 0,
    })
    expect(await projectBills(database(), {}, NOW)).toEqual([])
  })
})

describe('the price of calls', () => {
  it('is that of the list', () => {
    const none = { reads: 0, commands: 0, wakes: 0, signals: 0 }
    expect(costOf({ ...none, reads: 500 }, TESLA_API_PRICES)).toBe(1)
    expect(costOf({ ...none, commands: 1_000 }, TESLA_API_PRICES)).toBe(1)
    expect(costOf({ ...none, wakes: 50 }, TESLA_API_PRICES)).toBe(1)
    expect(costOf({ ...none, signals: 150_000 }, TESLA_API_PRICES)).toBe(1)
  })
})
