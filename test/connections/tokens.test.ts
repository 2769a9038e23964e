import { addHours, addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { CarmakerError } from '../../src/carmakers/carmaker-error.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import type { ConnectionDependencies } from '../../src/connections/dependencies.ts'
import { findTokens, leaseRefresh } from '../../src/connections/token-store.ts'
import { RefreshBusyError, withAccess } from '../../src/connections/tokens.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'

const ACCESS_SECONDS = 28_800
const DAY_SECONDS = 24 * 3600

describeOnEveryEngine('access to the carmaker', (database) => {
  const stage = useStage(database)

  it('renews a pair with between a fifth and three tenths of its life left, and then no more', async () => {
    const { connection } = await connect(stage())
    stage().pass(0.7 * ACCESS_SECONDS - 1)
    await list(stage(), connection.id)
    expect(refreshes(stage())).toBe(0)
    stage().pass(0.1 * ACCESS_SECONDS + 1)
    await list(stage(), connection.id)
    expect(refreshes(stage())).toBe(1)
    await list(stage(), connection.id)
    expect(refreshes(stage())).toBe(1)
  })

  it('uses the present token while it lives if renewing it fails, says so, and is over it once it is renewed', async () => {
    const { connection } = await connect(stage())
    stage().pass(0.9 * ACCESS_SECONDS)
    const since = stage().clock.now()
    stage().door.spoil({ kind: 'answer', status: 500, error: 'server_error' }, 2)
    expect(await list(stage(), connection.id)).toBe(1)
    stage().pass(600)
    expect(await list(stage(), connection.id)).toBe(1)
    const failing = { since, fault: 'carmaker-unavailable' }
    expect(await findTokens(database(), connection.id)).toMatchObject({ version: 1, failing })
    expect(await list(stage(), connection.id)).toBe(1)
    expect(await findTokens(database(), connection.id)).toMatchObject({ version: 2, failing: null })
  })

  it('uses the present token while it lives if another process is renewing it', async () => {
    const { connection } = await connect(stage())
    stage().pass(0.9 * ACCESS_SECONDS)
    await leaseRefresh(database(), connection.id, 1)
    expect(await list(stage(), connection.id)).toBe(1)
    expect(refreshes(stage())).toBe(0)
  })

  it('stores a refreshed pair before using it', async () => {
    const { connection } = await connect(stage())
    stage().pass(ACCESS_SECONDS)
    await withAccess(stage().deps, connection, async (access) => {
      const stored = await findTokens(database(), connection.id)
      expect(stored).toMatchObject({ version: 2 })
      expect(stage().simulator.report().secrets).toContain(access)
      return access
    })
    const stored = await findTokens(database(), connection.id)
    expect(stored?.accessExpiresAt).toEqual(addSeconds(stage().clock.now(), ACCESS_SECONDS))
  })

  it('refreshes once and asks again if the carmaker says that a token has ended early', async () => {
    const { connection } = await connect(stage())
    const used: string[] = []
    const answer = await withAccess(stage().deps, connection, (access) => {
      used.push(access)
      return used.length === 1 ? Promise.reject(tokenExpired()) : Promise.resolve('answered')
    })
    expect(answer).toBe('answered')
    expect(new Set(used).size).toBe(2)
    expect(refreshes(stage())).toBe(1)
  })

  it('gives up after one refresh if the carmaker accepts the new token neither', async () => {
    const { connection } = await connect(stage())
    const attempt = withAccess(stage().deps, connection, () => Promise.reject(tokenExpired()))
    await expect(attempt).rejects.toMatchObject({ code: 'token-expired' })
    expect(refreshes(stage())).toBe(1)
  })

  it('spends a refresh token once, however many processes ask at a time', async () => {
    const { connection } = await connect(stage())
    const processes = [stage().deps, stage().another().control, stage().another().control]
    stage().pass(ACCESS_SECONDS)
    const release = stage().door.shut()
    const asked = Array.from({ length: 60 }, (_, n) =>
      listAs(processes[n % 3] ?? stage().deps, connection.id),
    )
    const ends = Promise.allSettled(asked)
    await stage().door.arrived(2)
    release()
    const losers = (await ends).flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []))
    expect(losers.every((reason) => reason instanceof RefreshBusyError)).toBe(true)
    expect(stage().simulator.report().tokenRequests).toMatchObject({ refreshes: 1, reused: 0, refused: 0 })
    for (const process of processes) expect(await listAs(process, connection.id)).toBe(1)
    expect(await stateOf(stage(), connection.id)).toBe('connected')
  })

  it('serves both if a process that was thought dead refreshes after all, within the carmaker’s grace', async () => {
    const { connection } = await connect(stage())
    stage().pass(ACCESS_SECONDS)
    const release = stage().door.shut()
    const slow = listAs(stage().deps, connection.id)
    await stage().door.arrived(2)
    await database()
      .updateTable('token')
      .set({ refresh_lease_until: new Date(0) })
      .execute()
    const quick = listAs(stage().another().control, connection.id)
    await stage().door.arrived(3)
    release()
    expect(await Promise.all([slow, quick])).toEqual([1, 1])
    expect(await stateOf(stage(), connection.id)).toBe('connected')
  })

  it('OA12: does not end a connection that another process has refreshed meanwhile', async () => {
    const { connection } = await connect(stage())
    stage().pass(ACCESS_SECONDS)
    stage().door.spoil({ kind: 'answer', status: 401, error: 'login_required' })
    const release = stage().door.shut()
    const slow = listAs(stage().deps, connection.id)
    await stage().door.arrived(2)
    await database().updateTable('token').set({ refresh_lease_until: null, version: 2 }).execute()
    release()
    await slow.catch(() => undefined)
    expect(await stateOf(stage(), connection.id)).toBe('connected')
  })

  it.each([
    ['invalid_client', { kind: 'answer', status: 401, error: 'invalid_client' }],
    ['unauthorized_client', { kind: 'answer', status: 400, error: 'unauthorized_client' }],
    ['invalid_scope', { kind: 'answer', status: 400, error: 'invalid_scope' }],
    ['a word nobody knows', { kind: 'answer', status: 400, error: 'invalid_weather' }],
    ['429', { kind: 'answer', status: 429, error: 'slow_down' }],
    ['500', { kind: 'answer', status: 500, error: 'server_error' }],
    ['a broken connection', { kind: 'cut' }],
    ['an answer that is lost', { kind: 'lose-answer' }],
  ] as const)('OA11: keeps token and connection when a refresh meets %s, and recovers', async (_, fault) => {
    const { connection } = await connect(stage())
    const before = await findTokens(database(), connection.id)
    stage().pass(ACCESS_SECONDS)
    stage().door.spoil(fault)
    await expect(list(stage(), connection.id)).rejects.toThrow(CarmakerError)
    const after = await findTokens(database(), connection.id)
    expect({ ...after, failing: null }).toEqual(before)
    expect(await stateOf(stage(), connection.id)).toBe('connected')
    expect(await list(stage(), connection.id)).toBe(1)
  })

  it('keeps token and connection when a refresh is never answered', async () => {
    const { connection } = await connect(stage())
    const impatient = stage().another({ timeoutMs: 200 }).control
    stage().pass(ACCESS_SECONDS)
    stage().door.spoil({ kind: 'hang' })
    await expect(listAs(impatient, connection.id)).rejects.toMatchObject({ code: 'carmaker-timeout' })
    expect(await stateOf(stage(), connection.id)).toBe('connected')
    expect(await list(stage(), connection.id)).toBe(1)
  })

  it.each([3600, DAY_SECONDS - 60])(
    'recovers from a crash between the answer and the database, %i seconds later',
    async (seconds) => {
      const { connection } = await connect(stage())
      stage().pass(ACCESS_SECONDS)
      await expect(listAs(crashingAfterAnswer(stage()), connection.id)).rejects.toThrow('killed')
      expect(await findTokens(database(), connection.id)).toMatchObject({ version: 1 })
      await leaseRefresh(database(), connection.id, 1)
      await expect(list(stage(), connection.id)).rejects.toThrow(RefreshBusyError)
      stage().pass(seconds)
      await database()
        .updateTable('token')
        .set({ refresh_lease_until: new Date(0) })
        .execute()
      expect(await list(stage(), connection.id)).toBe(1)
      expect(await stateOf(stage(), connection.id)).toBe('connected')
    },
  )

  it('asks for consent anew once the carmaker no longer honours the token, and deletes nothing', async () => {
    const { connection } = await connect(stage())
    stage().pass(ACCESS_SECONDS)
    stage().door.spoil({ kind: 'answer', status: 401, error: 'login_required' })
    await expect(list(stage(), connection.id)).rejects.toMatchObject({ code: 'consent-revoked' })
    expect(await stateOf(stage(), connection.id)).toBe('reauth_required')
    expect(await findTokens(database(), connection.id)).toBeDefined()
  })

  it('counts the life of a token from the answer, whatever the clocks say of the past', async () => {
    const { connection } = await connect(stage())
    const stored = await findTokens(database(), connection.id)
    expect(stored?.accessExpiresAt).toEqual(addHours(stage().clock.now(), 8))
  })
})

