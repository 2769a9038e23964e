import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  asking,
  codeOf,
  field,
  header,
  otherwise,
  query,
  send,
  twice,
  twiceInForm,
  type Asking,
  type Deviation,
} from './deviations.ts'
import { openStrictSmartcar, type StrictSmartcar } from './smartcar/strict-smartcar.ts'
import { openStrictTesla, type StrictTesla } from './tesla/strict-tesla.ts'

/** A list of broken rules that is empty says something only if a client that breaks one is on it. */

const now = (): number => Date.parse('2026-01-11T21:56:56Z')
const application = {
  clientId: 'client-of-ours',
  clientSecret: 'secret-of-ours',
  redirectUri: 'https://charging.example.no/callback',
}
const state = 'a-state-of-well-over-128-bits'
const form = 'application/x-www-form-urlencoded'

const AUTHORIZE: readonly Deviation[] = [
  ['a parameter that is required: state', query('state', null)],
  ['a parameter once: scope', twice('scope')],
  ['no parameter beyond the contract: audience', query('audience', 'x')],
  ['no empty parameter: state', query('state', '')],
  ['a state of 128 bits', query('state', 'short')],
  ['response_type=code', query('response_type', 'token')],
  ['the redirect URI as it is registered', query('redirect_uri', 'https://x/')],
  ['no challenge method but S256', query('code_challenge_method', 'plain')],
]

describe('the strict Tesla', () => {
  let tesla: StrictTesla
  beforeEach(async () => {
    tesla = await openStrictTesla(application, now)
  })
  afterEach(() => tesla.close())

  const authorizing = (): Asking => {
    const { clientId: client_id, redirectUri: redirect_uri } = application
    const scope = 'openid offline_access vehicle_device_data vehicle_charging_cmds'
    const pkce = {
      code_challenge: 'ctKD3U4e7oDC8Sn6oyGfBQy8E3AZ7zZo0h2CuJxWLpE',
      code_challenge_method: 'S256',
    }
    const fixed = { response_type: 'code', client_id, redirect_uri, scope, state, ...pkce }
    return asking(tesla.authorizeUrl, { query: new URLSearchParams(fixed) })
  }
  const plain = (): Asking => {
    const request = authorizing()
    request.query.delete('code_challenge')
    request.query.delete('code_challenge_method')
    return request
  }
  const redeeming = async (): Promise<Asking> => {
    const code = await codeOf(plain())
    const { clientId, clientSecret, redirectUri } = application
    const fields = { grant_type: 'authorization_code', code, audience: tesla.europe.url }
    const client = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri }
    const body = new URLSearchParams({ ...fields, ...client }).toString()
    return asking(tesla.tokenUrl, { method: 'POST', headers: { 'content-type': form }, body })
  }
  const calling = async (path: string, changes: Partial<Asking> = {}): Promise<Asking> => {
    const answer = /"access_token":"([^"]+)"/.exec(await (await send(await redeeming())).text())
    const headers = { authorization: `Bearer ${answer?.[1] ?? ''}`, 'content-type': 'application/json' }
    return asking(tesla.europe.url + path, { headers, ...changes })
  }
  const brokenBy = async (request: Asking, deviate: Deviation[1]): Promise<string[]> => {
    deviate(request)
    await send(request)
    return tesla.violations().map(({ rule }) => rule)
  }

  it('has no objection to who keeps the rules', async () => {
    expect((await send(authorizing())).status).toBe(302)
    expect((await send(await calling('/api/1/vehicles'))).status).toBe(200)
    expect(tesla.violations()).toEqual([])
  })

  it.each<Deviation>([
    ...AUTHORIZE,
    ['no scope for positions or persons', query('scope', 'vehicle_location')],
  ])('finds an authorization request without: %s', async (rule, deviate) => {
    expect(await brokenBy(authorizing(), deviate)).toEqual([rule])
  })

  it.each<Deviation>([
    ['a parameter that is required: audience', field('audience', null)],
    ['a region as audience', field('audience', 'https://x')],
    ['the redirect URI of the request', field('redirect_uri', 'https://x')],
    ['a parameter once: code', twiceInForm('code')],
    ['a code that was given out', field('code', 'x')],
    ['the secret of the application', field('client_secret', 'x')],
    ['the verifier of the challenge', field('code_verifier', 'x')],
    ['client authentication in the body', header('authorization', 'Basic eDp5')],
    ['a form as content type', header('content-type', 'application/json')],
    ['an Accept that admits JSON', header('accept', 'text/html')],
  ])('finds a token request without: %s', async (rule, deviate) => {
    expect(await brokenBy(await redeeming(), deviate)).toEqual([rule])
  })

  it('finds a code that is used twice', async () => {
    const request = await redeeming()
    await send(request)
    expect(await brokenBy(request, () => undefined)).toEqual(['a code used once'])
  })

  it.each<Deviation>([
    ['a bearer token', header('authorization', null)],
    ['an access token that was given out', header('authorization', 'Bearer a.b.c')],
    ['JSON as content type', header('content-type', null)],
    ['the method of the contract', otherwise({ method: 'POST' })],
    ['no endpoint with positions, and none unknown', query('endpoints', 'location_data')],
    ['nothing but endpoints asked for', query('let_sleep', 'true')],
  ])('finds a call without: %s', async (rule, deviate) => {
    const query = new URLSearchParams({ endpoints: 'charge_state' })
    const request = await calling(`/api/1/vehicles/${tesla.car.vin}/vehicle_data`, { query })
    expect(await brokenBy(request, deviate)).toEqual([rule])
  })
})

