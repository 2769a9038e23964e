import { addMinutes, addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { findConnection, type Connection } from '../../src/connections/connection-store.ts'
import { endRefreshLease, findTokens, leaseRefresh } from '../../src/connections/token-store.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { shareThatCloses } from './share-that-closes.ts'

/** Stops the release before it leaves; what it returns lets the next one through. */
type Obstacle = (stage: Stage, connection: Connection) => Promise<() => unknown>

describeOnEveryEngine('the release of a withdrawal that was stopped before it left', (database) => {
  const share = shareThatCloses()
  const stage = useStage(database, { hints: share.hints })

  const ownShareUsedUp: Obstacle = () => {
    share.close()
    return Promise.resolve(share.open)
  }

  const tokenRenewedElsewhere: Obstacle = async ({ clock }, { id }) => {
    await tokenEnds(clock.now(), id)
    const version = (await findTokens(database(), id))?.version ?? 0
    const lease = await leaseRefresh(database(), id, version)
    if (lease === undefined) throw new Error('Nobody else renews the token')
    return () => endRefreshLease(database(), id, lease, { fault: undefined, now: clock.now() })
  }

  const noTokenToBeHad: Obstacle = async ({ clock, door }, { id }) => {
    await tokenEnds(clock.now(), id)
    door.spoil({ kind: 'answer', status: 503, error: 'temporarily_unavailable' }, 5)
    return () => undefined
  }

  const tokenEnds = (now: Date, id: string) =>
    database()
      .updateTable('token')
      .set({ access_expires_at: now, refresh_at: now })
      .where('connection_id', '=', id)
      .execute()

  it.each([
    ['our own share of the rate is used up', 'smartcar', ownShareUsedUp],
    ['another process renews the token', 'tesla', tokenRenewedElsewhere],
    ['the carmaker renews no token at the moment', 'tesla', noTokenToBeHad],
  ] as const)('is tried again while %s, and arrives once', async (_, carmaker, obstacle) => {
    const { connection } = await held(stage(), carmaker)
    const goOn = await obstacle(stage(), connection)
    await withdrawConsent(stage().deps, connection.id)
    const withdrawnAt = stage().clock.now()
    await play(stage(), addSeconds(withdrawnAt, 20))
    expect(commandsAt(stage())).toEqual(['stop'])
    expect(await findConnection(database(), connection.id)).toMatchObject({ state: 'withdrawing' })
    await goOn()
    await play(stage(), addSeconds(withdrawnAt, 59))
    expect(commandsAt(stage())).toEqual(['stop', 'start'])
    await play(stage(), addMinutes(withdrawnAt, 30))
    expect(commandsAt(stage())).toEqual(['stop', 'start'])
    await expectOver(connection, 'done')
  })

  it('waits as long as the carmaker asks for, to the second', async () => {
    const { connection } = await held(stage(), 'tesla')
    await tokenEnds(stage().clock.now(), connection.id)
    const asked = stage().door.requests.length
    stage().door.spoil({ kind: 'answer', status: 503, error: 'slow_down', retryAfterSeconds: 23 })
    await withdrawConsent(stage().deps, connection.id)
    const withdrawnAt = stage().clock.now()
    await play(stage(), addSeconds(withdrawnAt, 22))
    expect([stage().door.requests.length - asked, commandsAt(stage())]).toEqual([1, ['stop']])
    await play(stage(), addSeconds(withdrawnAt, 23))
    expect(commandsAt(stage())).toEqual(['stop', 'start'])
    await expectOver(connection, 'done')
  })

  it('is given up after a minute, and all is deleted', async () => {
    const { connection } = await held(stage(), 'smartcar')
    const open = await ownShareUsedUp(stage(), connection)
    await withdrawConsent(stage().deps, connection.id)
    const withdrawnAt = stage().clock.now()
    const refused = share.refused()
    await play(stage(), addSeconds(withdrawnAt, 59))
    expect(share.refused() - refused).toBe(12)
    expect(await findTokens(database(), connection.id)).toBeDefined()
    await play(stage(), addSeconds(withdrawnAt, 60))
    open()
    await play(stage(), addMinutes(withdrawnAt, 30))
    expect(commandsAt(stage())).toEqual(['stop'])
    await expectOver(connection, 'refused')
  })

  it('leaves at once, whatever is used up, from what is kept for it', async () => {
    const { connection } = await held(stage(), 'smartcar')
    const open = await ownShareUsedUp(stage(), connection)
    share.keepReleases()
    await withdrawConsent(stage().deps, connection.id)
    await play(stage(), addSeconds(stage().clock.now(), 1))
    expect(commandsAt(stage())).toEqual(['stop', 'start'])
    await expectOver(connection, 'done')
    open()
  })

  it('is not tried again once it may have arrived', async () => {
    const { connection } = await held(stage(), 'smartcar')
    const open = await ownShareUsedUp(stage(), connection)
    await withdrawConsent(stage().deps, connection.id)
    const withdrawnAt = stage().clock.now()
    await play(stage(), addSeconds(withdrawnAt, 20))
    await stage().arm({ kind: 'timeout-after-effect', on: 'start' })
    open()
    await play(stage(), addMinutes(withdrawnAt, 30))
    expect(commandsAt(stage())).toEqual(['stop', 'start'])
    await expectOver(connection, 'unknown')
  })

  /** Nothing is left to call with, nothing was called since, and the ledger knows of one release. */
  const expectOver = async ({ id }: Connection, outcome: 'done' | 'refused' | 'unknown') => {
    const over = await findConnection(database(), id)
    expect(over).toMatchObject({ state: 'withdrawn' })
    expect(over?.revokedAt).not.toBeNull()
    expect(await findTokens(database(), id)).toBeUndefined()
    expect(stage().simulator.report()).toMatchObject({ requestsAfterRevocation: 0 })
    const releases = await database()
      .selectFrom('command')
      .select('outcome')
      .where('purpose', '=', 'release')
      .execute()
    expect(releases).toEqual([{ outcome }])
  }
})

/** A driver whose car is being held back. */
async function held(stage: Stage, carmaker: 'smartcar' | 'tesla'): ReturnType<typeof connect> {
  const connected = await connect(stage, { home: { carmaker } })
  await play(stage, addMinutes(stage.clock.now(), 20))
  return connected
}

async function play({ service, clock }: Stage, until: Date): Promise<void> {
  await stepWorld(service, clock, until)
}

/** Every command that arrived. */
function commandsAt({ simulator }: Stage): string[] {
  return (simulator.report().cars[0]?.commands ?? []).map(({ kind }) => kind)
}
