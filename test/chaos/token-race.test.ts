import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findConnection, listConnections } from '../../src/connections/connection-store.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { agree, connect, signIn } from '../support/stage.ts'
import type { Answer } from './token-orders.ts'
import {
  NEEDS_SERVER,
  openTokenWorld,
  SERVER_URL,
  THOROUGH,
  type TokenProcess,
  type TokenWorld,
} from './token-processes.ts'

const ROUNDS = THOROUGH ? 200 : 5
const EXPIRIES = THOROUGH ? 500 : 5
const CALLBACKS = 50
const CALLS = 200
const LIFE_SECONDS = 28_800
const MOST_MS = THOROUGH ? 3_600_000 : 120_000

describe.skipIf(SERVER_URL === undefined)(`tokens in several processes${NEEDS_SERVER}`, () => {
  let world: TokenWorld
  // A carmaker that takes a refresh token used twice for stolen.
  beforeEach(async () => {
    world = await openTokenWorld(SERVER_URL ?? '', { tokenRules: { graceSeconds: -1, reuseEndsGrant: true } })
  })
  afterEach(() => world.close())

  it(
    `OA02: of ${String(CALLBACKS)} callbacks at once in two processes one exchanges the code, ${String(ROUNDS)} times`,
    async () => {
      const processes = await Promise.all([world.start(), world.start()])
      for (let round = 1; round <= ROUNDS; round++) {
        const flow = await agree(world)
        const parameters = (await signIn(flow)).toString()
        const times = CALLBACKS / processes.length
        const answers = await Promise.all(
          processes.map((each) => each.order({ kind: 'callback', parameters, binding: flow.binding, times })),
        )
        expect(sum(answers)).toEqual({ succeeded: 1, failed: { FlowRefusedError: CALLBACKS - 1 } })
        expect(world.simulator.report().tokenRequests).toMatchObject({ codes: round, refused: 0 })
        expect((await live(world)).map(({ id }) => id)).toEqual([flow.connection.id])
        await withdrawConsent(world.deps, flow.connection.id)
        while ((await world.service.tick()) > 0);
      }
    },
    MOST_MS,
  )

  it(
    `OA09: of ${String(CALLS)} calls at once in four processes one renews the token, at each of ${String(EXPIRIES)} expiries`,
    async () => {
      const { connection } = await connect(world)
      const processes = await Promise.all([world.start(), world.start(), world.start(), world.start()])
      for (let expiry = 1; expiry <= EXPIRIES; expiry++) {
        world.pass(LIFE_SECONDS)
        const answers = await callAtOnce(world, processes, connection.id)
        expect(sum(answers)).toEqual({ succeeded: CALLS, failed: {} })
        expect(world.simulator.report().tokenRequests).toMatchObject({
          refreshes: expiry,
          reused: 0,
          refused: 0,
        })
      }
      expect((await findConnection(world.deps.db, connection.id))?.state).toBe('connected')
    },
    MOST_MS,
  )

  it('OA09, control: processes that renew without a lease are found out', async () => {
    const { connection } = await connect(world)
    const processes = await Promise.all([
      world.start({ withoutLease: true }),
      world.start({ withoutLease: true }),
    ])
    world.pass(LIFE_SECONDS)
    const { failed } = sum(await callAtOnce(world, processes, connection.id))
    expect(world.simulator.report().tokenRequests.reused).toBeGreaterThan(0)
    expect(failed['consent-revoked']).toBeGreaterThan(0)
  })
})

function callAtOnce(
  { clock }: TokenWorld,
  processes: readonly TokenProcess[],
  connectionId: string,
): Promise<Answer[]> {
  const times = CALLS / processes.length
  return Promise.all(
    processes.map((each) => each.order({ kind: 'call', now: clock.now(), connectionId, times })),
  )
}

function sum(answers: readonly Answer[]): { succeeded: number; failed: Record<string, number> } {
  const failed: Record<string, number> = {}
  for (const name of answers.flatMap((answer) => answer.failed)) failed[name] = (failed[name] ?? 0) + 1
  return { succeeded: answers.reduce((total, { succeeded }) => total + succeeded, 0), failed }
}

async function live({ deps }: TokenWorld) {
  return (await listConnections(deps.db)).filter(({ state }) => state === 'connected')
}
