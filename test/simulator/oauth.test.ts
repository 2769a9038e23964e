import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ALL_SIMULATED } from '../../src/simulator/carmakers.ts'
import { smartcarClient } from '../../src/simulator/smartcar/client.ts'
import { teslaClient } from '../../src/simulator/tesla/client.ts'
import {
  allow,
  api,
  authorizeQuery,
  callback,
  connect,
  redeem,
  refresh,
  SEED,
  stage,
  tokensIn,
} from './support.ts'
import type { Stage } from './support.ts'

let scene: Stage
beforeEach(async () => {
  scene = await stage()
})
afterEach(() => scene.simulator.close())

const DAY = 86_400

describe('the authorize page', () => {
  it('shows the drivers, the scopes asked for, and that no carmaker is real', async () => {
    const page = await scene.http.get<string>('/oauth2/v3/authorize', { params: authorizeQuery() })
    expect(page.status).toBe(200)
    expect(page.data).toContain('Kari')
    expect(page.data).toContain('vehicle_charging_cmds')
    expect(page.data).not.toContain('vehicle_location')
    expect(page.data).toContain('Simulated carmaker')
  })

  it.each([
    ['an unknown application', { client_id: 'somebody' }],
    ['an address nobody registered', { redirect_uri: 'http://127.0.0.1:8080/callback/' }],
    ['no application at all', { client_id: undefined }],
  ])('redirects nowhere for %s', async (_, changes) => {
    const page = await scene.http.get('/oauth2/v3/authorize', { params: authorizeQuery(changes) })
    expect(page.status).toBe(400)
    expect(page.headers['location']).toBeUndefined()
  })

  it.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_request', { state: undefined }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_scope', { scope: 'openid everything' }],
  ])('goes back with %s', async (error, changes) => {
    const answer = await scene.http.get('/oauth2/v3/authorize', { params: authorizeQuery(changes) })
    expect(answer.status).toBe(302)
    expect(callback(answer).get('error')).toBe(error)
  })

  it('sends a driver who denies back with access_denied and the state', async () => {
    const form = new URLSearchParams({ login: 'kari', decision: 'deny' })
    const answer = await scene.http.post('/oauth2/v3/authorize', form, { params: authorizeQuery() })
    expect(Object.fromEntries(callback(answer))).toEqual({ error: 'access_denied', state: 'state-1' })
  })

  it('lets a driver untick a scope', async () => {
    const form = new URLSearchParams({
      login: 'kari',
      decision: 'allow',
      boxes: 'shown',
      scope: 'vehicle_device_data',
    })
    const answer = await scene.http.post('/oauth2/v3/authorize', form, { params: authorizeQuery() })
    const { access } = tokensIn(await redeem(scene, callback(answer).get('code') ?? ''))
    const claims: unknown = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString())
    expect(claims).toMatchObject({
      scp: ['openid', 'offline_access', 'vehicle_device_data'],
      aud: [scene.simulator.url],
      ou_code: 'EU',
    })
    const refused = await api(scene, access, '/vehicles/5YJ3E1EA0TEST0001/command/charge_stop', {})
    expect(refused).toMatchObject({ status: 403, data: { error: 'Unauthorized missing scopes' } })
  })
})

describe('an authorization code', () => {
  it('is worth tokens once', async () => {
    const code = await allow(scene)
    expect(code).toMatch(/^EU_/)
    const first = await redeem(scene, code)
    expect(first).toMatchObject({ status: 200, data: { token_type: 'Bearer', expires_in: 28_800 } })
    expect(await redeem(scene, code)).toMatchObject({ status: 400, data: { error: 'invalid_auth_code' } })
  })

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_auth_code'],
    ['another address', { redirect_uri: 'http://127.0.0.1:8080/other' }, 'invalid_redirect_url'],
    ['another audience', { audience: 'http://127.0.0.1:1' }, 'invalid_audience'],
    ['a wrong client secret', { client_secret: 'guess' }, 'unauthorized_client'],
    ['an unknown grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('is worth nothing with %s', async (_, changes, error) => {
    const answer = await redeem(scene, await allow(scene), changes)
    expect(answer).toMatchObject({ status: 400, data: { error } })
  })

  it('is worth nothing after ten minutes', async () => {
    const code = await allow(scene)
    scene.pass(601)
    expect((await redeem(scene, code)).status).toBe(400)
  })
})

