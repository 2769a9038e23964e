import { addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, openFlow, signIn, useStage, type OpenFlow, type Stage } from '../support/stage.ts'

const OWN = '5YJ3E1EA0TEST0001'
const FAMILY = '5YJ3E1EA0TEST0002'

/** Two links were opened before either was used, as on a telephone and a computer. */
describeOnEveryEngine('connecting the same carmaker again', (database) => {
  const stage = useStage(database, {
    cars: [car({ limitPercent: 90, vin: OWN }), car({ limitPercent: 90, vin: FAMILY, login: 'siri' })],
  })

  it('ends the older consent with a line in the ledger, and revokes its grant', async () => {
    const second = await agree(stage())
    const { connection: older, vehicle } = await connect(stage())
    const newer = await finish(stage(), second)
    expect(await ledger(stage(), older.id)).toEqual(['granted', 'withdrawn'])
    expect(await ledger(stage(), newer)).toEqual(['granted'])
    await play(stage(), 1)
    expect((await findConnection(database(), older.id))?.revokedAt).not.toBeNull()
    expect(await listVehicles(database(), { connectionId: newer })).toMatchObject([{ id: vehicle.id }])
    expect(stage().simulator.report().requestsAfterRevocation).toBe(0)
  })

  it('gives back a car that we had stopped and that the newer account does not have', async () => {
    const second = await agree(stage())
    const { connection: older } = await connect(stage())
    await play(stage(), 10)
    expect(commands(stage(), OWN)).toEqual(['stop'])
    const newer = await finish(stage(), second, 'siri')
    await play(stage(), 10)
    expect([commands(stage(), OWN), commands(stage(), FAMILY)]).toEqual([['stop', 'start'], ['stop']])
    expect((await findConnection(database(), older.id))?.state).toBe('withdrawn')
    expect(await ledger(stage(), older.id)).toEqual(['granted', 'withdrawn'])
    expect((await findConnection(database(), newer))?.state).toBe('connected')
  })

  it('with the account of another car is refused, and the connection stays as it was', async () => {
    const { connection, vehicle } = await connect(stage())
    await database().updateTable('connection').set({ missing_scopes: 'vehicle_charging_cmds' }).execute()
    const renewal = { connection, ...(await openFlow(stage(), connection)) }
    await expect(finish(stage(), renewal, 'siri')).rejects.toMatchObject({ code: 'another-account' })
    expect(await listVehicles(database())).toMatchObject([{ id: vehicle.id, connectionId: connection.id }])
    expect(await ledger(stage(), connection.id)).toEqual(['granted'])
    await play(stage(), 1)
    expect(stage().simulator.report().revocations).toMatchObject([{ login: 'siri' }])
    expect((await findConnection(database(), connection.id))?.state).toBe('connected')
  })

  it('mends a connection whose tokens are damaged where they are kept', async () => {
    const { connection } = await connect(stage())
    await database()
      .updateTable('token')
      .set({ sealed_refresh: Buffer.alloc(60), sealed_access: Buffer.alloc(60) })
      .execute()
    await database().updateTable('connection').set({ state: 'reauth_required' }).execute()
    const renewal = { connection, ...(await openFlow(stage(), connection)) }
    expect(await finish(stage(), renewal)).toBe(connection.id)
    await play(stage(), 10)
    expect(commands(stage(), OWN)).toEqual(['stop'])
  })
})

async function finish({ deps }: Stage, flow: OpenFlow, login = 'kari'): Promise<string> {
  const parameters = await signIn(flow, { login })
  return (await completeConnection(deps, { carmaker: 'tesla', parameters, binding: flow.binding })).id
}

async function ledger({ deps }: Stage, connectionId: string): Promise<readonly string[]> {
  return (await consentEvents(deps.db, connectionId)).map(({ event }) => event)
}

function commands({ simulator }: Stage, vin: string): readonly string[] {
  const found = simulator.report().cars.find((one) => one.vin === vin)
  return (found?.effectiveCommands ?? []).map(({ kind }) => kind)
}

async function play({ service, clock }: Stage, minutes: number): Promise<void> {
  await stepWorld(service, clock, addMinutes(clock.now(), minutes))
}
