import axios from 'axios'
import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import type { Database } from '../../src/database/database.ts'
import { findState } from '../../src/vehicles/state-store.ts'
import { findStreamAsked } from '../../src/vehicles/streaming-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, nightCar, wall } from './night.ts'
import { playStreaming } from './streaming-night.ts'

describeOnEveryEngine('withdrawing consent to a car that streams', (database) => {
  const cars = [nightCar({ needsKey: true })]
  const stage = useStage(database, { start: wall('16:30'), streams: true, cars })

  test('takes the settings from the car before the token is revoked, once', async () => {
    const { connection, vehicle } = await streaming(stage())
    await withdrawConsent(stage().deps, connection.id)
    await playFor(stage(), 2)
    expect(carOf(stage()).streams).toBe(false)
    expect((await findConnection(database(), connection.id))?.revokedAt).not.toBeNull()
    expect(await findStreamAsked(database(), vehicle.id)).toBeUndefined()
    expect(endsAsked(stage())).toBe(1)
    expect(stage().simulator.report().requestsAfterRevocation).toBe(0)
  })

  test('nothing that still arrives of the car is kept: it is a stranger’s', async () => {
    const { connection, vehicle } = await streaming(stage())
    // The settings stay in the car, and its records come in.
    await stage().arm({ kind: 'http-500', on: 'telemetryEnd', times: 100 })
    await withdrawConsent(stage().deps, connection.id)
    await playFor(stage(), 2)
    const before = await findState(database(), vehicle.id)
    const [taken, strangers] = [outcomes(stage(), 'taken'), outcomes(stage(), 'not-ours')]
    expect(taken).toBeGreaterThan(0)
    const deliveries = await deliveriesKept(database())
    expect(await playFor(stage(), 10)).toBeGreaterThan(0)
    expect(outcomes(stage(), 'taken')).toBe(taken)
    expect(outcomes(stage(), 'not-ours')).toBeGreaterThan(strangers)
    expect(await findState(database(), vehicle.id)).toEqual(before)
    expect(await deliveriesKept(database())).toBe(deliveries)
  })

  test('a stream that cannot be ended at once is tried again, and the withdrawal does not wait for it', async () => {
    const { connection } = await streaming(stage())
    await stage().arm({ kind: 'rate-limited', on: 'telemetryEnd', times: 1 })
    await stage().arm({ kind: 'http-500', on: 'telemetryEnd', times: 1 })
    await withdrawConsent(stage().deps, connection.id)
    await playFor(stage(), 2)
    const state = async () => findConnection(database(), connection.id)
    expect(await state()).toMatchObject({ state: 'withdrawn', revokedAt: null })
    expect(carOf(stage()).streams).toBe(true)
    await playFor(stage(), 16, 2)
    expect(endsAsked(stage())).toBe(3)
    expect(carOf(stage()).streams).toBe(false)
    expect((await state())?.revokedAt).not.toBeNull()
  })

  test('after an hour without success the token is revoked all the same, and nothing is asked any more', async () => {
    const { connection } = await streaming(stage())
    await stage().arm({ kind: 'http-500', on: 'telemetryEnd', times: 1000 })
    await withdrawConsent(stage().deps, connection.id)
    await playFor(stage(), 58, 2)
    expect((await findConnection(database(), connection.id))?.revokedAt).toBeNull()
    expect(endsAsked(stage())).toBe(4)
    await playFor(stage(), 60, 4)
    expect((await findConnection(database(), connection.id))?.revokedAt).not.toBeNull()
    expect(endsAsked(stage())).toBe(4)
    expect(stage().simulator.report().requestsAfterRevocation).toBe(0)
  })

  test('a car that another driver has connected meanwhile goes on streaming to them', async () => {
    const { connection } = await streaming(stage())
    await stage().arm({ kind: 'http-500', on: 'telemetryEnd', times: 1 })
    await withdrawConsent(stage().deps, connection.id)
    await playFor(stage(), 2)
    const next = await connect(stage(), { driverId: 'driver-nora' })
    await playFor(stage(), 20, 2)
    expect((await findConnection(database(), connection.id))?.revokedAt).not.toBeNull()
    expect(endsAsked(stage())).toBe(1)
    expect(carOf(stage()).streams).toBe(true)
    expect((await findStreamAsked(database(), next.vehicle.id))?.outcome).toBe('yes')
  })
})

async function streaming(stage: Stage): ReturnType<typeof connect> {
  const connected = await connect(stage)
  await axios.post(`${stage.simulator.url}/_ak/localhost`, new URLSearchParams({ login: 'kari' }))
  await playStreaming(stage, wall('17:06'))
  expect(carOf(stage).streams).toBe(true)
  return connected
}

function playFor(stage: Stage, minutes: number, step = 1): Promise<number> {
  return playStreaming(stage, addMinutes(stage.clock.now(), minutes), { minutes: step })
}

async function deliveriesKept(db: Database): Promise<number> {
  return (await db.selectFrom('webhook_delivery').select('event_hash').execute()).length
}

function outcomes({ log }: Stage, word: string): number {
  return log.filter((line) => line.includes('webhook-received') && line.includes(`"${word}"`)).length
}

function endsAsked({ log }: Stage): number {
  return log.filter(
    (line) => line.includes('carmaker-answered') && line.includes('{vin}/fleet_telemetry_config'),
  ).length
}
