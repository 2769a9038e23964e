import { expect, test } from 'vitest'
import { addMinutes } from 'date-fns'
import { saveWait, usualSpacingSeconds } from '../../src/control/carmaker-wait-store.ts'
import { saveOverride } from '../../src/control/intent-store.ts'
import { nightCar, wall } from '../journeys/night.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

const HOST = { carmaker: 'tesla', region: 'region-1' } as const
const ELSEWHERE = { carmaker: 'tesla', region: 'north-america' } as const
const NOW = wall('23:00')

describeOnEveryEngine('How far apart requests about waiting cars would usually be', (database) => {
  const stage = useStage(database, { start: wall('22:00'), cars: [nightCar()] })
  const spacing = (host: typeof HOST | typeof ELSEWHERE = HOST) =>
    usualSpacingSeconds(database(), { host, now: NOW, lookRequests: 2 })

  async function wants(vehicleId: string, desired: 'CHARGE' | 'HOLD', minutes: number): Promise<void> {
    const until = addMinutes(NOW, minutes)
    await database()
      .updateTable('intent')
      .set({ desired, valid_until: until })
      .where('vehicle_id', '=', vehicleId)
      .execute()
  }

  test('is told of the cars of that host by what they want: two requests in ten minutes, in half an hour, or one of a car that sleeps', async () => {
    const { vehicle } = await connect(stage())
    await stage().service.tick()
    expect(await spacing()).toBe(0)
    await database()
      .transaction()
      .execute((trx) => saveWait(trx, { vehicleId: vehicle.id, host: HOST, since: NOW }))
    await wants(vehicle.id, 'HOLD', 60)
    expect(await spacing()).toBeCloseTo(900)
    expect(await spacing(ELSEWHERE)).toBe(0)
    await wants(vehicle.id, 'HOLD', -1)
    expect(await spacing()).toBeCloseTo(300)
    await wants(vehicle.id, 'CHARGE', 60)
    expect(await spacing()).toBeCloseTo(300)
    await database().updateTable('vehicle_state').set({ reach: 'asleep' }).execute()
    expect(await spacing()).toBeCloseTo(600)
  })

  test('is no matter where a car that waits is past its latest start, or its driver told it to charge now', async () => {
    const { vehicle } = await connect(stage())
    await stage().service.tick()
    await database()
      .transaction()
      .execute((trx) => saveWait(trx, { vehicleId: vehicle.id, host: HOST, since: NOW }))
    await wants(vehicle.id, 'HOLD', 60)
    const latestStart = (minutes: number) =>
      database()
        .updateTable('intent')
        .set({ latest_start: addMinutes(NOW, minutes) })
        .execute()
    await latestStart(1)
    expect(await spacing()).toBeCloseTo(900)
    await latestStart(0)
    expect(await spacing()).toBe(0)
    await latestStart(60)
    await database()
      .transaction()
      .execute((trx) =>
        saveOverride(trx, vehicle.id, { kind: 'charge-now', since: NOW, end: { until: 'unplugged' } }),
      )
    expect(await spacing()).toBe(0)
  })
})
