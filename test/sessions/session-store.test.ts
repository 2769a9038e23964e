import { expect, test } from 'vitest'
import { projectDueSessions, projectSessions } from '../../src/sessions/project-sessions.ts'
import { listSessions, sessionEnergy, vehiclesToProject } from '../../src/sessions/session-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { useStage } from '../support/stage.ts'
import { EVENING, findAsleep, PRICES, publish, READY_BY, report, STAY, tenKilowattCar } from './told-stay.ts'

describeOnEveryEngine('sessions', (database) => {
  const stage = useStage(database, { start: EVENING })
  const project = (): Promise<number> => projectDueSessions(stage().deps)

  async function stored(vehicle: Vehicle): Promise<unknown> {
    const sessions = await listSessions(database(), vehicle.id)
    return Promise.all(
      sessions.map(async (session) => ({ session, energy: await sessionEnergy(database(), session.id) })),
    )
  }

  test('tell what was drawn and what it cost, hour by hour', async () => {
    const vehicle = await tenKilowattCar(stage())
    await publish(stage(), PRICES)
    await report(stage(), vehicle, STAY)
    await project()
    const [session, ...more] = await listSessions(database(), vehicle.id)
    expect(more).toEqual([])
    expect(session).toMatchObject({
      pluggedInAt: new Date('2025-01-22T17:00:00Z'),
      unpluggedAt: null,
      socAtPlugIn: 57,
      targetPercent: 80,
      readyBy: READY_BY,
      socAtReadyBy: null,
      powerKw: 10,
    })
    const energy = await sessionEnergy(database(), session?.id ?? '')
    expect(
      energy.map(({ start, energy: drawn, cost }) => [start.getUTCHours(), round(drawn), round(cost)]),
    ).toEqual([
      [17, 5, 15],
      [0, 10, 5],
    ])
  })

  test('projecting twice is projecting once', async () => {
    const vehicle = await tenKilowattCar(stage())
    await publish(stage(), PRICES)
    await report(stage(), vehicle, STAY)
    await projectSessions(stage().deps, vehicle.id)
    const once = await stored(vehicle)
    await projectSessions(stage().deps, vehicle.id)
    expect(await stored(vehicle)).toEqual(once)
    expect(await project()).toBe(0)
  })

  test('projecting report by report ends where projecting once would', async () => {
    const vehicle = await tenKilowattCar(stage())
    await publish(stage(), PRICES)
    for (const one of STAY) {
      await report(stage(), vehicle, [one])
      await project()
    }
    const stepwise = await stored(vehicle)
    await database().deleteFrom('charging_session').execute()
    await projectSessions(stage().deps, vehicle.id)
    const strip = (text: unknown): string => JSON.stringify(text).replaceAll(/"id":"[^"]*"/g, '')
    expect(strip(await stored(vehicle))).toBe(strip(stepwise))
  })

  test('a price that comes late is counted when the car is next looked at', async () => {
    const vehicle = await tenKilowattCar(stage())
    await publish(
      stage(),
      PRICES.map((price, hour) => (hour >= 8 ? null : price)),
    )
    await report(stage(), vehicle, STAY)
    await project()
    const [session] = await listSessions(database(), vehicle.id)
    const before = await sessionEnergy(database(), session?.id ?? '')
    expect(before.map(({ energy, cost }) => [round(energy), cost])).toEqual([
      [5, 15],
      [10, null],
    ])
    await publish(stage(), PRICES)
    await findAsleep(stage(), vehicle, '03:00')
    await project()
    const after = await sessionEnergy(database(), session?.id ?? '')
    expect(after.map(({ energy, cost }) => [round(energy), round(cost)])).toEqual([
      [5, 15],
      [10, 5],
    ])
  })

  test('a car asleep at ready-by is judged by its last report', async () => {
    const vehicle = await tenKilowattCar(stage())
    await report(stage(), vehicle, STAY)
    await findAsleep(stage(), vehicle, '05:59')
    await project()
    expect((await listSessions(database(), vehicle.id))[0]?.socAtReadyBy).toBeNull()
    await findAsleep(stage(), vehicle, '06:00')
    await project()
    expect((await listSessions(database(), vehicle.id))[0]?.socAtReadyBy).toBe(80)
  })

  test('unplugging closes a session, plugging in again opens another', async () => {
    const vehicle = await tenKilowattCar(stage())
    await report(stage(), vehicle, STAY)
    await project()
    await report(stage(), vehicle, [['06:40', 'disconnected', 0, 80]])
    await project()
    expect(await vehiclesToProject(database())).toEqual([])
    await report(stage(), vehicle, [['09:00', 'charging', 0.1, 70]])
    await project()
    const sessions = await listSessions(database(), vehicle.id)
    expect(sessions.map(({ unpluggedAt }) => unpluggedAt)).toEqual([new Date('2025-01-23T06:40:00Z'), null])
  })
})

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000
}
