import { addHours, addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { connectionHealth } from '../../src/vehicles/connection-health.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

describeOnEveryEngine('a car of several that is not heard from', (database) => {
  const stage = useStage(database, { cars: [car(), car({ vin: '5YJ3E1EA0TEST0002' })] })

  it('is told although the other one answers, and a connection made just now is not blamed for it', async () => {
    const { connection, vehicle } = await connect(stage())
    await stepWorld(stage().service, stage().clock, addMinutes(stage().clock.now(), 5))
    const now = stage().clock.now()
    const health = async (): Promise<unknown> =>
      (await connectionHealth(database(), connection.id, now))?.health
    expect(await health()).toMatchObject({ reason: 'all-well' })
    const silent = { checked_at: addHours(now, -24) }
    await database().updateTable('vehicle_state').set(silent).where('vehicle_id', '=', vehicle.id).execute()
    expect(await health()).toMatchObject({ reason: 'all-well' })
    await database()
      .updateTable('connection')
      .set({ connected_at: addHours(now, -25) })
      .execute()
    expect(await health()).toMatchObject({ state: 'limited', reason: 'not-heard-from' })
    await database().updateTable('vehicle_state').set(silent).execute()
    expect(await health()).toMatchObject({ state: 'lost', reason: 'not-heard-from' })
  })
})
