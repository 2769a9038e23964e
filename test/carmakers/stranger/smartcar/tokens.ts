import { randomBytes } from 'node:crypto'
import {
  demandAuthorization,
  demandTokenForm,
  redeemCode,
  type Application,
  type Code,
} from '../oauth-demands.ts'
import { demand, demandParameters, one, type Answer, type Call } from '../strict-server.ts'

interface RefreshToken {
  readonly permissions: readonly string[]
  readonly until: number
  usedAt: number | null
}

export interface SmartcarTokens {
  authorize(call: Call): Answer
  token(call: Call): Answer
  /** Permissions of a live access token, `expired`, or null when nobody ever gave it out. */
  permissionsOf(bearer: string): readonly string[] | 'expired' | null
  /** What the driver changes on the consent page, or the error with which it ends. */
  driver: { unticks: readonly string[]; adds: readonly string[]; endsWith: string | null }
}

const known = new Set([
  'read_vehicle_info',
  'read_battery',
  'read_charge',
  'control_charge',
  'read_vin',
  'read_location',
  'read_charge_locations',
  'read_charge_records',
  'read_odometer',
])
const revealing = /location|records|odometer|profile|compass|speedometer|extended/

const accessLifeMs = 7_200_000
const refreshLifeMs = 60 * 86_400_000
const graceMs = 60_000

const authorizeShape = {
  required: ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'approval_prompt', 'mode'],
  optional: [
    'make',
    'single_select',
    'single_select_vin',
    'user',
    'flags',
    'code_challenge',
    'code_challenge_method',
  ],
}

/** Connect and the token endpoint of Smartcar v2, by its documentation (vehicle-apis §2.2 and §2.4). */
export function smartcarTokens(application: Application, now: () => number): SmartcarTokens {
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, RefreshToken>()
  const accessTokens = new Map<string, { permissions: readonly string[]; until: number }>()
  const driver: SmartcarTokens['driver'] = { unticks: [], adds: [], endsWith: null }

  const give = (permissions: readonly string[]): Answer => {
    const access = `at.${randomBytes(20).toString('base64url')}`
    const refresh = `rt.${randomBytes(20).toString('base64url')}`
    accessTokens.set(access, { permissions, until: now() + accessLifeMs })
    refreshTokens.set(refresh, { permissions, until: now() + refreshLifeMs, usedAt: null })
    const body = {
      access_token: access,
      token_type: 'Bearer',
      expires_in: 7200,
      refresh_token: refresh,
      zz_of_tomorrow: [null],
    }
    return { status: 200, body }
  }

  return {
    driver,
    authorize(call) {
      const refusal = { status: 400, body: '<!doctype html><title>Application error</title>' }
      demandParameters(call.query, authorizeShape, refusal)
      const asked = demandRequest(call.query, application, refusal)
      const back = new URL(application.redirectUri)
      back.searchParams.set('state', one(call.query, 'state'))
      if (driver.endsWith === null) {
        const code = randomBytes(18).toString('hex')
        const permissions = [...asked.filter((each) => !driver.unticks.includes(each)), ...driver.adds]
        codes.set(code, {
          scopes: permissions,
          challenge: call.query.get('code_challenge'),
          at: now(),
          used: false,
        })
        back.searchParams.set('code', code)
      } else {
        back.searchParams.set('error', driver.endsWith)
        back.searchParams.set('error_description', 'The vehicle <b>cannot</b> be connected')
        if (driver.endsWith === 'vehicle_incompatible') back.searchParams.set('vin', 'WVWZZZE1ZMP000001')
      }
      return { status: 302, headers: { location: back.href } }
    },
    token(call) {
      const form = demandForm(call, application)
      if (form.get('grant_type') === 'authorization_code')
        return give(redeem(form, codes, { application, now }))
      demand(
        form.get('grant_type') === 'refresh_token',
        'a grant type of the contract',
        oauthError(400, 'unsupported_grant_type'),
      )
      demandParameters(
        form,
        { required: ['grant_type', 'refresh_token'], optional: [] },
        oauthError(400, 'invalid_request'),
      )
      const token = refreshTokens.get(one(form, 'refresh_token'))
      demand(
        token !== undefined,
        'no refresh token that was never given out',
        oauthError(400, 'invalid_grant'),
      )
      if (token.until <= now()) return oauthError(400, 'invalid_grant')
      if (token.usedAt !== null) {
        demand(
          false,
          'a refresh token used once',
          now() - token.usedAt > graceMs ? oauthError(400, 'invalid_grant') : give(token.permissions),
        )
      }
      token.usedAt = now()
      return give(token.permissions)
    },
    permissionsOf(bearer) {
      const token = accessTokens.get(bearer)
      if (token === undefined) return null
      if (token.until <= now()) return 'expired'
      // Taken back in the dashboard it is gone at once: the vehicle API knows what holds, the token does not.
      return token.permissions.filter((each) => !driver.unticks.includes(each))
    },
  }
}

function demandRequest(query: URLSearchParams, application: Application, refusal: Answer): readonly string[] {
  demandAuthorization(query, application, refusal)
  demand(/^(auto|force)$/.test(one(query, 'approval_prompt')), 'approval_prompt of the contract', refusal)
  demand(/^(live|test|simulated)$/.test(one(query, 'mode')), 'mode of the contract', refusal)
  demand(/^(true|false)?$/.test(query.get('single_select') ?? ''), 'single_select true or false', refusal)
  demand(/^([a-z_]+:\S+( |$))*$/.test(query.get('flags') ?? ''), 'flags as name:value', refusal)
  const permissions = one(query, 'scope')
    .split(' ')
    .map((each) => each.replace(/^required:/, ''))
  demand(
    permissions.every((each) => known.has(each)),
    'no permission beyond the contract',
    refusal,
  )
  demand(new Set(permissions).size === permissions.length, 'a permission once', refusal)
  demand(!permissions.some((each) => revealing.test(each)), 'no permission for positions or trips', refusal)
  return permissions
}

interface Redeeming {
  readonly application: Application
  readonly now: () => number
}

function redeem(
  form: URLSearchParams,
  codes: ReadonlyMap<string, Code>,
  { application, now }: Redeeming,
): readonly string[] {
  const invalid = oauthError(400, 'invalid_grant')
  const shape = { required: ['grant_type', 'code', 'redirect_uri'], optional: ['code_verifier'] }
  demandParameters(form, shape, oauthError(400, 'invalid_request'))
  demand(form.get('redirect_uri') === application.redirectUri, 'the redirect URI of the request', invalid)
  return redeemCode(form, codes, now(), { code: invalid, verifier: invalid })
}

function demandForm(call: Call, application: Application): URLSearchParams {
  const invalid = oauthError(400, 'invalid_request')
  const form = demandTokenForm(call, invalid)
  demand(
    isAuthenticated(call, application),
    'client authentication as HTTP Basic',
    oauthError(401, 'invalid_client'),
  )
  demand(
    !form.has('client_secret') && !form.has('client_id'),
    'no client authentication in the body',
    invalid,
  )
  return form
}

/** Each part is form-encoded before they are joined (RFC 6749 §2.3.1). */
function isAuthenticated({ headers }: Call, { clientId, clientSecret }: Application): boolean {
  const encoded = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const decoded = new URLSearchParams(`id=${id}&secret=${secret}`)
  return decoded.get('id') === clientId && decoded.get('secret') === clientSecret
}

function oauthError(status: number, error: string): Answer {
  return { status, body: { error, error_description: `Invalid or expired ${error}.`, zz_of_tomorrow: 1 } }
}
