import { acceptsJson, demand, isOfType, type Answer, type Call } from '../strict-server.ts'
import type { SmartcarTokens } from './tokens.ts'

/** One car behind Smartcar; a test changes it as a driver would. */
export interface SmartcarCar {
  readonly id: string
  pluggedIn: boolean
  charging: boolean
  /** 0 to 1. */
  percentRemaining: number
  limit: number
  /** How far behind the car's own report is, ms. */
  dataAgeMs: number
  /** Replaces the documented state of charging, for values nobody has documented. */
  says: string | null | undefined
}

export interface VehicleApi {
  readonly tokens: SmartcarTokens
  readonly cars: readonly SmartcarCar[]
  readonly now: () => number
  /** Vehicles of which the driver ended the connection. */
  readonly disconnected: Set<string>
}

interface Item {
  readonly code: number
  readonly body: unknown
}

const reads: Record<string, { permission: string; body: (car: SmartcarCar) => unknown }> = {
  '/battery': {
    permission: 'read_battery',
    body: (car) => ({
      percentRemaining: car.percentRemaining,
      range: null,
      zz_of_tomorrow: { latitude: 60.0002 },
    }),
  },
  '/battery/capacity': { permission: 'read_battery', body: () => ({ capacity: 62.5 }) },
  '/battery/nominal_capacity': {
    permission: 'read_battery',
    body: () => ({ availableCapacities: [], capacity: null, url: null }),
  },
  '/charge': {
    permission: 'read_charge',
    body: (car) => ({ isPluggedIn: car.pluggedIn, state: stateOf(car) }),
  },
  '/charge/limit': { permission: 'read_charge', body: (car) => ({ limit: car.limit }) },
  '/vin': { permission: 'read_vin', body: () => ({ vin: 'WVWZZZE1ZMP000001' }) },
}

/** Vehicle API of Smartcar, version 2.0 (vehicle-apis §2.5 and §2.7). */
export function answerOfVehicleApi(api: VehicleApi, call: Call): Answer {
  const bearer = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '')?.[1]
  demand(bearer !== undefined, 'a bearer token', answer(fault(401, 'AUTHENTICATION', null)))
  const permissions = api.tokens.permissionsOf(bearer)
  demand(
    permissions !== null,
    'an access token that was given out',
    answer(fault(401, 'AUTHENTICATION', null)),
  )
  demand(acceptsJson(call), 'an Accept that admits JSON', { status: 406 })
  const units = call.headers['sc-unit-system']
  demand(units === 'metric', 'metric units asked for', answer(fault(400, 'VALIDATION', 'PARAMETER')))
  if (permissions === 'expired') return answer(fault(401, 'AUTHENTICATION', null))
  if (call.method !== 'GET' && call.method !== 'DELETE')
    demand(isOfType(call, 'application/json'), 'JSON as content type', answer(fault(400, 'VALIDATION', null)))
  if (call.path === '/v2.0/vehicles') return list(api, call)
  return ofOneCar(api, call, permissions)
}

function list(api: VehicleApi, call: Call): Answer {
  demand(call.method === 'GET', 'vehicles by GET', answer(fault(404, 'RESOURCE_NOT_FOUND', 'PATH')))
  for (const name of call.query.keys())
    demand(
      /^(limit|offset)$/.test(name),
      `no parameter beyond the contract: ${name}`,
      answer(fault(400, 'VALIDATION', 'PARAMETER')),
    )
  const vehicles = api.cars.map(({ id }) => id).filter((id) => !api.disconnected.has(id))
  return answer({
    code: 200,
    body: { vehicles, paging: { count: vehicles.length, offset: 0 }, zz_of_tomorrow: null },
  })
}

function ofOneCar(api: VehicleApi, call: Call, permissions: readonly string[]): Answer {
  const [, id, what = ''] = /^\/v2\.0\/vehicles\/([^/]+)(\/.+)?$/.exec(call.path) ?? []
  const car = api.cars.find((each) => each.id === decodeURIComponent(id ?? ''))
  const noPath = answer(fault(404, 'RESOURCE_NOT_FOUND', 'PATH'))
  demand(car !== undefined, 'a path of the contract and a vehicle of the driver', noPath)
  if (api.disconnected.has(car.id)) return answer(fault(403, 'PERMISSION', null))
  demand(
    call.rawQuery === '',
    'no parameter beyond the contract',
    answer(fault(400, 'VALIDATION', 'PARAMETER')),
  )
  if (call.method === 'GET') return readOne(api, { call, car, permissions }, what)
  const handle = writes[`${call.method} ${what}`]
  demand(handle !== undefined, 'the method of the contract', noPath)
  return handle(api, { call, car, permissions })
}

