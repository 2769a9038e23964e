import { expect, it } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { holdGrant } from '../../src/connections/hold-grant.ts'
import { returnFromFlow } from '../../src/connections/oauth-flow.ts'
import { revokeUnwanted } from '../../src/vehicles/revoke-unwanted.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { findDriverKey, NoDriverKeyError } from '../../src/keys/key-store.ts'
import { confirmConnection } from '../../src/vehicles/confirm-connection.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, openFlow, signIn, useStage, type OpenFlow, type Stage } from '../support/stage.ts'

const HELD_SECONDS = 600
const UNAVAILABLE = { kind: 'answer', status: 503, error: 'temporarily_unavailable' } as const

describeOnEveryEngine('confirming a connection', (database) => {
  const stage = useStage(database, {
    cars: [car({ limitPercent: 90 }), car({ vin: '5YJ3E1EA0TEST0002' })],
  })

  it('looks at no car and connects nothing before the app’s session has confirmed', async () => {
    const held = await hold(stage())
    await stage().service.tick()
    expect(await stateOf(stage(), held.connectionId)).toBe('started')
    expect(stage().simulator.report().cars[0]?.requests).toMatchObject({ vehicleData: 0 })
    expect(await listVehicles(database())).toEqual([])
    expect(await consentEvents(database(), held.connectionId)).toEqual([])
    expect((await confirmConnection(stage().deps, held)).state).toBe('connected')
    expect(await listVehicles(database(), { driverId: 'driver-kari' })).toHaveLength(2)
  })

  it('keeps what is held sealed, and its code as a hash', async () => {
    const held = await hold(stage())
    const rows = await database().selectFrom('held_grant').selectAll().execute()
    const kept = rows.map((row) => JSON.stringify(row) + row.sealed_refresh.toString('latin1')).join()
    expect(kept).not.toContain(held.confirmation)
    for (const secret of stage().simulator.report().secrets) expect(kept).not.toContain(secret)
  })

  it('gives the grant back if the app’s driver is not the one who began', async () => {
    // Mallory sends Kari the link to a connection of his own; she signs in and comes back to her app.
    const held = await hold(stage(), await agree(stage(), 'driver-mallory'))
    const attempt = confirmConnection(stage().deps, { ...held, driverId: 'driver-kari' })
    await expect(attempt).rejects.toMatchObject({ code: 'confirmation-refused' })
    await expectGivenBack(stage(), held)
    await expect(confirmConnection(stage().deps, held)).rejects.toMatchObject({ code: 'nothing-to-confirm' })
  })

  it('is of no use to whoever began but did not come back from the carmaker', async () => {
    const held = await hold(stage(), await agree(stage(), 'driver-mallory'))
    const guessed = { ...held, confirmation: 'A'.repeat(43) }
    await expect(confirmConnection(stage().deps, guessed)).rejects.toMatchObject({
      code: 'nothing-to-confirm',
    })
    expect(await stateOf(stage(), held.connectionId)).toBe('started')
  })

  it('is possible for ten minutes; then the grant is revoked and its key is shredded', async () => {
    const [early, late] = [await hold(stage()), await hold(stage(), await agree(stage(), 'driver-ola'))]
    stage().pass(HELD_SECONDS - 1)
    expect((await confirmConnection(stage().deps, early)).state).toBe('connected')
    stage().pass(1)
    await expect(confirmConnection(stage().deps, late)).rejects.toMatchObject({ code: 'nothing-to-confirm' })
    await expectGivenBack(stage(), late)
    await expect(findDriverKey(database(), stage().deps.kek, 'driver-ola')).rejects.toThrow(NoDriverKeyError)
  })

  it('happens once, however often it is asked for at a time', async () => {
    const held = await hold(stage())
    const ends = await Promise.allSettled(
      Array.from({ length: 20 }, () => confirmConnection(stage().deps, held)),
    )
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await consentEvents(database(), held.connectionId)).toHaveLength(1)
    await stage().service.tick()
    expect(revocations(stage())).toBe(0)
  })

  it('may be tried again if the carmaker cannot list the cars at the moment', async () => {
    const held = await hold(stage())
    await stage().arm({ kind: 'http-500', on: 'list' })
    await expect(confirmConnection(stage().deps, held)).rejects.toMatchObject({
      code: 'carmaker-unavailable',
    })
    expect((await confirmConnection(stage().deps, held)).state).toBe('connected')
  })

  it('gives one of two drivers the car that both confirm at once, and tells the other why', async () => {
    for (let round = 0; round < 5; round++) {
      const drivers = [`driver-a${String(round)}`, `driver-b${String(round)}`]
      const held = await Promise.all(drivers.map(async (each) => hold(stage(), await agree(stage(), each))))
      const ends = await Promise.allSettled(held.map((each) => confirmConnection(stage().deps, each)))
      const refused = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []))
      expect(refused).toMatchObject([{ code: 'vehicle-connected-elsewhere' }])
      const winner = held[ends.findIndex(({ status }) => status === 'fulfilled')]
      await withdrawConsent(stage().deps, winner?.connectionId ?? '')
      while ((await stage().service.tick()) > 0);
    }
  })

  it('gives back the grant that a renewal has replaced, and keeps the car', async () => {
    const { connection, vehicle } = await connect(stage())
    const old = stage().simulator.report().secrets.length
    await database().updateTable('connection').set({ state: 'reauth_required' }).execute()
    const again = await hold(stage(), { connection, ...(await openFlow(stage(), connection)) })
    await confirmConnection(stage().deps, again)
    await stage().service.tick()
    expect(revocations(stage())).toBe(1)
    expect(stage().simulator.report().secrets.length).toBeGreaterThan(old)
    expect(stage().simulator.report().requestsAfterRevocation).toBe(0)
    expect(await listVehicles(database(), { connectionId: connection.id })).toHaveLength(2)
    expect((await listVehicles(database())).map(({ id }) => id)).toContain(vehicle.id)
    // The new grant is alive: the old one was another.
    await stage().service.tick()
    expect(stage().simulator.report().cars[0]?.requests.vehicleData).toBeGreaterThan(0)
  })

  it('revokes nothing that would take the car from a driver who keeps it', async () => {
    const { connection } = await connect(stage())
    await database().updateTable('connection').set({ state: 'reauth_required' }).execute()
    const again = await hold(stage(), { connection, ...(await openFlow(stage(), connection)) })
    const deps = withSharedGrants(stage().deps)
    await confirmConnection(deps, again)
    const other = await hold(stage(), await agree(stage(), 'driver-mallory'))
    await expect(confirmConnection(deps, other)).rejects.toMatchObject({
      code: 'vehicle-connected-elsewhere',
    })
    expect(await heldGrants(stage())).toBe(1)
    expect(await revokeUnwanted(deps)).toBe(1)
    expect(await heldGrants(stage())).toBe(0)
    expect(revocations(stage())).toBe(0)
  })

  it('gives a grant behind Smartcar back although its access token had ended before the car was disconnected', async () => {
    await hold(stage(), await agree(stage(), 'driver-kari', { carmaker: 'smartcar' }))
    stage().pass(HELD_SECONDS)
    await stage().arm({ kind: 'http-500', on: 'vehicle', times: 2 })
    await stage().service.tick()
    for (const hours of [1, 3]) {
      expect(stage().simulator.report().revocations).toEqual([])
      stage().pass(hours * 3600)
      await stage().service.tick()
    }
    expect(await heldGrants(stage())).toBe(0)
    expect(stage().simulator.report().revocations).toHaveLength(1)
  })

  it('tries for a day to give a grant back, and forgets it then', async () => {
    const held = await hold(stage())
    stage().pass(HELD_SECONDS)
    stage().door.spoil(UNAVAILABLE, 200)
    for (let quarter = 0; quarter < 4 * 24; quarter++) {
      await stage().service.tick()
      stage().pass(900)
    }
    expect(await heldGrants(stage())).toBe(1)
    await stage().service.tick()
    expect(await heldGrants(stage())).toBe(0)
    expect(revocations(stage())).toBe(97)
    await expect(confirmConnection(stage().deps, held)).rejects.toMatchObject({ code: 'nothing-to-confirm' })
  })
})

