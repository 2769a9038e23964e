import { createHash } from 'node:crypto'
import axios, { type AxiosInstance, type AxiosResponse } from 'axios'
import { z } from 'zod'
import { SteppedClock } from '../../src/base/clock.ts'
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/simulator.ts'
import { teslaClient } from '../../src/simulator/tesla/client.ts'
import type { SimulatedCar } from '../../src/simulator/simulated-car.ts'

export const SEED = 'test'
export const DUSK = new Date('2024-12-12T16:00:00Z')
export const REDIRECT = 'http://127.0.0.1:8080/callback'
export const SCOPES = 'openid offline_access vehicle_device_data vehicle_charging_cmds'
export const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-0123456789'
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

/** Kari's car: 60 kWh, 40 %, plugged in from 17:00 to 07:00 local time. */
export function car(changes: Partial<SimulatedCar> = {}): SimulatedCar {
  return {
    login: 'kari',
    driver: 'Kari',
    vin: '5YJ3E1EA0TEST0001',
    model: 'Model 3',
    capacityKwh: 60,
    socPercent: 40,
    limitPercent: 80,
    powerKw: 11,
    efficiency: 0.9,
    sleepsAfterMinutes: null,
    stays: [{ pluggedInAt: new Date('2024-12-12T16:00:00Z'), unpluggedAt: new Date('2024-12-13T06:00:00Z') }],
    drivesPercent: 20,
    ...changes,
  }
}

export interface Stage {
  readonly simulator: Simulator
  readonly clock: SteppedClock
  /** Moves world time on by so many seconds. */
  readonly pass: (seconds: number) => void
  /** Answers every status; follows no redirect. */
  readonly http: AxiosInstance
}

export async function stage(changes: Partial<SimulatorOptions> = {}): Promise<Stage> {
  const clock = new SteppedClock(DUSK)
  const simulator = await startSimulator({
    clock,
    seed: SEED,
    cars: [car()],
    prices: [],
    port: 0,
    redirectUris: [REDIRECT],
    steppable: clock,
    ...changes,
  })
  const used = changes.clock instanceof SteppedClock ? changes.clock : clock
  const http = axios.create({ baseURL: simulator.url, validateStatus: () => true, maxRedirects: 0 })
  const pass = (seconds: number): void => {
    used.stepTo(new Date(used.now().getTime() + seconds * 1000))
  }
  return { simulator, clock: used, pass, http }
}

export function authorizeQuery(
  changes: Record<string, string | undefined> = {},
): Record<string, string | undefined> {
  return {
    response_type: 'code',
    client_id: teslaClient(SEED).clientId,
    redirect_uri: REDIRECT,
    scope: SCOPES,
    state: 'state-1',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changes,
  }
}

/** The driver signs in and allows; the code that comes back. */
export async function allow(
  scene: Stage,
  login = 'kari',
  changes: Record<string, string> = {},
): Promise<string> {
  const params = authorizeQuery(changes)
  const form = new URLSearchParams({ login, decision: 'allow' })
  const answer = await scene.http.post('/oauth2/v3/authorize', form, { params })
  return callback(answer).get('code') ?? ''
}

export function callback(answer: AxiosResponse): URLSearchParams {
  return new URL(z.string().parse(answer.headers['location'])).searchParams
}

export function tokenRequest(scene: Stage, changes: Record<string, string>): Promise<AxiosResponse> {
  const { clientId, clientSecret } = teslaClient(SEED)
  const form = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...changes })
  return scene.http.post('/oauth2/v3/token', form)
}

export function redeem(
  scene: Stage,
  code: string,
  changes: Record<string, string> = {},
): Promise<AxiosResponse> {
  return tokenRequest(scene, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    audience: scene.simulator.url,
    code_verifier: VERIFIER,
    ...changes,
  })
}

export function refresh(scene: Stage, token: string): Promise<AxiosResponse> {
  return tokenRequest(scene, { grant_type: 'refresh_token', refresh_token: token })
}

const tokensSchema = z.object({ access_token: z.string(), refresh_token: z.string() })

export function tokensIn(answer: AxiosResponse): { access: string; refresh: string } {
  const tokens = tokensSchema.parse(answer.data)
  return { access: tokens.access_token, refresh: tokens.refresh_token }
}

export async function connect(scene: Stage, login = 'kari'): Promise<{ access: string; refresh: string }> {
  return tokensIn(await redeem(scene, await allow(scene, login)))
}

/** A request to the vehicle API with an access token. */
export function api(
  scene: Stage,
  access: string,
  path: string,
  body?: unknown,
): Promise<AxiosResponse<unknown>> {
  const headers = { authorization: `Bearer ${access}` }
  if (body === undefined) return scene.http.get(`/api/1${path}`, { headers })
  return scene.http.post(`/api/1${path}`, body, {
    headers: { ...headers, 'content-type': 'application/json' },
  })
}

const responseSchema = z.looseObject({
  vin: z.string().optional(),
  id_s: z.string().optional(),
  state: z.string().optional(),
  result: z.boolean().optional(),
  reason: z.string().optional(),
})

/** The `response` member of an answer's envelope. */
export function responseIn(answer: AxiosResponse<unknown>): z.infer<typeof responseSchema> {
  return z.object({ response: responseSchema }).parse(answer.data).response
}
