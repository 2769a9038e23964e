import { openStrictServer, type StrictServer, type Violation } from '../strict-server.ts'
import type { Application } from '../oauth-demands.ts'
import { smartcarTokens, type SmartcarTokens } from './tokens.ts'
import { answerOfVehicleApi, type SmartcarCar } from './vehicle-api.ts'

export interface StrictSmartcar {
  readonly tokens: SmartcarTokens
  readonly car: SmartcarCar
  readonly disconnected: Set<string>
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly door: StrictServer
  readonly api: StrictServer
  violations(): readonly Violation[]
  close(): Promise<void>
}

/** Connect, the token endpoint and the vehicle API of Smartcar; time is the caller's. */
export async function openStrictSmartcar(
  application: Application,
  now: () => number,
): Promise<StrictSmartcar> {
  const car = {
    id: 'veh_01-no-uuid',
    pluggedIn: true,
    charging: false,
    percentRemaining: 0.41,
    limit: 0.8,
    dataAgeMs: 0,
    says: undefined,
  }
  const tokens = smartcarTokens(application, now)
  const disconnected = new Set<string>()
  const door = await openStrictServer((call) => {
    if (call.path === '/oauth/authorize') return tokens.authorize(call)
    if (call.path === '/oauth/token') return tokens.token(call)
    return { status: 404, body: '<!doctype html><title>404</title>' }
  })
  const api = await openStrictServer((call) =>
    answerOfVehicleApi({ tokens, cars: [car], now, disconnected }, call),
  )
  return {
    tokens,
    car,
    disconnected,
    authorizeUrl: `${door.url}/oauth/authorize`,
    tokenUrl: `${door.url}/oauth/token`,
    door,
    api,
    violations: () => [...door.violations, ...api.violations],
    close: async () => {
      await Promise.all([door.close(), api.close()])
    },
  }
}
