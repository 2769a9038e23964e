import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import type { CarmakerOAuth } from '../../../src/carmakers/port.ts'
import {
  API,
  AUTH,
  REFRESH_TOKEN,
  SECRET,
  TOKEN,
  config,
  errorOf,
  refuseNetwork,
  restoreNetwork,
  tesla,
} from './support.ts'

beforeEach(refuseNetwork)
afterEach(restoreNetwork)

const { oauth } = tesla()
const tokenPath = '/oauth2/v3/token'
const verifier = 'v'.repeat(43)

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part(claims)}.signature`
}

const tokens = (more: object = {}) => ({
  access_token: TOKEN,
  refresh_token: REFRESH_TOKEN,
  id_token: 'not even a token',
  expires_in: 28_800,
  token_type: 'Bearer',
  ...more,
})

const exchange = (query: Record<string, string> = { code: 'EU_code', state: 'expected' }) =>
  oauth.exchangeCode({
    parameters: new URLSearchParams(query),
    expectedState: 'expected',
    codeVerifier: verifier,
  })

describe('the authorize address', () => {
  it('carries state, PKCE challenge and the scopes, and no secret', () => {
    const url = oauth.authorizeUrl({ state: 'a-state', codeChallenge: 'a-challenge', locale: 'nb' })
    expect(url.origin + url.pathname).toBe(config.oauth.authorizeUrl)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'ladeplan-test',
      redirect_uri: config.oauth.redirectUri,
      scope: 'openid offline_access vehicle_device_data vehicle_charging_cmds',
      state: 'a-state',
      code_challenge: 'a-challenge',
      code_challenge_method: 'S256',
      locale: 'nb-NO',
      prompt_missing_scopes: 'true',
    })
  })
})

describe('exchanging the code', () => {
  it('sends secret, verifier and audience in the form, and drops the id token unread', async () => {
    let form: unknown
    nock(AUTH)
      .post(tokenPath, (body: unknown) => {
        form = body
        return true
      })
      .reply(200, tokens())
    expect(await exchange()).toEqual({
      accessToken: TOKEN,
      refreshToken: REFRESH_TOKEN,
      expiresInSeconds: 28_800,
      grantedScopes: oauth.scopes,
    })
    expect(form).toEqual({
      grant_type: 'authorization_code',
      code: 'EU_code',
      redirect_uri: config.oauth.redirectUri,
      code_verifier: verifier,
      client_id: 'ladeplan-test',
      client_secret: SECRET,
      audience: API,
    })
  })

  it('believes the access token about what the driver granted', async () => {
    const scp = ['openid', 'offline_access', 'vehicle_device_data']
    const scope = oauth.scopes.join(' ')
    nock(AUTH)
      .post(tokenPath)
      .reply(200, tokens({ access_token: jwt({ scp }), scope }))
    expect((await exchange()).grantedScopes).toEqual(scp)
  })

  it.each([
    [
      'the token',
      { scp: ['openid', 'torvet_nord', 'openid', 7, null, 'user_data', 'kvadraturen'] },
      undefined,
    ],
    ['the answer', {}, 'openid torvet_nord openid user_data kvadraturen'],
  ])('keeps of what %s says the names that Tesla publishes', async (_, claims, scope) => {
    const told = { access_token: jwt(claims), ...(scope !== undefined && { scope }) }
    nock(AUTH).post(tokenPath).reply(200, tokens(told))
    expect((await exchange()).grantedScopes).toEqual(['openid', 'unlisted', 'user_data'])
  })

  it('believes the answer where the token says nothing', async () => {
    nock(AUTH)
      .post(tokenPath)
      .reply(200, tokens({ access_token: jwt({}), scope: 'openid offline_access' }))
    expect((await exchange()).grantedScopes).toEqual(['openid', 'offline_access'])
  })

  it('fails without a refresh token, which means that offline access was not granted', async () => {
    nock(AUTH)
      .post(tokenPath)
      .reply(200, tokens({ refresh_token: undefined }))
    expect((await errorOf(exchange())).code).toBe('scope-missing')
  })

  test.each([
    ['another state', { code: 'c', state: 'another' }, 'authorization-refused'],
    ['no state', { code: 'c' }, 'authorization-refused'],
    [
      'another issuer',
      { code: 'c', state: 'expected', iss: 'https://evil.example' },
      'authorization-refused',
    ],
    ['a refusal', { error: 'access_denied', state: 'expected' }, 'authorization-refused'],
    ['a refusal in new words', { error: TOKEN, state: 'expected' }, 'authorization-refused'],
    ['a wrong client', { error: 'unauthorized_client', state: 'expected' }, 'client-misconfigured'],
    ['a pause', { error: 'temporarily_unavailable', state: 'expected' }, 'carmaker-unavailable'],
  ])('asks for no token after a callback with %s', async (_, query, code) => {
    const endpoint = nock(AUTH).post(tokenPath).reply(200, tokens())
    expect((await errorOf(exchange(query))).code).toBe(code)
    expect(endpoint.isDone()).toBe(false)
  })

  it('takes the issuer it expects', async () => {
    nock(AUTH).post(tokenPath).reply(200, tokens())
    await exchange({ code: 'c', state: 'expected', iss: config.oauth.issuer })
  })

  it('is refused when the code is spent', async () => {
    nock(AUTH).post(tokenPath).reply(400, { error: 'invalid_auth_code' })
    expect((await errorOf(exchange())).code).toBe('authorization-refused')
  })
})

describe('refreshing', () => {
  const refresh = (from: CarmakerOAuth = oauth) => from.refresh(REFRESH_TOKEN)

  it('returns the new refresh token, or keeps the old one if there is none', async () => {
    nock(AUTH)
      .post(tokenPath)
      .reply(200, tokens({ refresh_token: 'EU_next' }))
    expect((await refresh()).refreshToken).toBe('EU_next')
    nock(AUTH)
      .post(tokenPath)
      .reply(200, tokens({ refresh_token: undefined }))
    expect((await refresh()).refreshToken).toBe(REFRESH_TOKEN)
  })

  it('assumes a short life where none is told', async () => {
    nock(AUTH)
      .post(tokenPath)
      .reply(200, tokens({ expires_in: undefined }))
    expect((await refresh()).expiresInSeconds).toBe(300)
  })

  test.each([
    ['consent-revoked', 401, { error: 'login_required' }, false],
    ['consent-revoked', 400, { error: 'invalid_grant', error_description: REFRESH_TOKEN }, false],
    ['client-misconfigured', 401, { error: 'invalid_client' }, false],
    ['client-misconfigured', 400, { error: 'unauthorized_client' }, false],
    ['carmaker-answer-unreadable', 401, '<html>', false],
    ['carmaker-answer-unreadable', 400, { error: 'brand_new' }, false],
    ['rate-limited', 429, '', false],
    ['carmaker-unavailable', 500, { error: 'login_required' }, true],
    ['carmaker-unavailable', 503, '', false],
    ['carmaker-answer-unreadable', 302, '', true],
    ['carmaker-answer-unreadable', 200, '<html>', true],
    ['carmaker-answer-unreadable', 200, `{"access_token":"${TOKEN}`, true],
    ['carmaker-answer-unreadable', 200, { access_token: TOKEN, token_type: 'dpop' }, true],
  ] as const)('is %s at %i %j', async (code, status, body, mayHaveSucceeded) => {
    nock(AUTH).post(tokenPath).reply(status, body)
    expect(await errorOf(refresh())).toMatchObject({ code, mayHaveSucceeded, route: tokenPath })
  })

  it('is a time-out that may have spent the token', async () => {
    nock(AUTH).post(tokenPath).delay(5_000).reply(200, tokens())
    const error = await errorOf(refresh(tesla({ timeoutMs: 100 }).oauth))
    expect(error).toMatchObject({ code: 'carmaker-timeout', mayHaveSucceeded: true })
  })
})

