import { afterEach, describe, expect, it } from 'vitest'
import { findConnection, type Connection } from '../../src/connections/connection-store.ts'
import { withAccess } from '../../src/connections/tokens.ts'
import type { TokenRules } from '../../src/simulator/sign-in/grants.ts'
import { connect } from '../support/stage.ts'
import { KILL_POINTS, type KillPoint } from './token-orders.ts'
import {
  NEEDS_SERVER,
  openTokenWorld,
  SERVER_URL,
  THOROUGH,
  type TokenProcess,
  type TokenWorld,
} from './token-processes.ts'

const ROUNDS = THOROUGH ? 40 : 1
const LIFE_SECONDS = 28_800
const MOST_MS = THOROUGH ? 3_600_000 : 120_000

/** A refresh token that is used twice, be it at one instant of world time, ends the grant as after a theft. */
const NO_GRACE: Partial<TokenRules> = { graceSeconds: -1, reuseEndsGrant: true }
/** The carmaker has acted, and what it answered is nowhere: nothing else than a new consent is possible then. */
const LOST: readonly KillPoint[] = ['after-send', 'after-answer', 'before-commit']

describe.skipIf(SERVER_URL === undefined)(`a process killed while it renews a token${NEEDS_SERVER}`, () => {
  let world: TokenWorld | undefined
  afterEach(() => world?.close())

  it.each<[string, Partial<TokenRules>, readonly KillPoint[]]>([
    ['recovers alone from each of five kills, if the carmaker has a grace for the token used last', {}, []],
    ['asks for consent after the kills in which the answer was lost, and no others', NO_GRACE, LOST],
  ])(
    `OA10: the connection %s, ${String(ROUNDS)} times each`,
    async (_, tokenRules, lost) => {
      world = await openTokenWorld(SERVER_URL ?? '', { tokenRules })
      let connection = await connected(world)
      for (let round = 0; round < ROUNDS; round++) {
        const ends: [KillPoint, string][] = []
        for (const [point, doomed] of await startDoomed(world)) {
          connection = await connected(world, connection)
          ends.push([point, await stateAfterKill(world, connection, { point, doomed })])
        }
        expect(Object.fromEntries(ends)).toEqual(
          Object.fromEntries(
            KILL_POINTS.map((point) => [point, lost.includes(point) ? 'reauth_required' : 'connected']),
          ),
        )
      }
    },
    MOST_MS,
  )
})

/** The driver's connection, as it is or made anew. */
async function connected(world: TokenWorld, before?: Connection): Promise<Connection> {
  const now = before === undefined ? undefined : await findConnection(world.deps.db, before.id)
  return now?.state === 'connected' ? now : (await connect(world)).connection
}

/** One process for each way to die; starting takes longer than dying. */
function startDoomed(world: TokenWorld): Promise<(readonly [KillPoint, TokenProcess])[]> {
  return Promise.all(KILL_POINTS.map(async (point) => [point, await world.start({ dieAt: point })] as const))
}

/** Kills a process in the middle of a renewal, and has another go on. @returns the connection's state after that */
async function stateAfterKill(
  world: TokenWorld,
  { id }: Connection,
  { point, doomed }: { readonly point: KillPoint; readonly doomed: TokenProcess },
): Promise<string> {
  const { door, clock, deps } = world
  world.pass(LIFE_SECONDS)
  if (point === 'after-send') {
    door.spoil({ kind: 'keep-answer' })
    void door.passedOn(door.requests.length + 1).then(() => doomed.child.kill('SIGKILL'))
  }
  const order = { kind: 'call', now: clock.now(), connectionId: id, times: 1 } as const
  await expect(doomed.order(order)).rejects.toThrow('died before it answered')
  expect(doomed.child.signalCode).toBe('SIGKILL')
  // The dead process's lease runs out by the database's clock; that is not waited for.
  await deps.db
    .updateTable('token')
    .set({ refresh_lease_until: new Date(0) })
    .where('connection_id', '=', id)
    .where('refresh_lease_until', 'is not', null)
    .execute()
  const connection = await findConnection(deps.db, id)
  if (connection === undefined) throw new Error('no such connection')
  const { api } = deps.carmaker('tesla')
  const cars = withAccess(deps, connection, (token) => api.listVehicles(token))
  const answered = await cars.then(
    (listed) => listed.length === 1,
    () => false,
  )
  const state = (await findConnection(deps.db, id))?.state ?? 'none'
  expect(answered).toBe(state === 'connected')
  return state
}
