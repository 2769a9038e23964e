import { addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { settle } from '../../src/cli/sandbox/step-world.ts'
import type { PriceDocument } from '../../src/prices/port.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import { tellVehiclesOfPrices } from '../../src/vehicles/price-news-store.ts'
import { openFleet } from '../chaos/fleet.ts'
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
  const tell = () => tellVehiclesOfPrices(database(), { now: NOW, perSecond: 100 })
  const dueRow = () => database().selectFrom('vehicle_due').select(['due_at', 'poked']).executeTakeFirst()

  it('makes a plugged-in vehicle of the zone due within a minute, once', async () => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', 'charging', 0, 57]])
    await setDue(MUCH_LATER)
    await publish(wholeDay('2025-01-23'))
    expect(await tell()).toBe(1)
    const row = await dueRow()
    expect(row?.poked).toBe(true)
    expect(row?.due_at.getTime()).toBeGreaterThanOrEqual(NOW.getTime())
    expect(row?.due_at.getTime()).toBeLessThanOrEqual(addSeconds(NOW, 60).getTime())
    await setDue(MUCH_LATER)
    expect(await tell()).toBe(0)
    expect((await dueRow())?.due_at).toEqual(MUCH_LATER)
    // A revision is news again.
    await publish(wholeDay('2025-01-23', { quality: 'preliminary' }))
    expect(await tell()).toBe(1)
    expect((await dueRow())?.due_at).not.toEqual(MUCH_LATER)
  })

  it('never makes a vehicle due later than it was', async () => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', 'charging', 0, 57]])
    const before = addSeconds(NOW, -30)
    await setDue(before)
    await publish(wholeDay('2025-01-23'))
    await tell()
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
    expect(await tell()).toBe(1)
    expect((await dueRow())?.due_at).toEqual(MUCH_LATER)
  })

  it('brings no car back that is off the list', async () => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', 'charging', 0, 57]])
    await database().deleteFrom('vehicle_due').execute()
    await publish(wholeDay('2025-01-23'))
    await tell()
    expect(await dueRow()).toBeUndefined()
  })

  it('is told by one process only', async () => {
    await publish(wholeDay('2025-01-23'))
    await Promise.all([1, 2, 3].map(() => tell()))
    expect(await database().selectFrom('price_news').selectAll().execute()).toHaveLength(1)
  })
})

const CARS = 6

describeOnEveryEngine('news of prices for many cars', (database) => {
  it('make them due in the order in which they would be, no faster than their carmaker may be asked', async () => {
    const clock = new SteppedClock(new Date('2024-12-12T22:00:00Z'))
    const fleet = await openFleet(database(), { cars: CARS, clock })
    try {
      await settle(fleet.service, clock)
      const now = clock.now()
      for (const [n, id] of fleet.vehicleIds.entries())
        await database()
          .updateTable('vehicle_due')
          .set({ due_at: addSeconds(now, 3_600 - n), poked: false })
          .where('vehicle_id', '=', id)
          .execute()
      await database().deleteFrom('price_news').execute()
      expect(await tellVehiclesOfPrices(database(), { now, perSecond: 0.05 })).toBeGreaterThan(0)
      const rows = await database().selectFrom('vehicle_due').selectAll().orderBy('due_at').execute()
      expect(rows.map(({ vehicle_id }) => vehicle_id)).toEqual(fleet.vehicleIds.toReversed())
      expect(rows.map(({ due_at }) => due_at)).toEqual(
        [0, 20, 40, 60, 80, 100].map((s) => addSeconds(now, s)),
      )
    } finally {
      await fleet.close()
    }
  })
})