describe('a refresh token', () => {
  it('is single use, but the one used last works for another 24 hours', async () => {
    const first = await connect(scene)
    const second = tokensIn(await refresh(scene, first.refresh))
    scene.pass(DAY - 60)
    expect((await refresh(scene, first.refresh)).status).toBe(200)
    scene.pass(120)
    expect(await refresh(scene, first.refresh)).toMatchObject({
      status: 401,
      data: { error: 'login_required' },
    })
    expect((await refresh(scene, second.refresh)).status).toBe(200)
    expect(scene.simulator.report().tokenRequests).toMatchObject({
      codes: 1,
      refreshes: 4,
      reused: 2,
      refused: 1,
    })
  })

  it('is dead once its successor was used', async () => {
    const first = await connect(scene)
    const second = tokensIn(await refresh(scene, first.refresh))
    await refresh(scene, second.refresh)
    expect((await refresh(scene, first.refresh)).status).toBe(401)
  })

  it('ends the whole grant when it is used again, with a carmaker that takes that for theft', async () => {
    await scene.simulator.close()
    scene = await stage({ tokenRules: { graceSeconds: -1, reuseEndsGrant: true } })
    const first = await connect(scene)
    const second = tokensIn(await refresh(scene, first.refresh))
    expect((await refresh(scene, first.refresh)).status).toBe(401)
    expect((await refresh(scene, second.refresh)).status).toBe(401)
  })

  it('is not given without offline_access', async () => {
    const code = await allow(scene, 'kari', { scope: 'openid vehicle_device_data' })
    expect((await redeem(scene, code)).data).not.toHaveProperty('refresh_token')
  })
})

describe('an access token', () => {
  it('expires after eight hours of world time', async () => {
    const { access } = await connect(scene)
    scene.pass(8 * 3600 - 1)
    expect((await api(scene, access, '/vehicles')).status).toBe(200)
    scene.pass(1)
    expect(await api(scene, access, '/vehicles')).toMatchObject({
      status: 401,
      data: { error: 'token expired (401)' },
    })
  })

  it('is refused after revocation, as is every refresh; both are counted', async () => {
    const tokens = await connect(scene)
    const form = new URLSearchParams({ client_id: teslaClient(SEED).clientId, token: tokens.refresh })
    expect((await scene.http.post('/oauth2/v3/revoke', form)).status).toBe(200)
    expect((await api(scene, tokens.access, '/vehicles')).status).toBe(401)
    expect((await refresh(scene, tokens.refresh)).status).toBe(401)
    const report = scene.simulator.report()
    expect(report.revocations).toEqual([{ login: 'kari', at: scene.clock.now() }])
    expect(report.requestsAfterRevocation).toBe(1)
    expect(report.tokenRequests.afterRevocation).toBe(1)
  })

  it('that nobody knows counts as revoked', async () => {
    const form = new URLSearchParams({ client_id: teslaClient(SEED).clientId, token: 'unknown' })
    expect((await scene.http.post('/oauth2/v3/revoke', form)).status).toBe(200)
  })
})

describe('the report', () => {
  it('holds every secret ever given out', async () => {
    const code = await allow(scene)
    const { access, refresh: refreshToken } = tokensIn(await redeem(scene, code))
    const { secrets } = scene.simulator.report()
    expect(secrets).toEqual(
      expect.arrayContaining([code, access, refreshToken, teslaClient(SEED).clientSecret]),
    )
  })

  it('holds nothing after a reset', async () => {
    const { access } = await connect(scene)
    scene.simulator.reset()
    expect((await api(scene, access, '/vehicles')).status).toBe(401)
    const { clientSecret, managementToken } = smartcarClient(SEED)
    const { secrets } = scene.simulator.report()
    expect(secrets).toEqual(ALL_SIMULATED.flatMap(([, { secretsOf }]) => secretsOf(SEED)))
    expect(secrets).toEqual(
      expect.arrayContaining([teslaClient(SEED).clientSecret, clientSecret, managementToken]),
    )
  })
})
