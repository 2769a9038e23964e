import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import nock from 'nock'
import { z } from 'zod'
import { CarmakerError } from '../../../src/carmakers/carmaker-error.ts'
import type { Brand } from '../../../src/carmakers/port.ts'
import type { CarmakerHooks } from '../../../src/carmakers/position-fields.ts'
import { createTesla, type TeslaConfig } from '../../../src/carmakers/tesla/client.ts'

export const API = 'https://fleet-api.example.test'
export const AUTH = 'https://auth.example.test'
export const VIN = '5YJ3E1EA0TEST0001'
export const TOKEN = 'access-token-that-must-not-appear'
export const REFRESH_TOKEN = 'refresh-token-that-must-not-appear'
export const SECRET = 'client-secret-that-must-not-appear'
export const COORDINATE = '59.123457'

export const config: TeslaConfig = {
  apiBaseUrl: API,
  timeoutMs: 2_000,
  oauth: {
    authorizeUrl: `${AUTH}/oauth2/v3/authorize`,
    tokenUrl: `${AUTH}/oauth2/v3/token`,
    revocationUrl: `${AUTH}/oauth2/v3/revoke`,
    issuer: `${AUTH}/oauth2/v3`,
    clientId: 'ladeplan-test',
    clientSecret: SECRET,
    redirectUri: 'https://ladeplan.example.test/callback/tesla',
  },
}

export function tesla(overrides: Partial<TeslaConfig> = {}, hooks: CarmakerHooks = {}): Brand {
  return createTesla({ ...config, ...overrides }, hooks)
}

const recorded = z.union([z.array(z.json()), z.record(z.string(), z.json())])

export function fixture(name: string): z.infer<typeof recorded> {
  const text = readFileSync(new URL(`../../fixtures/tesla/${name}.json`, import.meta.url), 'utf8')
  return recorded.parse(JSON.parse(text))
}

export function online(state = 'online'): nock.Scope {
  return nock(API)
    .get(`/api/1/vehicles/${VIN}`)
    .reply(200, { response: { vin: VIN, state } })
}

export const vehicleDataPath = `/api/1/vehicles/${VIN}/vehicle_data?endpoints=charge_state`

/** The CarmakerError a promise ends in, after a look at all it holds. */
export async function errorOf(promise: Promise<unknown>): Promise<CarmakerError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof CarmakerError))
    throw new TypeError(`Expected a CarmakerError, got ${inspect(error)}`)
  const secrets = secretsIn(error)
  if (secrets.length > 0) throw new Error(`The error holds ${secrets.join(', ')}`)
  return error
}

const SECRETS = { VIN, TOKEN, REFRESH_TOKEN, SECRET, COORDINATE }

/** Names of the secrets found anywhere in a value, hidden properties included. */
export function secretsIn(value: unknown): readonly string[] {
  const text = inspect(value, { depth: 8, showHidden: true, maxStringLength: null, maxArrayLength: null })
  return Object.entries(SECRETS)
    .filter(([, secret]) => text.includes(secret))
    .map(([name]) => name)
}

export function refuseNetwork(): void {
  nock.disableNetConnect()
}

export function restoreNetwork(): void {
  nock.abortPendingRequests()
  nock.cleanAll()
  nock.enableNetConnect()
}
