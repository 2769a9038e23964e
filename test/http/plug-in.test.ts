import { addMinutes } from 'date-fns'
import request from 'supertest'
import { expect, it } from 'vitest'
import { decisionsOf } from '../../src/control/decision-log-store.ts'
import { plansSince } from '../../src/control/plan-store.ts'
import { smartcarClient } from '../../src/simulator/simulator.ts'
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
  const stage = useStage(database, { cars: [car({ limitPercent: 90, stays })] })

  /** Connected and looked at while it was away; then it is plugged in, begins to charge, and its carmaker says so. */
  async function pluggedIn() {
    const { vehicle } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    await stage().service.tick()
    stage().pass(45 * 60)
    const at = stage().clock.now()
    const body = JSON.stringify(
      stateOf(
        CAR,
        [
          { code: 'charge-ischargingcableconnected', body: { value: true }, at },
          { code: 'charge-detailedchargingstatus', body: { value: 'CHARGING' }, at },
          { code: 'tractionbattery-stateofcharge', body: { value: 40, unit: 'percent' }, at },
        ],
        { eventId: 'plugged-in', deliveredAt: at },
      ),
    )
    await request(stage().service.app)
      .post('/webhooks/smartcar')
      .set('Content-Type', 'application/json')
      .set('SC-Signature', signatureOf(TOKEN, body))
      .send(body)
      .expect(200)
    return { vehicle, at }
  }

  it('has a stored plan at the next tick, and nothing is fetched for it', async () => {
    const { vehicle, at } = await pluggedIn()
    expect((await findState(database(), vehicle.id))?.pluggedInAt).toEqual(at)
    expect(await plansSince(database(), vehicle.id, new Date(0))).toEqual([])
    const reads = await readsToday(database(), vehicle.id, at)
    await stage().service.tick()
    const [plan] = await plansSince(database(), vehicle.id, at)
    // World time stands still between the event and the plan: 0 of the 10 seconds.
    expect(plan).toMatchObject({ madeAt: at, cause: 'first-plan' })
    expect(plan?.problem.slots.some(({ costPerKwh }) => costPerKwh !== null)).toBe(true)
    expect(await readsToday(database(), vehicle.id, at)).toBe(reads)
    const since = { from: at, until: addMinutes(at, 1), after: 0, limit: 10 }
    const [told] = await decisionsOf(database(), vehicle.id, since)
    expect(told?.decided).toMatchObject({ planCause: 'first-plan' })
  })
})
