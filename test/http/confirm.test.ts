import type { Express } from 'express'
import { beforeEach, describe, expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { agree, api, browser, confirmation, locationOf, problemIn, signIn, type Agreed } from './requests.ts'
import { DUSK, useScene } from './scene.ts'

const scene = useScene()
const APP = 'https://app.eksempelkraft.example/done'
/** A server: beside it there is an app, which the driver goes back to. */
let server: Express
beforeEach(() => {
  server = scene().appWith({ sandbox: null })
})

describe('coming back from the carmaker with an app to go back to', () => {
  test('leads to the app’s own address with a code, and connects nothing yet', async () => {
    const agreed = await agree(scene())
    const back = await comeBack(agreed)
    expect(back.origin + back.pathname).toBe(APP)
    const { confirmation: code, ...others } = Object.fromEntries(back.searchParams)
    expect(others).toEqual({ from: 'ladeplan', status: 'confirm', connection: agreed.connectionId })
    expect(code).toMatch(/^[\w-]{43}$/)
    expect(await stateOf(agreed)).toBe('started')
    expect(await listVehicles(scene().control.db)).toEqual([])
  })

  test('connects once the app’s session has confirmed', async () => {
    const agreed = await agree(scene())
    const { path, body } = await confirmation(scene(), server, agreed)
    const answer = await api(server, 'post', path).send(body).expect(200)
    expect(answer.body).toMatchObject({ id: agreed.connectionId, state: 'connected', missingScopes: [] })
    expect(await listVehicles(scene().control.db, { driverId: 'driver-kari' })).toHaveLength(1)
  })

  test('is the same in a sandbox that an app is tried with', async () => {
    const nothing = (): Promise<void> => Promise.resolve()
    const sandbox = { drivers: [], speed: 1, hasApp: true, endsAt: DUSK, advance: nothing, restart: nothing }
    server = scene().appWith({ sandbox })
    const agreed = await agree(scene())
    const { path, body } = await confirmation(scene(), server, agreed)
    expect(await stateOf(agreed)).toBe('started')
    const answer = await api(server, 'post', path).send(body).expect(200)
    expect(answer.body).toMatchObject({ id: agreed.connectionId, state: 'connected' })
  })

  test('is refused for the session of another driver, and says so', async () => {
    const agreed = await agree(scene(), { driverId: 'driver-mallory' })
    const answer = await confirm(agreed, await codeOf(agreed), 'driver-kari').expect(403)
    expect(problemIn(answer)).toMatchObject({ code: 'confirmation-refused', resolution: 'reconnect' })
    expect(await stateOf(agreed)).toBe('abandoned')
  })

  test('is refused for a code that nobody was given', async () => {
    const agreed = await agree(scene())
    await codeOf(agreed)
    const answer = await confirm(agreed, 'A'.repeat(43)).expect(409)
    expect(problemIn(answer).code).toBe('nothing-to-confirm')
  })

  test.each([
    [{}, 'driverId is missing', 'confirmation is missing'],
    [{ driverId: 'driver-kari', confirmation: 'short' }, 'confirmation is "short"', 'came back to the app'],
    [{ driverId: 'driver-kari', confirmation: 'A'.repeat(43), state: 'connected' }, 'state is not known', ''],
  ])('answers %o with what is wrong', async (body, ...said) => {
    const agreed = await agree(scene())
    const path = `/v1/connections/${agreed.connectionId}/confirm`
    const problem = problemIn(await api(server, 'post', path).send(body).expect(422))
    for (const words of said) expect(problem.detail).toContain(words)
  })

  test('leads to the app with "cancelled" if the driver said no', async () => {
    const agreed = await agree(scene())
    const back = await comeBack(agreed, 'deny')
    expect(Object.fromEntries(back.searchParams)).toEqual({
      from: 'ladeplan',
      status: 'cancelled',
      connection: agreed.connectionId,
    })
  })

  test('leads to the app with the reason if it failed, and with a reference for whoever helps', async () => {
    const agreed = await agree(scene())
    const callback = new URL(await signIn(agreed))
    callback.searchParams.set('code', 'made-up')
    const back = await follow(callback.href, agreed.cookie)
    expect(back.origin + back.pathname).toBe(APP)
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ status: 'failed', reason: 'refused' })
    expect(back.searchParams.get('reference')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('stays with us if it is not known whose sign-in it was', async () => {
    const agreed = await agree(scene())
    const back = await follow(await signIn(agreed), '')
    expect(back.pathname).toBe('/connected')
    expect(back.searchParams.get('status')).toBe('link-expired')
  })

  test('stays with us if the app’s address is configured no longer', async () => {
    const agreed = await agree(scene())
    server = scene().appWith({ sandbox: null, returnAddresses: {} })
    const back = await comeBack(agreed, 'deny')
    expect(back.pathname).toBe('/connected')
    expect(back.searchParams.get('status')).toBe('cancelled')
    await browser(server, 'get', back.href).expect(200)
  })
})

async function comeBack(agreed: Agreed, decision: 'allow' | 'deny' = 'allow'): Promise<URL> {
  return follow(await signIn(agreed, decision), agreed.cookie)
}

async function follow(callback: string, cookie: string): Promise<URL> {
  return locationOf(await browser(server, 'get', callback).set('Cookie', cookie).expect(303))
}

async function codeOf(agreed: Agreed): Promise<string> {
  return (await comeBack(agreed)).searchParams.get('confirmation') ?? ''
}

function confirm({ connectionId }: Agreed, confirmation: string, driverId = 'driver-kari') {
  return api(server, 'post', `/v1/connections/${connectionId}/confirm`).send({ driverId, confirmation })
}

async function stateOf({ connectionId }: Agreed): Promise<string | undefined> {
  return (await findConnection(scene().control.db, connectionId))?.state
}