describe('revoking', () => {
  const revokePath = '/oauth2/v3/revoke'
  const form = {
    token: REFRESH_TOKEN,
    token_type_hint: 'refresh_token',
    client_id: 'ladeplan-test',
    client_secret: SECRET,
  }

  test.each(['', 'OK', '{}'])('is done at 200 whatever the body says: %j', async (body) => {
    nock(AUTH).post(revokePath, form).reply(200, body)
    await oauth.revoke(REFRESH_TOKEN)
  })

  it('may be tried again after 503', async () => {
    nock(AUTH).post(revokePath).reply(503)
    expect(await errorOf(oauth.revoke(REFRESH_TOKEN))).toMatchObject({
      code: 'carmaker-unavailable',
      temporary: true,
    })
  })

  it('calls nobody where there is no endpoint for it', async () => {
    const without = { ...config.oauth, revocationUrl: undefined }
    await tesla({ oauth: without }).oauth.revoke(REFRESH_TOKEN)
  })
})

test('secrets are not sent in the clear', () => {
  const tokenUrl = 'http://auth.example.test/token'
  expect(() => tesla({ oauth: { ...config.oauth, tokenUrl } })).toThrow('must begin with https://')
})

test('a simulator on this machine may speak plain HTTP', async () => {
  const tokenUrl = 'http://127.0.0.1:9999/oauth2/v3/token'
  nock('http://127.0.0.1:9999').post(tokenPath).reply(200, tokens())
  const local = tesla({ oauth: { ...config.oauth, tokenUrl } })
  expect((await local.oauth.refresh(REFRESH_TOKEN)).accessToken).toBe(TOKEN)
})
