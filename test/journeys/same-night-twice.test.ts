import { describe, expect, test } from 'vitest'
import { chargeNow } from '../../src/control/charge-now.ts'
import { openTestDatabase } from '../support/database.ts'
import { connect, openStage } from '../support/stage.ts'
import { carOf, ledger, plansOf, play, sleeper, wall } from './night.ts'

/** A sleeping car that is charged now, and so is woken: everything decided on the way. */
async function night(fault: 'none' | 'ignored-200'): Promise<string> {
  const opened = await openTestDatabase()
  const stage = await openStage(opened.db, { start: wall('16:50'), cars: [sleeper()] })
  try {
    const { vehicle } = await connect(stage, { login: 'ola', driverId: 'driver-ola' })
    if (fault !== 'none') await stage.arm({ kind: fault, on: 'start' })
    await play(stage, vehicle, wall('18:00'))
    await chargeNow(stage.deps, vehicle.id)
    const seen = await play(stage, vehicle, wall('19:30'))
    return JSON.stringify({
      seen,
      ledger: await ledger(stage, vehicle),
      plans: await plansOf(stage, vehicle),
      car: carOf(stage, 'ola'),
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
