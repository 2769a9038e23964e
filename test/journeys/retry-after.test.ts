import { addSeconds } from 'date-fns'
import { expect, it, test } from 'vitest'
import { READS_PER_DAY } from '../../src/control/quiet.ts'
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

  it('and keeps saying so for two hours is asked often enough, and no more, to see when the car has what it wants', async () => {
    const { vehicle } = await connect(stage())
    const reads = () => carOf(stage()).requests.vehicleData
    await play(stage(), vehicle, wall('01:00'))
    await stage().arm({ kind: 'rate-limited', on: 'vehicleData', times: 1_000 })
    const before = reads()
    await play(stage(), vehicle, wall('03:00'))
    const refused = reads() - before
    // The control: for the first half hour it is asked as soon as it may be.
    expect(refused).toBeGreaterThan(1_800 / RETRY_AFTER)
    expect(refused).toBeLessThan(READS_PER_DAY * 0.7)
    await stage().arm({ kind: 'rate-limited', on: 'vehicleData', times: 0 })
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    expect(carOf(stage()).socPercent).toBeLessThan(82)
  })
})
