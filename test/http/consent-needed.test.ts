import request from 'supertest'
import { expect, it } from 'vitest'
import { smartcarClient } from '../../src/simulator/smartcar/client.ts'
import { vehicleIdOf } from '../../src/simulator/smartcar/payload.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import { isConsentOpen } from '../../src/connections/consent-open.ts'
import { connectionHealth } from '../../src/vehicles/connection-health.ts'
import { signatureOf } from '../carmakers/smartcar/deliveries.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'

const TOKEN = smartcarClient('stage').managementToken
const CAR = vehicleIdOf(car().vin)
const ENDED = 'needs_consent: ended-at-carmaker'

/** Smartcar's word that a driver has to sign in at the carmaker again. */
function consentNeeded(
  { clock }: Stage,
  { carId = CAR, signal = 'tractionbattery-stateofcharge' } = {},
): string {
  const resolution = { type: 'REAUTHENTICATE' }
  const errors = [{ type: 'CONNECTED_SERVICES_ACCOUNT', resolution, signals: [{ code: signal }] }]
  return JSON.stringify({
    ...{ eventId: 'event-1', eventType: 'VEHICLE_ERROR' },
    data: { vehicle: { id: carId }, errors },
    meta: { deliveredAt: clock.now().getTime() },
  })
}

async function healthOf({ deps, clock }: Stage, connectionId: string): Promise<string> {
  const known = await connectionHealth(deps.db, connectionId, clock.now())
  return `${known?.health?.state ?? 'none'}: ${known?.health?.reason ?? 'none'}`
}

function told({ log }: Stage): number {
  return log.filter((line) => /connection-health-changed.*ended-at-carmaker/.test(line)).length
}

describeOnEveryEngine('a message of Smartcar that the driver has to consent again', (database) => {
  const stage = useStage(database)
  const send = (body: string, signature = signatureOf(TOKEN, body)) =>
    request(stage().service.app)
      .post('/webhooks/smartcar')
      .set('Content-Type', 'application/json')
      .set('SC-Signature', signature)
      .send(body)
  const connected = async () => {
    const { connection } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    await stage().service.tick()
    stage().pass(60)
    return connection.id
  }

  it('is told at once, once, with a way to mend it, and is over when the car is read again', async () => {
    const id = await connected()
    await send(consentNeeded(stage())).expect(200)
    expect(await healthOf(stage(), id)).toBe(ENDED)
    expect(told(stage())).toBe(1)
    const connection = await findConnection(database(), id)
    expect(connection?.state).toBe('connected')
    expect(connection !== undefined && isConsentOpen(connection, stage().clock.now())).toBe(true)
    await send(consentNeeded(stage())).expect(200)
    expect(told(stage())).toBe(1)
    await stage().service.tick()
    expect(await healthOf(stage(), id)).toBe('connected: all-well')
  })

  it('stays until the car is read: what the carmaker says and does agree', async () => {
    const id = await connected()
    await stage().arm({ kind: 'account-password', times: 10_000 })
    await send(consentNeeded(stage())).expect(200)
    await stage().service.tick()
    expect(await healthOf(stage(), id)).toBe(ENDED)
    expect(told(stage())).toBe(1)
  })

  it('changes nothing if it is forged, altered, late, of a car that is not connected or of a signal that is not used', async () => {
    const id = await connected()
    const body = consentNeeded(stage())
    await send(body, 'f'.repeat(64)).expect(401)
    await send(body.replace('event-1', 'event-2'), signatureOf(TOKEN, body)).expect(401)
    await send(consentNeeded(stage(), { carId: CAR.replace(/^./, '0') })).expect(200)
    await send(consentNeeded(stage(), { signal: 'closure-doors' })).expect(200)
    stage().pass(301)
    await send(body).expect(400)
    expect(await healthOf(stage(), id)).toBe('connected: all-well')
    expect(told(stage())).toBe(0)
  })
})
