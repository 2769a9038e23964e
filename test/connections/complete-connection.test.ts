import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { findConnection, listConnections } from '../../src/connections/connection-store.ts'
import { consentEvents, PURPOSES } from '../../src/connections/consent-store.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { FlowRefusedError } from '../../src/connections/oauth-flow.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { findVehicle, listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { car } from '../simulator/support.ts'
import { holdsConsent } from './insert-command.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, NOTICE, openFlow, signIn, useStage, type Stage } from '../support/stage.ts'

describeOnEveryEngine('completing a connection', (database) => {
  const stage = useStage(database, {
    cars: [car({ limitPercent: 90 }), car({ login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002' })],
  })
  const complete = async (flow: Awaited<ReturnType<typeof agree>>, login = 'kari') =>
    completeConnection(stage().deps, {
      carmaker: 'tesla',
      parameters: await signIn(flow, { login }),
      binding: flow.binding,
    })

  it('writes down what was asked, what was granted, what was shown and who receives data', async () => {
    const { connection } = await connect(stage())
    const [granted, ...more] = await consentEvents(database(), connection.id)
    expect(more).toEqual([])
    expect(granted).toMatchObject({
      event: 'granted',
      at: stage().clock.now(),
      notice: NOTICE,
      purposes: [...PURPOSES],
      scopesAsked: ['openid', 'offline_access', 'vehicle_device_data', 'vehicle_charging_cmds'],
      scopesGranted: ['openid', 'offline_access', 'vehicle_device_data', 'vehicle_charging_cmds'],
      recipients: ['Driftspartner AS'],
    })
  })

  it('OA17: writes down the scopes that the driver left ticked, not those asked for', async () => {
    const { connection } = await connect(stage(), { scopes: ['vehicle_device_data'] })
    const [granted] = await consentEvents(database(), connection.id)
    expect(granted?.scopesGranted).not.toContain('vehicle_charging_cmds')
    expect(granted?.scopesAsked).toContain('vehicle_charging_cmds')
  })

  it('cannot change or shorten the ledger of consents', async () => {
    const { connection } = await connect(stage())
    const before = await consentEvents(database(), connection.id)
    const change = database().updateTable('consent_event').set({ notice_version: '0' }).execute()
    await expect(change).rejects.toThrow('consent_event is append-only')
    const removal = database().deleteFrom('consent_event').execute()
    await expect(removal).rejects.toThrow('consent_event is append-only')
    for (const emptying of ['truncate consent_event', 'truncate connection cascade'])
      await expect(sql.raw(emptying).execute(database())).rejects.toThrow('consent_event is append-only')
    expect(await consentEvents(database(), connection.id)).toEqual(before)
  })

  it('lends its consent to no car of another driver: the database refuses such a command', async () => {
    const { connection, vehicle } = await connect(stage())
    const other = await connect(stage(), { driverId: 'driver-ola', login: 'ola' })
    const command = { connectionId: connection.id, sentAt: stage().clock.now(), epoch: 1 }
    expect(await holdsConsent(database(), { ...command, vehicleId: vehicle.id })).toBe(true)
    expect(await holdsConsent(database(), { ...command, vehicleId: other.vehicle.id })).toBe(false)
  })

  it('stores nothing if the driver says no', async () => {
    const flow = await agree(stage())
    const parameters = await signIn(flow, { decision: 'deny' })
    const attempt = completeConnection(stage().deps, { carmaker: 'tesla', parameters, binding: flow.binding })
    await expect(attempt).rejects.toMatchObject({ code: 'authorization-refused' })
    expect(stage().door.requests).toEqual([])
    expect((await findConnection(database(), flow.connection.id))?.state).toBe('abandoned')
    expect(await consentEvents(database(), flow.connection.id)).toEqual([])
  })

  it('OA20: does not move a car to another driver, and leaves no token live for the one who tried', async () => {
    const first = await connect(stage())
    const other = await agree(stage(), 'driver-mallory')
    await expect(complete(other)).rejects.toMatchObject({ code: 'vehicle-connected-elsewhere' })
    expect(await findVehicle(database(), first.vehicle.id)).toEqual(first.vehicle)
    expect(await findConnection(database(), first.connection.id)).toEqual(first.connection)
    expect((await findConnection(database(), other.connection.id))?.state).toBe('abandoned')
    expect(await consentEvents(database(), other.connection.id)).toEqual([])
    expect(await tokenOwners(stage())).toEqual([first.connection.id])
    expect(revocations(stage())).toHaveLength(0)
    // The first driver's own tokens still work; the other's are given back.
    await stage().service.tick()
    expect(revocations(stage())).toHaveLength(1)
    expect(stage().simulator.report().cars[0]?.requests.vehicleData).toBe(1)
  })

  it('keeps a car’s id when the same driver connects it again after the carmaker had ended consent', async () => {
    const before = await connect(stage())
    await lapse(stage(), before.connection.id)
    const again = { connection: before.connection, ...(await openFlow(stage(), before.connection)) }
    expect((await complete(again)).state).toBe('connected')
    const cars = await listVehicles(database(), { driverId: 'driver-kari' })
    expect(cars.map(({ id }) => id)).toEqual([before.vehicle.id])
    expect(await consentEvents(database(), before.connection.id)).toHaveLength(2)
  })

  it('ends the lapsed connection that a new one takes the place of', async () => {
    const before = await connect(stage())
    await lapse(stage(), before.connection.id)
    const after = await connect(stage())
    expect(after.vehicle.id).toBe(before.vehicle.id)
    expect((await findConnection(database(), before.connection.id))?.state).toBe('withdrawn')
    await stage().service.tick()
    expect(await tokenOwners(stage())).toEqual([after.connection.id])
  })

  it('ends the older of two connections that one driver had open at a time', async () => {
    const [older, newer] = [await agree(stage()), await agree(stage())]
    await complete(older)
    await complete(newer)
    await stage().service.tick()
    expect(await tokenOwners(stage())).toEqual([newer.connection.id])
    const live = (await listConnections(database())).filter(({ state }) => state === 'connected')
    expect(live.map(({ id }) => id)).toEqual([newer.connection.id])
  })

  it('does not bring a withdrawn connection back by a flow that was still open', async () => {
    const flow = await agree(stage())
    const second = { connection: flow.connection, ...(await openFlow(stage(), flow.connection)) }
    const { id } = await complete(flow)
    await withdrawConsent(stage().deps, id)
    const asked = stage().door.requests.length
    await expect(complete(second)).rejects.toThrow(FlowRefusedError)
    expect(stage().door.requests).toHaveLength(asked)
    expect((await findConnection(database(), id))?.state).toBe('withdrawing')
  })

  it('gives each driver a car of their own', async () => {
    const kari = await connect(stage())
    const ola = await connect(stage(), { driverId: 'driver-ola', login: 'ola' })
    expect(kari.vehicle.id).not.toBe(ola.vehicle.id)
    expect(await listVehicles(database(), { driverId: 'driver-ola' })).toEqual([ola.vehicle])
  })
})

/** The carmaker has ended consent. */
async function lapse({ deps }: Stage, connectionId: string): Promise<void> {
  await deps.db
    .updateTable('connection')
    .set({ state: 'reauth_required' })
    .where('id', '=', connectionId)
    .execute()
}

async function tokenOwners({ deps }: Stage): Promise<string[]> {
  const rows = await deps.db.selectFrom('token').select('connection_id').execute()
  return rows.map(({ connection_id }) => connection_id)
}

function revocations({ door }: Stage): unknown[] {
  return door.requests.filter(({ path }) => path.endsWith('/revoke'))
}
