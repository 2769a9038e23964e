import { describe, expect, test } from 'vitest'
import { chargeNow } from '../../src/control/driver-controls.ts'
import { openTestDatabase } from '../support/database.ts'
import { connect, openStage } from '../support/stage.ts'
import { carOf, ledger, nightCar, plansOf, play, sleeper, wall } from './night.ts'

/** Two cars, one that is charged now and one that has to be woken: everything decided on the way. */
async function night(fault: 'none' | 'ignored-200'): Promise<string> {
  const opened = await openTestDatabase()
  const stage = await openStage(opened.db, { start: wall('16:30'), cars: [nightCar(), sleeper()] })
  try {
    const kari = await connect(stage)
    const ola = await connect(stage, { login: 'ola', driverId: 'driver-ola' })
    if (fault !== 'none') await stage.arm({ kind: fault, on: 'start', vin: nightCar().vin })
    await play(stage, kari.vehicle, wall('18:00'))
    await chargeNow(stage.deps, kari.vehicle.id)
    const seen = await play(stage, kari.vehicle, wall('03:30'))
    const vehicles = [kari.vehicle, ola.vehicle]
    return JSON.stringify({
      seen,
      ledgers: await Promise.all(vehicles.map((vehicle) => ledger(stage, vehicle))),
      plans: await Promise.all(vehicles.map((vehicle) => plansOf(stage, vehicle))),
      cars: [carOf(stage), carOf(stage, 'ola')],
    })
  } finally {
    await stage.close()
    await opened.close()
  }
}

describe('the same night played twice', () => {
  test('gives the same commands and plans, and another as soon as the carmaker fails once', async () => {
    const [first, second, faulty] = [await night('none'), await night('none'), await night('ignored-200')]
    expect(second).toBe(first)
    expect(faulty).not.toBe(first)
  })
})
