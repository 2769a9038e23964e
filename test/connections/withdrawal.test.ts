import { addHours, addMinutes, addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { findConnection, type ConnectionState } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { FlowRefusedError } from '../../src/connections/oauth-flow.ts'
import { findTokens } from '../../src/connections/token-store.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { findDriverKey, NoDriverKeyError } from '../../src/keys/key-store.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, signIn, useStage, type Stage } from '../support/stage.ts'

const UNAVAILABLE = { kind: 'answer', status: 503, error: 'temporarily_unavailable' } as const

describeOnEveryEngine('withdrawing consent', (database) => {
  const stage = useStage(database)

  it('is two states: withdrawing until the car is given back, then withdrawn and revoked', async () => {
    const { connection } = await held(stage())
    expect((await withdrawConsent(stage().deps, connection.id)).state).toBe('withdrawing')
    await play(stage(), addMinutes(stage().clock.now(), 1))
    const over = await findConnection(database(), connection.id)
    expect(over).toMatchObject({ state: 'withdrawn' })
    expect(over?.revokedAt).not.toBeNull()
    expect(
      stage()
        .simulator.report()
        .revocations.map(({ login }) => login),
    ).toEqual(['kari'])
  })

  it('OA18: gives a car that we had stopped back with one start, and asks nothing of it afterwards', async () => {
    const { connection } = await held(stage())
    const before = commandsAt(stage())
    expect(before).toEqual(['stop'])
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), addHours(stage().clock.now(), 10))
    expect(commandsAt(stage())).toEqual(['stop', 'start'])
    const report = stage().simulator.report()
    expect(report.requestsAfterRevocation).toBe(0)
    expect(report.tokenRequests.afterRevocation).toBe(0)
    const { lastRequestAt } = report.cars[0] ?? {}
    expect(lastRequestAt?.getTime()).toBeLessThanOrEqual((report.revocations[0]?.at ?? DUSK).getTime())
  })

  it('writes a second line into the ledger, once', async () => {
    const { connection } = await connect(stage())
    await withdrawConsent(stage().deps, connection.id)
    await withdrawConsent(stage().deps, connection.id)
    const events = await consentEvents(database(), connection.id)
    expect(events.map(({ event }) => event)).toEqual(['granted', 'withdrawn'])
  })

  it('leaves neither token nor key nor recognisable car', async () => {
    const { connection, vehicle } = await held(stage())
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), addMinutes(stage().clock.now(), 1))
    await expectForgotten(stage(), connection.id)
    const row = await database().selectFrom('vehicle').select('vin_hash').executeTakeFirst()
    expect(row?.vin_hash).not.toMatch(/^[0-9a-f]{64}$/)
    const moved = await connect(stage(), { driverId: 'driver-ola' })
    expect(moved.vehicle.id).not.toBe(vehicle.id)
  })

  it('shreds the key although the driver had begun a connection that was never finished', async () => {
    const { connection } = await connect(stage())
    const unfinished = await database()
      .selectFrom('connection')
      .selectAll()
      .where('id', '=', connection.id)
      .executeTakeFirstOrThrow()
    await database()
      .insertInto('connection')
      .values({ ...unfinished, id: 'begun-only', state: 'started', connected_at: null })
      .execute()
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), addMinutes(stage().clock.now(), 1))
    await expectForgotten(stage(), connection.id)
  })

  it('ends flows that were open when the key was shredded', async () => {
    const first = await agree(stage())
    const second = await agree(stage())
    const back = { carmaker: 'tesla' as const, parameters: await signIn(first), binding: first.binding }
    const { id } = await completeConnection(stage().deps, back)
    await withdrawConsent(stage().deps, id)
    await play(stage(), addMinutes(stage().clock.now(), 1))
    const late = { carmaker: 'tesla' as const, parameters: await signIn(second), binding: second.binding }
    await expect(completeConnection(stage().deps, late)).rejects.toThrow(FlowRefusedError)
  })

  it('revokes a connection that has no car', async () => {
    const { connection, vehicle } = await connect(stage())
    for (const table of ['vehicle_due', 'charging_policy'] as const)
      await database().deleteFrom(table).where('vehicle_id', '=', vehicle.id).execute()
    await database().deleteFrom('vehicle').execute()
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), addMinutes(stage().clock.now(), 1))
    expect(await stateOf(stage(), connection.id)).toBe('withdrawn')
    await expectForgotten(stage(), connection.id)
    expect(stage().simulator.report().revocations).toHaveLength(1)
  })

  it.each([
    ['is unavailable', UNAVAILABLE],
    ['does not know us, which we may mend', { kind: 'answer', status: 401, error: 'invalid_client' }],
    ['has no such address, which it may mend', { kind: 'answer', status: 404, error: 'not_found' }],
    ['cannot be reached', { kind: 'cut' }],
  ] as const)('asks again while the carmaker %s', async (_, fault) => {
    const { connection } = await connect(stage())
    stage().door.spoil(fault, 3)
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), addMinutes(stage().clock.now(), 5))
    expect(await stateOf(stage(), connection.id)).toBe('withdrawn')
    expect(await findTokens(database(), connection.id)).toBeDefined()
    await play(stage(), addHours(stage().clock.now(), 2))
    expect(revocations(stage())).toBe(4)
    await expectForgotten(stage(), connection.id)
    expect(stage().simulator.report().revocations).toHaveLength(1)
  })

  it('ends a grant behind Smartcar although the car could not be disconnected at the first tries', async () => {
    const { connection } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    await stage().arm({ kind: 'http-500', on: 'vehicle', times: 2 })
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), addMinutes(stage().clock.now(), 5))
    expect(stage().simulator.report().revocations).toEqual([])
    // The second try is after the access token has ended, so that another one has to be come by.
    stage().clock.stepTo(addHours(stage().clock.now(), 3))
    await play(stage(), addHours(stage().clock.now(), 1))
    expect(stage().simulator.report().revocations).toHaveLength(1)
    await expectForgotten(stage(), connection.id)
  })

  it.each([429, 503])('OA19: asks again when the carmaker says so, to the second, at %i', async (status) => {
    const { connection } = await connect(stage())
    stage().door.spoil({ kind: 'answer', status, error: 'slow_down', retryAfterSeconds: 4_321 }, 1)
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), addMinutes(stage().clock.now(), 2))
    expect(revocations(stage())).toBe(1)
    const withdrawnAt = (await findConnection(database(), connection.id))?.withdrawnAt ?? DUSK
    await play(stage(), addSeconds(withdrawnAt, 4_320))
    expect(revocations(stage())).toBe(1)
    await play(stage(), addSeconds(withdrawnAt, 4_322))
    expect(revocations(stage())).toBe(2)
    await expectForgotten(stage(), connection.id)
  })

  it('OA19: forgets after 24 hours even if the carmaker never answers, and asks no more', async () => {
    const { connection } = await connect(stage())
    stage().door.spoil(UNAVAILABLE, 1000)
    await withdrawConsent(stage().deps, connection.id)
    const withdrawnAt = stage().clock.now()
    await play(stage(), addMinutes(addHours(withdrawnAt, 24), -1))
    expect(await findTokens(database(), connection.id)).toBeDefined()
    await play(stage(), addMinutes(addHours(withdrawnAt, 24), 1))
    await expectForgotten(stage(), connection.id)
    const asked = revocations(stage())
    await play(stage(), addHours(withdrawnAt, 48))
    expect(revocations(stage())).toBe(asked)
  })

  it('revokes both of two withdrawals in a row although one key serves both', async () => {
    const first = await connect(stage())
    stage().door.spoil(UNAVAILABLE, 1)
    await withdrawConsent(stage().deps, first.connection.id)
    await play(stage(), addMinutes(stage().clock.now(), 1))
    const second = await connect(stage())
    await withdrawConsent(stage().deps, second.connection.id)
    await play(stage(), addHours(stage().clock.now(), 1))
    await expectForgotten(stage(), first.connection.id)
    await expectForgotten(stage(), second.connection.id)
    expect(stage().simulator.report().revocations).toHaveLength(1)
  })
})

/** A driver whose car is being held back. */
async function held(stage: Stage): ReturnType<typeof connect> {
  const connected = await connect(stage)
  await play(stage, addMinutes(stage.clock.now(), 20))
  return connected
}

async function play(stage: Stage, until: Date): Promise<void> {
  await stepWorld(stage.service, stage.clock, until)
}

function commandsAt({ simulator }: Stage): string[] {
  return (simulator.report().cars[0]?.effectiveCommands ?? []).map(({ kind }) => kind)
}

function revocations({ door }: Stage): number {
  return door.requests.filter(({ path }) => path.endsWith('/revoke')).length
}

async function stateOf({ deps }: Stage, id: string): Promise<ConnectionState | undefined> {
  return (await findConnection(deps.db, id))?.state
}

async function expectForgotten({ deps }: Stage, id: string): Promise<void> {
  const connection = await findConnection(deps.db, id)
  expect(connection?.revokedAt).not.toBeNull()
  expect(await findTokens(deps.db, id)).toBeUndefined()
  await expect(findDriverKey(deps.db, deps.kek, connection?.driverId ?? '')).rejects.toThrow(NoDriverKeyError)
}
