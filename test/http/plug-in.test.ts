import { addMinutes } from 'date-fns'
import request from 'supertest'
import { expect, it } from 'vitest'
import { realClock } from '../../src/base/clock.ts'
import { decisionsOf } from '../../src/control/decision-log-store.ts'
import { plansSince } from '../../src/control/plan-store.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { DUE_TOPIC } from '../../src/service.ts'
import { smartcarClient } from '../../src/simulator/smartcar/client.ts'
import { vehicleIdOf } from '../../src/simulator/smartcar/payload.ts'
import { readsToday } from '../../src/vehicles/call-store.ts'
import { findState } from '../../src/vehicles/state-store.ts'
import { signatureOf, stateOf } from '../carmakers/smartcar/deliveries.ts'
import { car, DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

const TOKEN = smartcarClient('stage').managementToken
const CAR = vehicleIdOf(car().vin)
const PLUGGED_IN = addMinutes(DUSK, 45)
const stays = [{ pluggedInAt: PLUGGED_IN, unpluggedAt: addMinutes(PLUGGED_IN, 12 * 60) }]

describeOnEveryEngine('a car that tells by itself that it was plugged in', (database) => {
  const hints = createMemoryHints(realClock)
  const stage = useStage(database, { cars: [car({ limitPercent: 90, stays })], hints })

  /** Connected and looked at while it was away; then it is plugged in and begins to charge. */
  async function pluggedIn() {
    const { vehicle } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    await stage().service.tick()
    stage().pass(44 * 60)
    await stage().service.tick()
    stage().pass(60)
    return { vehicle, at: stage().clock.now() }
  }

  /** Its carmaker says so. */
  function push(at: Date, { token = TOKEN } = {}) {
    const signals = [
      { code: 'charge-ischargingcableconnected', body: { value: true }, at },
      { code: 'charge-detailedchargingstatus', body: { value: 'CHARGING' }, at },
      { code: 'tractionbattery-stateofcharge', body: { value: 40, unit: 'percent' }, at },
    ]
    const body = JSON.stringify(stateOf(CAR, signals, { eventId: 'plugged-in', deliveredAt: at }))
    return request(stage().service.app)
      .post('/webhooks/smartcar')
      .set('Content-Type', 'application/json')
      .set('SC-Signature', signatureOf(token, body))
      .send(body)
  }

  it('has a stored plan at the next tick, and nothing is fetched for it', async () => {
    const { vehicle, at } = await pluggedIn()
    await push(at).expect(200)
    expect((await findState(database(), vehicle.id))?.pluggedInAt).toEqual(at)
    expect(await plansSince(database(), vehicle.id, new Date(0))).toEqual([])
    const reads = await readsToday(database(), vehicle.id, at)
    await stage().service.tick()
    const [plan] = await plansSince(database(), vehicle.id, at)
    // World time stands still between the event and the plan: 0 of the 10 seconds. Real time: `npm run bench:control`.
    expect(plan).toMatchObject({ madeAt: at, cause: 'first-plan' })
    expect(plan?.problem.slots.some(({ costPerKwh }) => costPerKwh !== null)).toBe(true)
    expect(await readsToday(database(), vehicle.id, at)).toBe(reads)
    const since = { from: at, until: addMinutes(at, 1), after: 0, limit: 10 }
    const [told] = await decisionsOf(database(), vehicle.id, since)
    expect(told?.decided).toMatchObject({ planCause: 'first-plan' })
  })

  it('is due at once, and whoever looks after cars is woken, once; what is forged wakes nobody', async () => {
    const { vehicle, at } = await pluggedIn()
    const dueAt = async () =>
      (
        await database()
          .selectFrom('vehicle_due')
          .select('due_at')
          .where('vehicle_id', '=', vehicle.id)
          .executeTakeFirstOrThrow()
      ).due_at
    const wokenAt: Date[] = []
    const stop = hints.onWake(DUE_TOPIC, () => wokenAt.push(stage().clock.now()))
    expect((await dueAt()).getTime()).toBeGreaterThan(at.getTime())
    await push(at, { token: 'forged' }).expect(401)
    expect((await dueAt()).getTime()).toBeGreaterThan(at.getTime())
    expect(wokenAt).toEqual([])
    await push(at).expect(200)
    expect(await dueAt()).toEqual(at)
    expect(wokenAt).toEqual([at])
    await push(at).expect(200)
    expect(wokenAt).toEqual([at])
    stop()
  })
})