const writes: Record<string, (api: VehicleApi, asked: Asked) => Answer> = {
  'POST /batch': batch,
  'POST /charge': charge,
  'DELETE /application': (api, { car }) => {
    api.disconnected.add(car.id)
    return answer({ code: 200, body: { status: 'success' } })
  },
}

function readOne(api: VehicleApi, { car, permissions }: Asked, what: string): Answer {
  if (what === '/permissions') {
    const paging = { count: permissions.length, offset: 0 }
    return answer({ code: 200, body: { permissions, paging } })
  }
  if (what !== '') return { ...answer(read(car, what, permissions)), headers: headersOf(api, car) }
  const body = { id: car.id, make: 'ŠKODA-OF-TOMORROW', model: null, year: null, nickname: 'Kari' }
  return answer(
    permissions.includes('read_vehicle_info') ? { code: 200, body } : fault(403, 'PERMISSION', null),
  )
}

interface Asked {
  readonly call: Call
  readonly car: SmartcarCar
  readonly permissions: readonly string[]
}

function batch(api: VehicleApi, { call, car, permissions }: Asked): Answer {
  const paths = pathsOf(call.body)
  const refusal = answer(fault(400, 'VALIDATION', 'PARAMETER'))
  demand(paths !== null, 'a batch of paths and nothing else', refusal)
  demand(new Set(paths).size === paths.length, 'a path once', refusal)
  const responses = paths.map((path) => ({
    path,
    ...read(car, path, permissions),
    headers: headersOf(api, car),
  }))
  return answer({ code: 200, body: { responses, zz_of_tomorrow: {} } })
}

/** Paths of a batch, or null when the body is anything but a list of them. */
function pathsOf(body: string): readonly string[] | null {
  const items = /^\s*\{\s*"requests"\s*:\s*\[(.+)\]\s*\}\s*$/s.exec(body)?.[1]
  const paths = [...(items ?? '').matchAll(/\{\s*"path"\s*:\s*"([^"]+)"\s*\}/g)].map(
    (match) => match[1] ?? '',
  )
  const written = paths.map((path) => JSON.stringify({ path })).join(',')
  return paths.length > 0 && items?.replace(/\s/g, '') === written ? paths : null
}

function read(car: SmartcarCar, path: string, permissions: readonly string[]): Item {
  const found = reads[path]
  demand(
    found !== undefined,
    'no path with positions or trips, and none unknown',
    answer(fault(404, 'RESOURCE_NOT_FOUND', 'PATH')),
  )
  return permissions.includes(found.permission)
    ? { code: 200, body: found.body(car) }
    : fault(403, 'PERMISSION', null)
}

function charge(api: VehicleApi, { call, car, permissions }: Asked): Answer {
  const action = /^\s*\{\s*"action"\s*:\s*"(START|STOP)"\s*\}\s*$/.exec(call.body)?.[1]
  demand(action !== undefined, 'an action and nothing else', answer(fault(400, 'VALIDATION', 'PARAMETER')))
  if (!permissions.includes('control_charge')) return answer(fault(403, 'PERMISSION', null))
  if (!car.pluggedIn) return answer(fault(409, 'VEHICLE_STATE', 'CHARGING_PLUG_NOT_CONNECTED'))
  if (action === 'START' && car.charging) return answer(fault(409, 'VEHICLE_STATE', 'CHARGING_IN_PROGRESS'))
  car.charging = action === 'START'
  const body = { message: 'Successfully sent request to vehicle', status: 'success', zz_of_tomorrow: null }
  return { ...answer({ code: 200, body }), headers: headersOf(api, car) }
}

function stateOf(car: SmartcarCar): string | null {
  if (car.says !== undefined) return car.says
  if (car.charging) return 'CHARGING'
  return car.percentRemaining >= car.limit ? 'FULLY_CHARGED' : 'NOT_CHARGING'
}

function headersOf(api: VehicleApi, car: SmartcarCar): Record<string, string> {
  return {
    'sc-data-age': new Date(api.now() - car.dataAgeMs).toISOString(),
    'sc-fetched-at': new Date(api.now()).toISOString(),
    'sc-unit-system': 'metric',
    'sc-request-id': 'not a uuid / 17',
  }
}

/** An error as Smartcar writes it, in an answer of its own or as an item of a batch. */
export function fault(statusCode: number, type: string, code: string | null): Item {
  const body = {
    type,
    code,
    description: `Something of ${type} <b>happened</b> at 60.0002, 10.0002`,
    docURL: 'https://smartcar.com/docs/errors',
    statusCode,
    requestId: 'not a uuid / 17',
    resolution: { type: statusCode === 403 ? 'REAUTHENTICATE' : null, url: null },
    suggestedUserMessage: null,
    detail: [],
  }
  return { code: statusCode, body }
}

function answer({ code, body }: Item): Answer {
  return { status: code, body, headers: { 'sc-request-id': 'not a uuid / 17' } }
}
