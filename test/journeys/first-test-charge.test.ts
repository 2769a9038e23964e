import { addDays, addHours } from 'date-fns'
import { expect, test } from 'vitest'
import type { TestCharge } from '../../src/vehicles/test-charge.ts'
import { read } from '../../src/database/reads.ts'
import { findTestCharge, testChargesRead } from '../../src/vehicles/test-charge-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, nightCar, play, socAt, wall } from './night.ts'

const car = nightCar()
const twoNights = [wall('17:00'), addDays(wall('17:00'), 1)].map((pluggedInAt) => ({
  pluggedInAt,
  unpluggedAt: addHours(pluggedInAt, 15),
}))

function testsOf(stage: Stage, vehicle: Vehicle): Promise<readonly TestCharge[]> {
  return read(testChargesRead(stage.deps.db, vehicle.id, new Date(0)))
}

describeOnEveryEngine('a car that is plugged in at home for the first time', (database) => {
  const stage = useStage(database, {
    start: wall('16:30'),
    cars: [{ ...car, stays: twoNights }],
    firstTestCharge: true,
  })

  test('is tested by itself within minutes, once, and is ready in the morning', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('17:30'))
    const [done] = await testsOf(stage(), vehicle)
    expect(done).toMatchObject({ readWorks: true, stopWorks: true, startWorks: true, cause: null })
    expect(done?.finishedAt?.getTime()).toBeLessThan(wall('17:20').getTime())
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    await play(stage(), vehicle, addDays(wall('18:00'), 1))
    expect(await testsOf(stage(), vehicle)).toEqual([done])
  })

  test('is not tested again when what is kept of the test has been dropped', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('17:30'))
    await database().deleteFrom('test_charge').execute()
    await play(stage(), vehicle, addDays(wall('18:00'), 1))
    expect(await testsOf(stage(), vehicle)).toEqual([])
  })

  test('and takes a message without doing anything: the cause is kept, and it is ready all the same', async () => {
    const { vehicle } = await connect(stage())
    await stage().arm({ kind: 'ignored-200', on: 'start', vin: car.vin, times: 3 })
    await play(stage(), vehicle, wall('18:00'))
    expect(await findTestCharge(database(), vehicle.id)).toMatchObject({
      ...{ readWorks: true, stopWorks: true, startWorks: false, cause: 'no_effect' },
    })
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })
})

describeOnEveryEngine('a car that is plugged in late', (database) => {
  const stage = useStage(database, {
    start: wall('16:30'),
    cars: [nightCar({ from: '01:30', socPercent: 25 })],
    firstTestCharge: true,
  })

  test('is not tested that night: it has no time to spare', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('07:30'))
    expect(await testsOf(stage(), vehicle)).toEqual([])
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(70)
  })
})

describeOnEveryEngine('a car of a retailer who has switched the first test off', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [car] })

  test('is not tested', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('18:00'))
    expect(await testsOf(stage(), vehicle)).toEqual([])
  })
})
