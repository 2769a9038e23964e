import { addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import type { PriceDocument } from '../../src/prices/port.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import { tellVehiclesOfPrices } from '../../src/vehicles/price-news-store.ts'
import { wholeDay } from '../prices/support/documents.ts'
import { report, tenKilowattCar } from '../sessions/told-stay.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { useStage } from '../support/stage.ts'

const NOW = new Date('2025-01-22T18:00:00Z')
const MUCH_LATER = new Date('2025-01-23T12:00:00Z')

describeOnEveryEngine('news of prices', (database) => {
  const stage = useStage(database, { start: new Date('2025-01-22T16:00:00Z') })
  const publish = (document: PriceDocument) =>
    database()
      .transaction()
      .execute((trx) => savePrices(trx, document, NOW))
  const setDue = (at: Date) =>
    database().updateTable('vehicle_due').set({ due_at: at, poked: false }).execute()
  const dueRow = () => database().selectFrom('vehicle_due').select(['due_at', 'poked']).executeTakeFirst()

  it('makes a plugged-in vehicle of the zone due within a minute, once', async () => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', 'charging', 0, 57]])
    await setDue(MUCH_LATER)
    await publish(wholeDay('2025-01-23'))
    expect(await tellVehiclesOfPrices(database(), NOW)).toBe(1)
    const row = await dueRow()
    expect(row?.poked).toBe(true)
    expect(row?.due_at.getTime()).toBeGreaterThanOrEqual(NOW.getTime())
    expect(row?.due_at.getTime()).toBeLessThanOrEqual(addSeconds(NOW, 60).getTime())
    await setDue(MUCH_LATER)
    expect(await tellVehiclesOfPrices(database(), NOW)).toBe(0)
    expect((await dueRow())?.due_at).toEqual(MUCH_LATER)
    // A revision is news again.
    await publish(wholeDay('2025-01-23', { quality: 'preliminary' }))
    expect(await tellVehiclesOfPrices(database(), NOW)).toBe(1)
    expect((await dueRow())?.due_at).not.toEqual(MUCH_LATER)
  })

  it('never makes a vehicle due later than it was', async () => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', 'charging', 0, 57]])
    const before = addSeconds(NOW, -30)
    await setDue(before)
    await publish(wholeDay('2025-01-23'))
    await tellVehiclesOfPrices(database(), NOW)
    expect((await dueRow())?.due_at).toEqual(before)
  })

  it.each([
    ['of another zone', 'charging', 'NO4'],
    ['for a car that is not plugged in', 'disconnected', 'NO2'],
  ] as const)('%s leaves the car alone', async (_, status, zone) => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', status, 0, 57]])
    await setDue(MUCH_LATER)
    await publish(wholeDay('2025-01-23', { zone }))
    expect(await tellVehiclesOfPrices(database(), NOW)).toBe(1)
    expect((await dueRow())?.due_at).toEqual(MUCH_LATER)
  })

  it('brings no car back that is off the list', async () => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', 'charging', 0, 57]])
    await database().deleteFrom('vehicle_due').execute()
    await publish(wholeDay('2025-01-23'))
    await tellVehiclesOfPrices(database(), NOW)
    expect(await dueRow()).toBeUndefined()
  })

  it('is told by one process only', async () => {
    await publish(wholeDay('2025-01-23'))
    await Promise.all([1, 2, 3].map(() => tellVehiclesOfPrices(database(), NOW)))
    expect(await database().selectFrom('price_news').selectAll().execute()).toHaveLength(1)
  })
})
