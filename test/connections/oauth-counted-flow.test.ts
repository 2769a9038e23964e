import { expect, it } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { withAccess } from '../../src/connections/tokens.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { findVehicle, listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, signIn, useStage, type OpenFlow, type Stage } from '../support/stage.ts'

const THOROUGH = process.env['LADEPLAN_THOROUGH'] === '1'
const CODES = THOROUGH ? 1_000 : 20
const MOVES = THOROUGH ? 500 : 10
const RACES = THOROUGH ? 500 : 10
const LIFE_SECONDS = 28_800
const MOST_MS = 1_200_000

function complete({ deps }: Stage, flow: OpenFlow, parameters: URLSearchParams) {
  return completeConnection(deps, { carmaker: 'tesla', parameters, binding: flow.binding })
}

describeOnEveryEngine('OAuth, counted, with the carmaker asked', (database) => {
  const stage = useStage(database)

  it(
    `OA04: ${String(CODES)} codes put into another session store no token: the verifier is another`,
    async () => {
      for (let n = 0; n < CODES; n++) {
        const [attackers, victims] = [await agree(stage(), 'driver-mallory'), await agree(stage())]
        const injected = await signIn(attackers)
        injected.set('code', (await signIn(victims)).get('code') ?? '')
        const attempt = complete(stage(), attackers, injected)
        await expect(attempt).rejects.toMatchObject({ code: 'authorization-refused' })
      }
      expect(await database().selectFrom('token').selectAll().execute()).toEqual([])
      expect(await database().selectFrom('held_grant').selectAll().execute()).toEqual([])
      expect(stage().simulator.report().tokenRequests).toMatchObject({ refused: CODES })
      // The control: a code in its own session is taken.
      const own = await agree(stage())
      expect((await complete(stage(), own, await signIn(own))).state).toBe('connected')
    },
    MOST_MS,
  )

  it(
    `OA12: of ${String(RACES)} losers that are told invalid_grant while a peer has rotated none loses the session`,
    async () => {
      const { connection } = await connect(stage())
      const { api } = stage().deps.carmaker('tesla')
      const list = (deps = stage().deps): Promise<unknown> =>
        withAccess(deps, connection, (token) => api.listVehicles(token))
      const peer = stage().another().control
      for (let race = 0; race < RACES; race++) {
        stage().pass(LIFE_SECONDS)
        const before = stage().door.requests.length
        stage().door.spoil({ kind: 'answer', status: 401, error: 'login_required' })
        const open = stage().door.shut()
        const loser = list()
        await stage().door.arrived(before + 1)
        // Its lease runs out, and the peer renews while the loser's answer is on its way.
        await database()
          .updateTable('token')
          .set({ refresh_lease_until: new Date(0) })
          .execute()
        const winner = list(peer)
        await stage().door.arrived(before + 2)
        open()
        await Promise.allSettled([loser, winner])
        expect((await findConnection(database(), connection.id))?.state).toBe('connected')
        expect(await list()).toHaveLength(1)
      }
    },
    MOST_MS,
  )

  it(
    `OA20: ${String(MOVES)} tries to take a car that is another driver's move nothing, and are all told the same`,
    async () => {
      const first = await connect(stage())
      const said = new Set<string>()
      for (let n = 0; n < MOVES; n++) {
        const other = await agree(stage(), `driver-${String(n)}`)
        const attempt: unknown = await complete(stage(), other, await signIn(other)).catch(
          (error: unknown) => error,
        )
        said.add(String(attempt))
      }
      expect(said.size).toBe(1)
      expect([...said].join()).not.toMatch(/kari|driver-\d/)
      expect(await findVehicle(database(), first.vehicle.id)).toEqual(first.vehicle)
      expect(await findConnection(database(), first.connection.id)).toEqual(first.connection)
      expect(await listVehicles(database())).toHaveLength(1)
    },
    MOST_MS,
  )
})
