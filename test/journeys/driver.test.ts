import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import type { Connection } from '../../src/connections/connection-store.ts'
import { withAccess } from '../../src/connections/tokens.ts'
import { settle } from '../../src/cli/sandbox/step-world.ts'
import { chargeNow, letPlanRule } from '../../src/control/charge-now.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import { findOverride } from '../../src/control/intent-store.ts'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import type { ChargingPolicy, Vehicle } from '../../src/vehicles/vehicle.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, doubledEffects, ledger, nightCar, play, sleeper, socAt, wall } from './night.ts'

const kari = nightCar()

/** What the driver does at the car or in the carmaker's own app: no command of ours, and in no ledger. */
async function byHand(stage: Stage, connection: Connection, kind: 'start' | 'stop'): Promise<void> {
  const { api } = stage.deps.carmaker('tesla')
  const call = kind === 'start' ? api.startCharging : api.stopCharging
  await withAccess(stage.deps, connection, (accessToken) => call(accessToken, kari.vin))
}

async function setPolicy(stage: Stage, vehicle: Vehicle, change: Partial<ChargingPolicy>): Promise<void> {
  const { db, clock } = stage.deps
  const policy = await findPolicy(db, vehicle.id)
  if (policy === undefined) throw new Error('The car has no policy')
  await db
    .transaction()
    .execute((trx) =>
      changePolicy(trx, { vehicleId: vehicle.id, policy: { ...policy, ...change }, now: clock.now() }),
    )
  await settle(stage.service, clock)
}

