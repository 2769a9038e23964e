import { demandRequest } from './consent-request.ts'
import { randomBytes } from 'node:crypto'
import { demandTokenForm, redeemCode, type Application, type Code } from '../oauth-demands.ts'
import { demand, demandParameters, one, type Answer, type Call } from '../strict-server.ts'

interface RefreshToken {
  readonly scopes: readonly string[]
  usedAt: number | null
}

interface AccessToken {
  readonly scopes: readonly string[]
  readonly until: number
}

export interface TeslaTokens {
  authorize(call: Call): Answer
  token(call: Call): Answer
  /** Scopes of a live access token, `expired`, or null when nobody ever gave it out. */
  scopesOf(bearer: string): readonly string[] | 'expired' | null
  /** What the driver unticks or adds on the consent page; they may also decline. */
  driver: { unticks: readonly string[]; adds: readonly string[]; declines: boolean }
}

const accessLifeMs = 28_800_000
const graceMs = 24 * 3_600_000

/** The authorization server of Tesla, by the contract of its documentation (vehicle-apis §1.3 and §1.4). */
export function teslaTokens(
  application: Application,
  regions: () => readonly string[],
  now: () => number,
): TeslaTokens {
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, RefreshToken>()
  const accessTokens = new Map<string, AccessToken>()
  const driver: TeslaTokens['driver'] = { unticks: [], adds: [], declines: false }

  const give = (scopes: readonly string[]): Answer => {
    const claims = {
      iss: 'https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3',
      aud: regions(),
      scp: scopes,
      ou_code: 'EU',
    }
    const access = jwt({
      ...claims,
      sub: 'driver~1',
      jti: randomBytes(6).toString('hex'),
      exp: seconds(now() + accessLifeMs),
    })
    const refresh = `EU_${randomBytes(24).toString('hex')}`
    accessTokens.set(access, { scopes, until: now() + accessLifeMs })
    const lasting = scopes.includes('offline_access')
    if (lasting) refreshTokens.set(refresh, { scopes, usedAt: null })
    return {
      status: 200,
      body: {
        access_token: access,
        ...(lasting ? { refresh_token: refresh } : {}),
        id_token: jwt({ sub: 'driver~1', email: 'nobody@example.org', nonce: null }),
        expires_in: 28_800,
        token_type: 'Bearer',
        zz_of_tomorrow: { nested: [null, 1] },
      },
    }
  }

  return {
    driver,
    authorize(call) {
      const refusal = page('We could not sign you in')
      const scopes = demandRequest(call.query, application, refusal)
      const back = new URL(application.redirectUri)
      back.searchParams.set('locale', 'nb-NO')
      back.searchParams.set('issuer', 'https://auth.tesla.com/oauth2/v3')
      back.searchParams.set('state', one(call.query, 'state'))
      if (driver.declines) {
        back.searchParams.set('error', 'access_denied')
        back.searchParams.set('error_description', 'The user said <b>no</b>')
      } else {
        const code = `EU_${randomBytes(20).toString('hex')}`
        const granted = [...scopes.filter((scope) => !driver.unticks.includes(scope)), ...driver.adds]
        codes.set(code, {
          scopes: granted,
          challenge: call.query.get('code_challenge'),
          at: now(),
          used: false,
        })
        back.searchParams.set('code', code)
      }
      return { status: 302, headers: { location: back.href } }
    },
    token(call) {
      const form = demandForm(call)
      demand(
        one(form, 'client_id') === application.clientId,
        'the client id of the application',
        oauthError(401, 'invalid_client'),
      )
      const secret = form.get('client_secret')
      demand(
        secret === null || secret === application.clientSecret,
        'the secret of the application',
        oauthError(401, 'invalid_client'),
      )
      if (form.get('grant_type') === 'authorization_code')
        return give(redeem(form, codes, { application, regions, now }))
      demand(
        form.get('grant_type') === 'refresh_token',
        'a grant type of the contract',
        oauthError(400, 'unsupported_grant_type'),
      )
      demandParameters(
        form,
        { required: ['grant_type', 'client_id', 'refresh_token'], optional: ['client_secret'] },
        invalidRequest,
      )
      const token = refreshTokens.get(one(form, 'refresh_token'))
      demand(
        token !== undefined,
        'no refresh token that was never given out',
        oauthError(401, 'login_required'),
      )
      if (token.usedAt !== null && now() - token.usedAt > graceMs) return oauthError(401, 'login_required')
      if (token.usedAt !== null) demand(false, 'a refresh token used once', give(token.scopes))
      token.usedAt = now()
      // Tesla's documentation: changed scopes come with the next access token, and the refresh token stays good.
      return give(token.scopes.filter((scope) => !driver.unticks.includes(scope)))
    },
    scopesOf(bearer) {
      const token = accessTokens.get(bearer)
      if (token === undefined) return null
      return token.until > now() ? token.scopes : 'expired'
    },
  }
}

const invalidRequest = oauthError(400, 'invalid_request')

interface Redeeming {
  readonly application: Application
  readonly regions: () => readonly string[]
  readonly now: () => number
}

function redeem(
  form: URLSearchParams,
  codes: ReadonlyMap<string, Code>,
  { application, regions, now }: Redeeming,
): readonly string[] {
  const required = ['grant_type', 'client_id', 'client_secret', 'code', 'audience', 'redirect_uri']
  demandParameters(form, { required, optional: ['scope', 'code_verifier'] }, invalidRequest)
  demand(regions().includes(one(form, 'audience')), 'a region as audience', invalidRequest)
  demand(
    form.get('redirect_uri') === application.redirectUri,
    'the redirect URI of the request',
    oauthError(400, 'invalid_redirect_url'),
  )
  const code = oauthError(400, 'invalid_auth_code')
  return redeemCode(form, codes, now(), { code, verifier: oauthError(400, 'invalid_grant') })
}

function demandForm(call: Call): URLSearchParams {
  const form = demandTokenForm(call, invalidRequest)
  demand(call.headers.authorization === undefined, 'client authentication in the body', invalidRequest)
  return form
}

function oauthError(status: number, error: string): Answer {
  return {
    status,
    body: { error, error_description: `The <i>${error}</i> of today`, error_uri: null, reference_id: 'f00' },
  }
}

function page(text: string): Answer {
  return { status: 400, body: `<!doctype html><title>${text}</title>` }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256', typ: 'JWT', kid: 'k1' })}.${part(claims)}.${randomBytes(16).toString('base64url')}`
}
