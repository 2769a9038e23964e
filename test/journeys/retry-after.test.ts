import { addSeconds } from 'date-fns'
import { expect, test } from 'vitest'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, ledger, nightCar, play, socAt, wall } from './night.ts'

/** What the simulated carmaker asks for. */
const RETRY_AFTER = 30

describeOnEveryEngine('CS15: a carmaker that says when to come back', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar()] })
  const asked = () => {
    const { requests } = carOf(stage())
    return requests.vehicle + requests.vehicleData + requests.stop + requests.start
  }

  test.each(['vehicleData', 'stop'] as const)('is not called a second too early after %s', async (on) => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('16:59'))
    await stage().arm({ kind: 'rate-limited', on })
    const before = asked()
    let at = stage().clock.now()
    while (asked() - before < (on === 'stop' ? 3 : 2)) {
      at = addSeconds(at, 1)
      await play(stage(), vehicle, at)
    }
    const refusedAt = stage().clock.now()
    const calls = asked()
    await play(stage(), vehicle, addSeconds(refusedAt, RETRY_AFTER - 1))
    expect(asked()).toBe(calls)
    await play(stage(), vehicle, addSeconds(refusedAt, RETRY_AFTER))
    expect(asked()).toBeGreaterThan(calls)
    await play(stage(), vehicle, wall('07:30'))
    expect((await ledger(stage(), vehicle)).at(-1)?.confirmedAt).not.toBeNull()
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })
})