describeOnEveryEngine('a driver with a will', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [kari, sleeper()] })

  test('a start by hand is left alone until the car is unplugged', async () => {
    const { vehicle, connection } = await connect(stage())
    await play(stage(), vehicle, wall('19:00'))
    const before = (await ledger(stage(), vehicle)).length
    await byHand(stage(), connection, 'start')
    await play(stage(), vehicle, wall('07:55'))
    expect(await ledger(stage(), vehicle)).toHaveLength(before)
    expect((await findOverride(database(), vehicle.id))?.kind).toBe('by-hand')
    expect(carOf(stage()).socPercent).toBeGreaterThan(89)
    await play(stage(), vehicle, wall('09:00'))
    expect(await findOverride(database(), vehicle.id)).toBeUndefined()
  })

  test('a start by hand is handed back when the driver lets Ladeplan take over, and is not taken for a new one', async () => {
    const { vehicle, connection } = await connect(stage())
    await play(stage(), vehicle, wall('19:00'))
    await byHand(stage(), connection, 'start')
    await play(stage(), vehicle, wall('20:00'))
    expect((await findOverride(database(), vehicle.id))?.kind).toBe('by-hand')
    await letPlanRule(stage().deps, vehicle.id)
    await play(stage(), vehicle, wall('20:10'))
    expect(carOf(stage()).status).toBe('connected')
    expect(await findOverride(database(), vehicle.id)).toBeUndefined()
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    expect(doubledEffects(carOf(stage()))).toBe(0)
  })

  test('a start by hand while Ladeplan was down is respected when it is back', async () => {
    const { vehicle, connection } = await connect(stage())
    await play(stage(), vehicle, wall('19:00'))
    stage().pass(3_600)
    await byHand(stage(), connection, 'start')
    stage().pass(7_200)
    await play(stage(), vehicle, wall('07:55'))
    expect((await findOverride(database(), vehicle.id))?.kind).toBe('by-hand')
    expect((await ledger(stage(), vehicle)).map(({ kind }) => kind)).toEqual(['stop'])
  })

  test('a second stop by hand within minutes is the driver’s: nothing more is sent', async () => {
    const { vehicle, connection } = await connect(stage())
    await play(stage(), vehicle, wall('03:25'))
    await byHand(stage(), connection, 'stop')
    await play(stage(), vehicle, wall('03:33'))
    expect(carOf(stage()).status).toBe('charging')
    await byHand(stage(), connection, 'stop')
    await play(stage(), vehicle, wall('07:30'))
    expect((await findOverride(database(), vehicle.id))?.kind).toBe('stopped-by-hand')
    expect(carOf(stage()).status).toBe('connected')
    const told = await eventsAfter(database(), { after: 0, vehicleId: vehicle.id }, 50)
    expect(told.filter(({ type }) => type === 'driver.took_over').map(({ data }) => data)).toEqual([
      { how: 'stopped' },
    ])
    await chargeNow(stage().deps, vehicle.id)
    await play(stage(), vehicle, wall('07:31'))
    expect(carOf(stage()).status, 'whoever stopped it may want it after all').toBe('charging')
  })

  test('charge now for two hours ends by itself to the second, and the car is ready all the same', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('19:00'))
    await chargeNow(stage().deps, vehicle.id, { until: 'time', hours: 2 })
    await play(stage(), vehicle, wall('19:02'))
    expect(carOf(stage()).status).toBe('charging')
    await chargeNow(stage().deps, vehicle.id, { until: 'time', hours: 2 })
    const seen = await play(stage(), vehicle, wall('21:02'))
    const over = seen.find(({ code }) => code !== 'charging_boost')
    expect(over?.at).toEqual(wall('21:00'))
    expect(await findOverride(database(), vehicle.id)).toBeUndefined()
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })

  test('charge now to more than the target charges past it and stops there', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('18:00'))
    await chargeNow(stage().deps, vehicle.id, { until: 'target', targetPercent: 86 })
    await play(stage(), vehicle, wall('07:30'))
    expect(carOf(stage()).socPercent).toBeGreaterThan(85.4)
    expect(carOf(stage()).socPercent).toBeLessThan(88)
    expect(carOf(stage()).effectiveCommands.map(({ kind }) => kind)).toEqual(['stop', 'start', 'stop'])
  })

  test('a stop by hand during the block is made good once, as a fault would be, and the car is ready', async () => {
    const { vehicle, connection } = await connect(stage())
    await play(stage(), vehicle, wall('03:25'))
    await byHand(stage(), connection, 'stop')
    await play(stage(), vehicle, wall('07:30'))
    const starts = (await ledger(stage(), vehicle)).filter(({ kind }) => kind === 'start')
    expect(starts.map(({ attempt }) => attempt)).toEqual([1, 2])
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })

  test('a pause gives the car back at once, and its end holds it back again', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('18:00'))
    await setPolicy(stage(), vehicle, { paused: true })
    await play(stage(), vehicle, wall('19:00'))
    expect(carOf(stage()).status).toBe('charging')
    await setPolicy(stage(), vehicle, { paused: false })
    await play(stage(), vehicle, wall('19:10'))
    expect(carOf(stage()).status).toBe('connected')
    expect(carOf(stage()).effectiveCommands.map(({ kind }) => kind)).toEqual(['stop', 'start', 'stop'])
  })

  test('a pause gives back a car that has fallen asleep, too', async () => {
    const { vehicle } = await connect(stage(), { login: 'ola' })
    await play(stage(), vehicle, wall('20:00'))
    expect(carOf(stage(), 'ola').asleep).toBe(true)
    await setPolicy(stage(), vehicle, { paused: true })
    await play(stage(), vehicle, wall('20:10'))
    expect(carOf(stage(), 'ola').status).toBe('charging')
    await play(stage(), vehicle, wall('07:30'))
    expect(doubledEffects(carOf(stage(), 'ola'))).toBe(0)
  })

  test('a target raised in the evening is planned for at once and reached', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('20:00'))
    await setPolicy(stage(), vehicle, { targetPercent: 88, readyBy: '06:30' })
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(87.5)
  })
})

const errand = [
  { pluggedInAt: wall('17:00'), unpluggedAt: wall('19:00') },
  { pluggedInAt: wall('20:00'), unpluggedAt: wall('08:00') },
]

describeOnEveryEngine('a car that is plugged in twice in one evening', (database) => {
  const cars = [nightCar({ stays: errand, drivesPercent: 5 })]
  const stage = useStage(database, { start: wall('16:30'), cars })

  test('is held back again after an errand, within minutes, and ready in time', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('20:15'))
    const stops = carOf(stage()).effectiveCommands.filter(({ kind }) => kind === 'stop')
    expect(stops).toHaveLength(2)
    expect(stops[1]?.at.getTime()).toBeLessThanOrEqual(addMinutes(wall('20:00'), 12).getTime())
    await play(stage(), vehicle, wall('07:30'))
    expect(stage().log.filter((line) => line.includes('pass failed'))).toEqual([])
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    expect((await ledger(stage(), vehicle)).every(({ confirmedAt }) => confirmedAt !== null)).toBe(true)
  })
})
