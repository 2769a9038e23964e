import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { findConnection, listConnections } from '../../src/connections/connection-store.ts'
import { FlowRefusedError, startFlow } from '../../src/connections/oauth-flow.ts'
import { completeConnection, type Callback } from '../../src/vehicles/complete-connection.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, NOTICE, signIn, useStage, type Stage } from '../support/stage.ts'

const PARALLEL = 50

describeOnEveryEngine('the flow over the carmaker’s pages', (database) => {
  const stage = useStage(database)

  it('connects once if the callback belongs to this browser, and not again', async () => {
    const flow = await agree(stage())
    const callback = { carmaker: 'tesla' as const, parameters: await signIn(flow), binding: flow.binding }
    const connection = await completeConnection(stage().deps, callback)
    expect(connection.state).toBe('connected')
    await expectRefused(stage(), callback, 1)
    expect((await findConnection(database(), flow.connection.id))?.state).toBe('connected')
  })

  it.each([
    ['is missing', ''],
    ['is another one', 'A'.repeat(43)],
  ])('refuses a callback whose state %s, and asks the carmaker for nothing', async (_, state) => {
    const flow = await agree(stage())
    const parameters = await signIn(flow)
    parameters.set('state', state)
    await expectRefused(stage(), { carmaker: 'tesla', parameters, binding: flow.binding })
  })

  it('OA01: refuses a state of which one character differs, wherever it is', async () => {
    const flow = await agree(stage())
    const parameters = await signIn(flow)
    const state = parameters.get('state') ?? ''
    for (let at = 0; at < state.length; at++) {
      const other = state[at] === 'x' ? 'y' : 'x'
      parameters.set('state', state.slice(0, at) + other + state.slice(at + 1))
      await expectRefused(stage(), { carmaker: 'tesla', parameters, binding: flow.binding })
    }
    parameters.set('state', state)
    const connection = await completeConnection(stage().deps, {
      carmaker: 'tesla',
      parameters,
      binding: flow.binding,
    })
    expect(connection.state).toBe('connected')
  })

  it('refuses a callback at the address of another carmaker, and asks nobody for anything', async () => {
    const flow = await agree(stage())
    const callback = { parameters: await signIn(flow), binding: flow.binding }
    await expectRefused(stage(), { ...callback, carmaker: 'smartcar' })
  })

  it('OA01: takes a flow up to ten minutes old and refuses it one second later', async () => {
    const slow = await agree(stage())
    const late = await agree(stage(), 'driver-ola')
    stage().pass(599)
    const inTime = { carmaker: 'tesla' as const, parameters: await signIn(slow), binding: slow.binding }
    expect((await completeConnection(stage().deps, inTime)).state).toBe('connected')
    stage().pass(2)
    await expectRefused(
      stage(),
      { carmaker: 'tesla', parameters: await signIn(late), binding: late.binding },
      1,
    )
  })

  it('OA03: refuses the browser of somebody who was sent a link that another one had opened', async () => {
    const attackers = await agree(stage(), 'driver-mallory')
    const victims = await agree(stage(), 'driver-kari')
    const parameters = await signIn(attackers)
    await expectRefused(stage(), { carmaker: 'tesla', parameters, binding: undefined })
    await expectRefused(stage(), { carmaker: 'tesla', parameters, binding: victims.binding })
    await expectRefused(stage(), { carmaker: 'tesla', parameters, binding: '' })
    const states = (await listConnections(database())).map(({ state }) => state)
    expect(states).toEqual(['started', 'started'])
  })

  it('lets one of fifty callbacks at once exchange the code', async () => {
    const processes = [stage().deps, stage().another().control]
    const flow = await agree(stage())
    const callback = { carmaker: 'tesla' as const, parameters: await signIn(flow), binding: flow.binding }
    const tries = Array.from({ length: PARALLEL }, (_, n) =>
      completeConnection(processes[n % 2] ?? stage().deps, callback),
    )
    const ends = await Promise.allSettled(tries)
    const refusals = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []))
    expect(refusals).toHaveLength(PARALLEL - 1)
    expect(refusals.every((reason) => reason instanceof FlowRefusedError)).toBe(true)
    expect(stage().simulator.report().tokenRequests).toMatchObject({ codes: 1, refused: 0 })
    expect((await listConnections(database())).map(({ state }) => state)).toEqual(['connected'])
  })

  it('OA04: refuses a code that was given to another session', async () => {
    const attackers = await agree(stage(), 'driver-mallory')
    const victims = await agree(stage(), 'driver-kari')
    const stolen = await signIn(victims)
    const injected = await signIn(attackers)
    injected.set('code', stolen.get('code') ?? '')
    const attempt = completeConnection(stage().deps, {
      carmaker: 'tesla',
      parameters: injected,
      binding: attackers.binding,
    })
    await expect(attempt).rejects.toMatchObject({ code: 'authorization-refused' })
    expect(await database().selectFrom('token').selectAll().execute()).toEqual([])
    expect((await findConnection(database(), attackers.connection.id))?.state).toBe('abandoned')
  })

  it('OA05: asks with S256, a fresh challenge each time, and for no scope that tells where a car or driver is', async () => {
    const { connection } = await agree(stage())
    const urls = await Promise.all(
      Array.from({ length: 20 }, () => startFlow(stage().deps, connection, NOTICE)),
    )
    const challenges = urls.map(({ redirectTo }) => redirectTo.searchParams.get('code_challenge') ?? '')
    expect(new Set(challenges).size).toBe(20)
    for (const { redirectTo } of urls) {
      const asked = Object.fromEntries(redirectTo.searchParams)
      expect(asked['code_challenge_method']).toBe('S256')
      expect(asked['code_challenge']).toMatch(/^[\w-]{43}$/)
      expect(asked['scope']?.split(' ')).toEqual([
        'openid',
        'offline_access',
        'vehicle_device_data',
        'vehicle_charging_cmds',
      ])
    }
  })

  it('sends the verifier that belongs to the challenge, between 43 and 128 characters', async () => {
    const flow = await agree(stage())
    await completeConnection(stage().deps, {
      carmaker: 'tesla',
      parameters: await signIn(flow),
      binding: flow.binding,
    })
    const verifier = stage().door.requests[0]?.form.get('code_verifier') ?? ''
    expect(verifier).toMatch(/^[\w.~-]{43,128}$/)
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    expect(flow.authorizeUrl.searchParams.get('code_challenge')).toBe(challenge)
  })

  it('keeps neither state nor binding nor verifier in the clear', async () => {
    const flow = await agree(stage())
    const [row] = await database().selectFrom('oauth_flow').selectAll().execute()
    const kept = JSON.stringify(row) + Buffer.from(row?.sealed_verifier ?? []).toString('latin1')
    await completeConnection(stage().deps, {
      carmaker: 'tesla',
      parameters: await signIn(flow),
      binding: flow.binding,
    })
    const verifier = stage().door.requests[0]?.form.get('code_verifier') ?? ''
    const state = flow.authorizeUrl.searchParams.get('state') ?? ''
    for (const secret of [state, flow.binding, verifier]) {
      expect(secret.length).toBeGreaterThanOrEqual(43)
      expect(kept).not.toContain(secret)
    }
  })

  it('forgets flows that can no longer be finished', async () => {
    await agree(stage())
    stage().pass(601)
    await agree(stage(), 'driver-ola')
    const flows = await database().selectFrom('oauth_flow').select('connection_id').execute()
    expect(flows).toHaveLength(1)
  })
})

async function expectRefused({ deps, door }: Stage, callback: Callback, asked = 0): Promise<void> {
  await expect(completeConnection(deps, callback)).rejects.toThrow(FlowRefusedError)
  expect(door.requests).toHaveLength(asked)
}
