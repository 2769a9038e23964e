import {
  openStrictServer,
  type Answer,
  type Call,
  type StrictServer,
  type Violation,
} from '../strict-server.ts'
import { parkedTesla, type TeslaCar } from './car.ts'
import { answerOfFleetApi } from './fleet-api.ts'
import type { Application } from '../oauth-demands.ts'
import { teslaTokens, type TeslaTokens } from './tokens.ts'

export interface StrictTesla {
  readonly tokens: TeslaTokens
  readonly car: TeslaCar
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly europe: StrictServer
  readonly america: StrictServer
  readonly proxy: StrictServer
  readonly door: StrictServer
  /** Moves the driver's account to another region. */
  moveTo(region: 'europe' | 'america'): void
  violations(): readonly Violation[]
  close(): Promise<void>
}

/** All servers of this carmaker: authorization, two regions and the proxy that signs; time is the caller's. */
export async function openStrictTesla(application: Application, now: () => number): Promise<StrictTesla> {
  const car = parkedTesla(9_007_199_254_740_990, '5YJ3E1EA0TEST0001')
  const addresses = { europe: '', america: '' }
  let home: keyof typeof addresses = 'europe'
  const tokens = teslaTokens(application, () => Object.values(addresses), now)
  const api = (self: () => string, signs: boolean) => (call: Call) =>
    answerOfFleetApi({ tokens, cars: [car], now, home: () => addresses[home], self, signs }, call)
  const door = await openStrictServer((call) => atTheDoor(tokens, call))
  const europe = await openStrictServer(api(() => addresses.europe, false))
  const america = await openStrictServer(api(() => addresses.america, false))
  const proxy = await openStrictServer(api(() => addresses[home], true))
  Object.assign(addresses, { europe: europe.url, america: america.url })
  const servers = [door, europe, america, proxy]
  return {
    tokens,
    car,
    authorizeUrl: `${door.url}/oauth2/v3/authorize`,
    tokenUrl: `${door.url}/oauth2/v3/token`,
    europe,
    america,
    proxy,
    door,
    moveTo: (region) => {
      home = region
    },
    violations: () => servers.flatMap((server) => server.violations),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

function atTheDoor(tokens: TeslaTokens, call: Call): Answer {
  if (call.path === '/oauth2/v3/authorize') return tokens.authorize(call)
  if (call.path === '/oauth2/v3/token') return tokens.token(call)
  return { status: 404, body: '<!doctype html><title>404</title>' }
}