/** The driver has come back from the carmaker; the app has not spoken yet. */
async function hold(stage: Stage, flow?: OpenFlow) {
  const open = flow ?? (await agree(stage))
  const parameters = await signIn(open)
  const state = parameters.get('state') ?? ''
  const { carmaker } = open.connection
  const returned = await returnFromFlow(stage.deps, { carmaker, state, binding: open.binding })
  const confirmation = await holdGrant(stage.deps, returned, parameters, () => Promise.resolve(false))
  const { id: connectionId, driverId } = open.connection
  return { connectionId, driverId, confirmation }
}

async function expectGivenBack(stage: Stage, { connectionId }: { connectionId: string }): Promise<void> {
  const before = revocations(stage)
  await stage.service.tick()
  expect(revocations(stage)).toBe(before + 1)
  expect(await heldGrants(stage)).toBe(0)
  expect(await stateOf(stage, connectionId)).not.toBe('connected')
  expect(await listVehicles(stage.deps.db, { connectionId })).toEqual([])
  expect(await consentEvents(stage.deps.db, connectionId)).toEqual([])
}

/** A carmaker with which one revocation takes the cars from all grants. */
function withSharedGrants(deps: ControlDependencies): ControlDependencies {
  const { capabilities, ...tesla } = deps.carmaker('tesla')
  return {
    ...deps,
    carmaker: () => ({ ...tesla, capabilities: { ...capabilities, separableGrants: false } }),
  }
}

async function heldGrants({ deps }: Stage): Promise<number> {
  return (await deps.db.selectFrom('held_grant').select('id').execute()).length
}

async function stateOf({ deps }: Stage, id: string): Promise<string | undefined> {
  return (await findConnection(deps.db, id))?.state
}

function revocations({ door }: Stage): number {
  return door.requests.filter(({ path }) => path.endsWith('/revoke')).length
}