function list(stage: Stage, connectionId: string): Promise<number> {
  return listAs(stage.deps, connectionId)
}

/** How many cars the carmaker lists. */
async function listAs(deps: ConnectionDependencies, connectionId: string): Promise<number> {
  const connection = await findConnection(deps.db, connectionId)
  if (connection === undefined) throw new Error('no such connection')
  const { api } = deps.carmaker('tesla')
  return withAccess(deps, connection, async (access) => (await api.listVehicles(access)).length)
}

function refreshes({ simulator }: Stage): number {
  return simulator.report().tokenRequests.refreshes
}

async function stateOf({ deps }: Stage, connectionId: string): Promise<string | undefined> {
  return (await findConnection(deps.db, connectionId))?.state
}

/** A process that dies once the carmaker has answered: the clock is read for the last time then. */
function crashingAfterAnswer({ deps, door }: Stage): ConnectionDependencies {
  const asked = door.requests.length
  const now = (): Date => {
    if (door.requests.length > asked) throw new Error('killed')
    return deps.clock.now()
  }
  return { ...deps, clock: { now } }
}

function tokenExpired(): CarmakerError {
  return new CarmakerError({
    code: 'token-expired',
    route: 'test',
    temporary: false,
    mayHaveSucceeded: false,
  })
}