describe('the strict Smartcar', () => {
  let smartcar: StrictSmartcar
  beforeEach(async () => {
    smartcar = await openStrictSmartcar(application, now)
  })
  afterEach(() => smartcar.close())

  const authorizing = (): Asking => {
    const { clientId: client_id, redirectUri: redirect_uri } = application
    const fixed = {
      response_type: 'code',
      approval_prompt: 'auto',
      mode: 'live',
      scope: 'read_charge control_charge',
    }
    const query = new URLSearchParams({ ...fixed, client_id, redirect_uri, state })
    return asking(smartcar.authorizeUrl, { query })
  }
  const redeeming = async (): Promise<Asking> => {
    const fields = { grant_type: 'authorization_code', redirect_uri: application.redirectUri }
    const body = new URLSearchParams({ ...fields, code: await codeOf(authorizing()) }).toString()
    const basic = Buffer.from('client-of-ours:secret-of-ours').toString('base64')
    const headers = { 'content-type': form, authorization: `Basic ${basic}` }
    return asking(smartcar.tokenUrl, { method: 'POST', headers, body })
  }
  const charging = async (): Promise<Asking> => {
    const answer = /"access_token":"([^"]+)"/.exec(await (await send(await redeeming())).text())
    const json = { 'content-type': 'application/json', 'sc-unit-system': 'metric' }
    const headers = { authorization: `Bearer ${answer?.[1] ?? ''}`, ...json }
    const url = `${smartcar.api.url}/v2.0/vehicles/${smartcar.car.id}/charge`
    return asking(url, { method: 'POST', headers, body: '{"action":"START"}' })
  }
  const brokenBy = async (request: Asking, deviate: Deviation[1]): Promise<string[]> => {
    deviate(request)
    await send(request)
    return smartcar.violations().map(({ rule }) => rule)
  }

  it('has no objection to who keeps the rules', async () => {
    expect((await send(await charging())).status).toBe(200)
    expect(smartcar.violations()).toEqual([])
  })

  it.each<Deviation>([
    ['a parameter that is required: mode', query('mode', null)],
    ['approval_prompt of the contract', query('approval_prompt', 'maybe')],
    ['no permission for positions or trips', query('scope', 'read_location')],
  ])('finds an authorization request without: %s', async (rule, deviate) => {
    expect(await brokenBy(authorizing(), deviate)).toEqual([rule])
  })

  it.each<Deviation>([
    ['client authentication as HTTP Basic', header('authorization', null)],
    ['no client authentication in the body', field('client_secret', 'x')],
    ['the redirect URI of the request', field('redirect_uri', 'https://x')],
    ['a form as content type', header('content-type', 'application/json')],
  ])('finds a token request without: %s', async (rule, deviate) => {
    expect(await brokenBy(await redeeming(), deviate)).toEqual([rule])
  })

  it.each<Deviation>([
    ['metric units asked for', header('sc-unit-system', null)],
    ['JSON as content type', header('content-type', form)],
    ['an action and nothing else', otherwise({ body: '{"action":"PAUSE"}' })],
    ['the method of the contract', otherwise({ method: 'PUT' })],
  ])('finds a command without: %s', async (rule, deviate) => {
    expect(await brokenBy(await charging(), deviate)).toEqual([rule])
  })
})
