import { addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { tellVehiclesOfSite } from '../../src/vehicles/site-news-store.ts'
import { report, tenKilowattCar } from '../sessions/told-stay.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { useStage } from '../support/stage.ts'

const NOW = new Date('2025-01-22T18:00:00Z')
const MUCH_LATER = new Date('2025-01-23T12:00:00Z')

describeOnEveryEngine('news of a site', (database) => {
  const stage = useStage(database, { start: new Date('2025-01-22T16:00:00Z') })
  const setDue = (at: Date) =>
    database().updateTable('vehicle_due').set({ due_at: at, poked: false }).execute()
  const dueRow = () => database().selectFrom('vehicle_due').select(['due_at', 'poked']).executeTakeFirst()

  it('has its plugged-in vehicle looked at now, and never later than it was due', async () => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', 'charging', 0, 57]])
    for (const [due, expected] of [
      [MUCH_LATER, NOW],
      [addSeconds(NOW, -30), addSeconds(NOW, -30)],
    ] as const) {
      await setDue(due)
      await tellVehiclesOfSite(database(), car.siteId, NOW)
      expect(await dueRow()).toEqual({ due_at: expected, poked: true })
    }
  })

  it.each([
    ['of another site', 'charging', () => 'elsewhere'],
    ['for a car that is not plugged in', 'disconnected', (own: string) => own],
  ] as const)('%s leaves the car alone', async (_, status, siteOf) => {
    const car = await tenKilowattCar(stage())
    await report(stage(), car, [['17:00', status, 0, 57]])
    await setDue(MUCH_LATER)
    await tellVehiclesOfSite(database(), siteOf(car.siteId), NOW)
    expect(await dueRow()).toEqual({ due_at: MUCH_LATER, poked: false })
  })
})
