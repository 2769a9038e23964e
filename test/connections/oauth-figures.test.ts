import { addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { systemRandomness } from '../../src/base/random.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import { FlowRefusedError, returnFromFlow } from '../../src/connections/oauth-flow.ts'
import { withAccess } from '../../src/connections/tokens.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, signIn, useStage } from '../support/stage.ts'

const THOROUGH = process.env['LADEPLAN_THOROUGH'] === '1'
const CALLBACKS = THOROUGH ? 5_000 : 200
const THEFTS = THOROUGH ? 1_000 : 50
const FAULTS = THOROUGH ? 200 : 3
const LIFE_SECONDS = 28_800
const MOST_MS = 1_200_000

describeOnEveryEngine('OAuth, counted', (database) => {
  const stage = useStage(database)

  it(
    `OA01: ${String(CALLBACKS)} mutated states ask the carmaker for nothing and change no row`,
    async () => {
      const flow = await agree(stage())
      const state = (await signIn(flow)).get('state') ?? ''
      const before = await database().selectFrom('oauth_flow').selectAll().execute()
      for (let n = 0; n < CALLBACKS; n++) {
        const bytes = Buffer.from(state, 'base64url')
        const at = n % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (n % 8))
        const mutated = n % 3 === 0 ? state.slice(0, n % state.length) : bytes.toString('base64url')
        const callback = { carmaker: 'tesla', state: mutated, binding: flow.binding } as const
        await expect(returnFromFlow(stage().deps, callback)).rejects.toThrow(FlowRefusedError)
      }
      expect(stage().door.requests).toEqual([])
      expect(await database().selectFrom('oauth_flow').selectAll().execute()).toEqual(before)
      // The control: the state itself is taken.
      const callback = { carmaker: 'tesla', state, binding: flow.binding } as const
      expect((await returnFromFlow(stage().deps, callback)).connection.id).toBe(flow.connection.id)
    },
    MOST_MS,
  )

  it(
    `OA03: ${String(THEFTS)} browsers without the cookie of the flow connect nothing`,
    async () => {
      const attackers = await agree(stage(), 'driver-mallory')
      const state = (await signIn(attackers)).get('state') ?? ''
      for (let n = 0; n < THEFTS; n++) {
        const binding = systemRandomness.bytes(32).toString('base64url')
        const callback = { carmaker: 'tesla', state, binding } as const
        await expect(returnFromFlow(stage().deps, callback)).rejects.toThrow(FlowRefusedError)
      }
      expect(stage().door.requests).toEqual([])
      expect((await findConnection(database(), attackers.connection.id))?.state).toBe('started')
    },
    MOST_MS,
  )

  it.each([
    ['invalid_client', { kind: 'answer', status: 401, error: 'invalid_client' }],
    ['invalid_scope', { kind: 'answer', status: 400, error: 'invalid_scope' }],
    ['429', { kind: 'answer', status: 429, error: 'slow_down' }],
    ['500', { kind: 'answer', status: 500, error: 'server_error' }],
    ['a broken connection', { kind: 'cut' }],
  ] as const)(
    `OA11: ${String(FAULTS)} times %s in a row delete no token and end no connection`,
    async (_, fault) => {
      const { connection } = await connect(stage())
      stage().pass(LIFE_SECONDS)
      stage().door.spoil(fault, FAULTS)
      const call = (): Promise<string> =>
        withAccess(stage().deps, connection, (token) => Promise.resolve(token))
      for (let n = 0; n < FAULTS; n++) await expect(call()).rejects.toThrow()
      expect((await findConnection(database(), connection.id))?.state).toBe('connected')
      expect(await call()).toContain('.')
    },
    MOST_MS,
  )

  it.each([-120, -60, 60, 120])(
    'OA13: a clock that is %i seconds off costs no call, and one more refresh at most',
    async (skew) => {
      const { connection } = await connect(stage())
      const { api } = stage().deps.carmaker('tesla')
      for (let minute = 0; minute < 60 * 9; minute += 10) {
        stage().pass(600)
        const clock = new SteppedClock(addSeconds(stage().clock.now(), skew))
        const cars = await withAccess({ ...stage().deps, clock }, connection, (token) =>
          api.listVehicles(token),
        )
        expect(cars).toHaveLength(1)
      }
      expect(stage().simulator.report().tokenRequests.refreshes).toBeLessThanOrEqual(2)
    },
    MOST_MS,
  )
})
