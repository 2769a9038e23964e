import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { testCharge } from '../../src/control/driver-controls.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import type { TestCharge } from '../../src/vehicles/test-charge.ts'
import { findTestCharge } from '../../src/vehicles/test-charge-store.ts'
import { saveWhereabouts } from '../../src/vehicles/vehicle-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, ledger, nightCar, play, socAt, wall } from './night.ts'

const VIN = nightCar().vin

/** Asks for a test charge and plays the quarter of an hour after it. */
async function testOf(stage: Stage, vehicle: Vehicle): Promise<TestCharge | undefined> {
  await testCharge(stage.deps, vehicle.id)
  await play(stage, vehicle, addMinutes(stage.clock.now(), 15))
  return findTestCharge(stage.deps.db, vehicle.id)
}

describeOnEveryEngine('a test charge', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar()] })

  test('of a standing car starts and stops it, proves all three within minutes, and the night goes on', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('18:00'))
    const done = await testOf(stage(), vehicle)
    expect(done).toMatchObject({ readWorks: true, stopWorks: true, startWorks: true, cause: null })
    const told = await eventsAfter(database(), { after: 0, vehicleId: vehicle.id }, 50)
    const { readWorks, stopWorks, startWorks, cause } = done ?? {}
    expect(told.filter(({ type }) => type === 'test_charge.finished')).toMatchObject([
      { at: done?.finishedAt, data: { readWorks, stopWorks, startWorks, cause } },
    ])
    const took = ((done?.finishedAt?.getTime() ?? 0) - (done?.askedAt.getTime() ?? 0)) / 60_000
    expect(took).toBeLessThanOrEqual(5)
    expect(carOf(stage()).effectiveCommands.map(({ kind }) => kind)).toEqual(['stop', 'start', 'stop'])
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })

  test('that is asked for twice runs once, and again when it is over', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('18:00'))
    await testCharge(stage().deps, vehicle.id)
    const first = await testOf(stage(), vehicle)
    const second = await testOf(stage(), vehicle)
    expect(second?.id).not.toBe(first?.id)
    expect(second?.cause).toBeNull()
    expect(carOf(stage()).effectiveCommands.map(({ kind }) => kind)).toEqual([
      'stop',
      ...['start', 'stop', 'start', 'stop'],
    ])
  })

  test('names what stands in the way, and sends nothing', async () => {
    const { vehicle } = await connect(stage())
    expect((await testOf(stage(), vehicle))?.cause).toBe('not_plugged_in')
    await play(stage(), vehicle, wall('18:00'))
    const sent = (await ledger(stage(), vehicle)).length
    const away = { toldAtHome: false, homePlug: true }
    await database()
      .transaction()
      .execute((trx) => saveWhereabouts(trx, vehicle.id, away))
    expect(await testOf(stage(), vehicle)).toMatchObject({ readWorks: true, startWorks: null, cause: 'away' })
    expect(await ledger(stage(), vehicle)).toHaveLength(sent)
    const told = await eventsAfter(database(), { after: 0, vehicleId: vehicle.id }, 50)
    const causes = told.flatMap((event) => (event.type === 'test_charge.finished' ? [event.data.cause] : []))
    expect(causes).toEqual(['not_plugged_in', 'away'])
  })

  test.each([
    ['ignored-200', 'no_effect'],
    ['no-power', 'no_power'],
    ['busy', 'vehicle_busy'],
  ] as const)('of a car that meets %s says %s, and the car is ready all the same', async (kind, cause) => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('18:00'))
    await stage().arm({ kind, on: 'start', vin: VIN, times: 3 })
    expect(await testOf(stage(), vehicle)).toMatchObject({ readWorks: true, startWorks: false, cause })
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })
})

describeOnEveryEngine('a test charge of a car that lacks our key', (database) => {
  const stage = useStage(database, { start: wall('17:30'), cars: [nightCar({ needsKey: true })] })

  test('says so', async () => {
    const { vehicle } = await connect(stage())
    expect((await testOf(stage(), vehicle))?.cause).toBe('needs_pairing')
    expect(carOf(stage()).commands).toEqual([])
  })
})
