import axios from 'axios'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { SteppedClock } from '../../../src/base/clock.ts'
import type { Brand as Adapter, TokenSet } from '../../../src/carmakers/port.ts'
import type { CarmakerHooks } from '../../../src/carmakers/position-fields.ts'
import { createCarmakers, type Carmaker, type CarmakerName } from '../../../src/carmakers/registry.ts'
import {
  callbacksOf,
  simulatedCarmakers,
  SIMULATED_NAMES,
} from '../../../src/cli/sandbox/simulated-carmakers.ts'
import type { Simulator, SimulatorOptions } from '../../../src/simulator/simulator.ts'
import { stage, type Stage } from '../../simulator/support.ts'

const TIMEOUT_MS = 1_000
const SEED = 'test'
const PUBLIC = new URL('http://127.0.0.1:8080')
const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-0123456789'

export interface Brand {
  readonly name: CarmakerName
  readonly create: (simulator: Simulator, hooks?: CarmakerHooks) => Carmaker
}

/** Every brand that the simulator impersonates, as it is set up against the one of the tests. */
export const BRANDS: readonly Brand[] = SIMULATED_NAMES.map((name) => ({
  name,
  create: (simulator, hooks = {}) => {
    const configs = simulatedCarmakers({ simulatorUrl: simulator.url, seed: SEED, publicUrl: PUBLIC })
    const one = { [name]: { ...configs[name], timeoutMs: TIMEOUT_MS } }
    return createCarmakers(one, () => hooks).get(name)
  },
}))

/** A simulator that sends drivers back to the callbacks of all. */
export function brandStage(changes: Partial<SimulatorOptions> = {}): Promise<Stage> {
  return stage({ seed: SEED, redirectUris: callbacksOf(PUBLIC), ...changes })
}

/** What the browser brings back when the driver has decided on the carmaker's page. */
export async function signIn(
  carmaker: Adapter,
  choice: Record<string, string> = {},
): Promise<URLSearchParams> {
  const codeChallenge = createHash('sha256').update(VERIFIER).digest('base64url')
  const url = carmaker.oauth.authorizeUrl({ state: 'expected', codeChallenge, locale: 'nb' })
  const form = new URLSearchParams({ login: 'kari', decision: 'allow', ...choice })
  const answer = await axios.post(url.href, form, { maxRedirects: 0, validateStatus: () => true })
  return new URL(z.string().parse(answer.headers['location'])).searchParams
}

export function exchange(carmaker: Adapter, parameters: URLSearchParams): Promise<TokenSet> {
  return carmaker.oauth.exchangeCode({ parameters, expectedState: 'expected', codeVerifier: VERIFIER })
}

/** A car in the hands of an adapter, with its driver's consent. */
export interface Hand {
  readonly tokens: TokenSet
  readonly reference: string
}

export async function connected(carmaker: Adapter): Promise<Hand> {
  const tokens = await exchange(carmaker, await signIn(carmaker))
  const [car] = await carmaker.api.listVehicles(tokens.accessToken)
  if (car === undefined) throw new Error('The carmaker listed no car')
  return { tokens, reference: car.reference }
}

export function pass(clock: SteppedClock, seconds: number): void {
  clock.stepTo(new Date(clock.now().getTime() + seconds * 1000))
}
