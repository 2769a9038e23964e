import nock from 'nock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { simulatedCarmakers, SIMULATED_NAMES } from '../../src/cli/sandbox/simulated-carmakers.ts'
import { createCodeGrant } from '../../src/carmakers/oauth/code-grant.ts'
import { createCarmakers, type CarmakerName } from '../../src/carmakers/registry.ts'
import { errorOf, refuseNetwork, restoreNetwork } from './tesla/support.ts'

beforeEach(refuseNetwork)
afterEach(restoreNetwork)

const simulatorUrl = 'http://127.0.0.1:9'
const configs = simulatedCarmakers({ simulatorUrl, seed: 'mix-up', publicUrl: new URL('http://localhost') })
const carmakers = createCarmakers(configs, () => ({}))
const REPEATS = 100

const issuerOf = (name: CarmakerName): string => configs[name]?.oauth.issuer ?? ''
const issuerOfAnother = (name: CarmakerName): string =>
  SIMULATED_NAMES.filter((other) => other !== name).map(issuerOf)[0] ?? ''

/** Six ways to be nearly, or not at all, the issuer that was asked. Compared letter for letter (RFC 9207 §2.4). */
const variants = (name: CarmakerName): readonly string[] => {
  const own = issuerOf(name)
  return [issuerOfAnother(name), `${own}/`, own.toUpperCase(), own.replace('http:', 'https:'), `${own} `, '']
}

test.each(SIMULATED_NAMES)(
  `OA06: %s takes none of six wrong issuers, ${String(REPEATS)} times each, and asks for no token`,
  async (name) => {
    const { oauth } = carmakers.get(name)
    const asked = nock(simulatorUrl).post(/.*/).reply(200, {})
    const back = (iss: string) => ({
      parameters: new URLSearchParams({ code: 'a-code', state: 'expected', iss }),
      expectedState: 'expected',
      codeVerifier: 'v'.repeat(43),
    })
    expect(new Set([...variants(name), issuerOf(name)]).size).toBe(7)
    for (const iss of variants(name)) {
      for (let n = 0; n < REPEATS; n++) {
        expect((await errorOf(oauth.exchangeCode(back(iss)))).code).toBe('authorization-refused')
      }
    }
    expect(asked.isDone()).toBe(false)
    // The control: with the right one the token is asked for.
    await errorOf(oauth.exchangeCode(back(issuerOf(name))))
    expect(asked.isDone()).toBe(true)
  },
)

test.each(SIMULATED_NAMES)(
  '%s: a callback without one code is refused, and no token is asked for',
  async (name) => {
    const { oauth } = carmakers.get(name)
    const asked = nock(simulatorUrl).post(/.*/).reply(200, {})
    const back = (codes: string) => ({
      parameters: new URLSearchParams(`${codes}&state=expected`),
      expectedState: 'expected',
      codeVerifier: 'v'.repeat(43),
    })
    for (const codes of ['', 'code=', 'code=a&code=b'])
      expect((await errorOf(oauth.exchangeCode(back(codes)))).code).toBe('authorization-refused')
    expect(asked.isDone()).toBe(false)
  },
)

test.each([
  [true, 'authorization-refused'],
  // Neither brand says that its issuer comes along; the distinct addresses of callbacks are what tells them apart.
  [false, 'carmaker-unavailable'],
])(
  'where metadata say that the issuer comes along: %s, a callback without it ends as %s',
  async (tellsIssuer, code) => {
    const application = {
      authorizeUrl: `${simulatorUrl}/authorize`,
      tokenUrl: `${simulatorUrl}/token`,
      issuer: simulatorUrl,
      clientId: 'a-client',
      clientSecret: 'a-secret',
      redirectUri: 'http://localhost/callback',
    }
    const dialect = {
      clientAuthentication: 'form',
      scope: 'a',
      authorizeParameters: () => ({}),
      tellsIssuer,
    } as const
    nock(simulatorUrl).post('/token').reply(503, {})
    const back = {
      parameters: new URLSearchParams({ code: 'a-code', state: 'expected' }),
      expectedState: 'expected',
      codeVerifier: 'v'.repeat(43),
    }
    expect((await errorOf(createCodeGrant(application, dialect, {}).exchangeCode(back))).code).toBe(code)
  },
)
