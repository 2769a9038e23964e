import { acceptsJson, demand, isOfType, type Answer, type Call } from '../strict-server.ts'
import { chargeState, command, reachOf, wake, type TeslaCar } from './car.ts'
import type { TeslaTokens } from './tokens.ts'

export interface FleetApi {
  readonly tokens: TeslaTokens
  readonly cars: readonly TeslaCar[]
  readonly now: () => number
  /** Address of the region the driver lives in. */
  readonly home: () => string
  /** Address of the region that is asked. */
  readonly self: () => string
  /** Whether this is the signing proxy, which speaks otherwise of cars it does not reach. */
  readonly signs: boolean
}

const endpoints = new Set([
  'charge_state',
  'vehicle_state',
  'vehicle_config',
  'gui_settings',
  'climate_state',
  'drive_state',
])

/** Fleet API of a region, or the proxy before it (vehicle-apis §1.2, §1.5 to §1.8). */
export function answerOfFleetApi(api: FleetApi, call: Call): Answer {
  const scopes = scopesOf(api, call)
  if (scopes === 'expired') return failed(401, 'token expired (401)')
  if (call.path === '/api/1/users/region' && call.method === 'GET')
    return ok({ region: 'eu', fleet_api_base_url: api.home() })
  if (!api.signs && api.self() !== api.home())
    return failed(
      421,
      `user out of region, use base URL: ${api.home()}, see https://developer.tesla.com/docs`,
    )
  if (call.path === '/api/1/vehicles') return list(api, call, scopes)
  if (call.path === '/api/1/vehicles/fleet_status') return fleetStatus(api, call)
  return ofOneCar(api, call, scopes)
}

function scopesOf({ tokens, signs }: FleetApi, call: Call): readonly string[] | 'expired' {
  const bearer = /^Bearer ([\w.-]+)$/.exec(call.headers.authorization ?? '')?.[1]
  demand(
    bearer !== undefined,
    'a bearer token',
    signs ? { status: 403 } : failed(401, 'invalid bearer token'),
  )
  const scopes = tokens.scopesOf(bearer)
  demand(scopes !== null, 'an access token that was given out', failed(401, 'invalid bearer token'))
  demand(isOfType(call, 'application/json'), 'JSON as content type', failed(406, 'not acceptable'))
  demand(acceptsJson(call), 'an Accept that admits JSON', failed(406, 'not acceptable'))
  return scopes
}

function list(api: FleetApi, call: Call, scopes: readonly string[]): Answer {
  demand(call.method === 'GET', 'vehicles by GET', failed(405, 'method not allowed'))
  for (const name of call.query.keys())
    demand(
      /^page(_size)?$/.test(name),
      `no parameter beyond the contract: ${name}`,
      failed(400, 'invalid_request'),
    )
  if (!scopes.includes('vehicle_device_data')) return missingScope
  const size = Number(call.query.get('page_size') ?? 100)
  const page = Number(call.query.get('page') ?? 1)
  const pages = Math.max(1, Math.ceil(api.cars.length / size))
  return {
    status: 200,
    body: {
      response: api.cars.slice((page - 1) * size, page * size).map((car) => ofList(api, car)),
      pagination: {
        previous: null,
        next: page < pages ? page + 1 : null,
        current: page,
        per_page: size,
        count: api.cars.length,
        pages,
      },
      count: api.cars.length,
      error: null,
      messages: {},
    },
  }
}

function ofOneCar(api: FleetApi, call: Call, scopes: readonly string[]): Answer {
  const [, tag, what = ''] = /^\/api\/1\/vehicles\/([^/]+)(?:\/(.+))?$/.exec(call.path) ?? []
  const car = api.cars.find(({ vin, id }) => vin === tag || String(id) === tag)
  demand(car !== undefined, 'a path of the contract and a vehicle of the driver', failed(404, 'not_found'))
  if (what.startsWith('command/'))
    return commanded(api, { call, scopes, car, name: what.slice('command/'.length) })
  if (`${call.method} ${what}` === 'DELETE fleet_telemetry_config')
    return ok({ updated_vehicles: 1, zz: null })
  const method = what === 'wake_up' ? 'POST' : 'GET'
  demand(call.method === method, 'the method of the contract', failed(405, 'method not allowed'))
  if (!scopes.includes('vehicle_device_data')) return missingScope
  if (what === '') return ok(ofList(api, car))
  return what === 'wake_up' ? wakeUp(api, car) : vehicleData(api, { call, car, what })
}

function wakeUp(api: FleetApi, car: TeslaCar): Answer {
  wake(car, api.now())
  const state = reachOf(car, api.now()) === 'online' ? 'online' : 'offline'
  return ok({ ...ofList(api, car), state, tokens: null })
}

function vehicleData(
  api: FleetApi,
  { call, car, what }: { readonly call: Call; readonly car: TeslaCar; readonly what: string },
): Answer {
  demand(what === 'vehicle_data', 'a path of the contract', failed(404, 'not_found'))
  demandEndpoints(call)
  if (reachOf(car, api.now()) !== 'online') return unreachable(api.signs)
  return ok({ ...ofList(api, car), charge_state: chargeState(car, api.now()), drive_state: null })
}

function demandEndpoints(call: Call): void {
  const asked = call.query.get('endpoints')?.split(';') ?? []
  demand(
    [...call.query.keys()].join() === 'endpoints',
    'nothing but endpoints asked for',
    failed(400, 'invalid_request'),
  )
  demand(!call.rawQuery.includes(';'), 'a semicolon encoded', failed(400, 'invalid_request'))
  demand(
    asked.every((name) => endpoints.has(name)),
    'no endpoint with positions, and none unknown',
    failed(400, 'invalid_field'),
  )
}

interface Commanded {
  readonly call: Call
  readonly scopes: readonly string[]
  readonly car: TeslaCar
  readonly name: string
}

function commanded(api: FleetApi, { call, scopes, car, name }: Commanded): Answer {
  demand(call.method === 'POST', 'commands by POST', failed(405, 'method not allowed'))
  demand(
    name === 'charge_start' || name === 'charge_stop',
    'a command that was asked for',
    failed(400, 'invalid_command'),
  )
  demand(isEmptyObject(call.body), 'an empty object as body', failed(400, 'invalid_request'))
  if (api.signs)
    demand(call.path.includes(`/${car.vin}/`), 'a VIN towards the proxy', failed(404, 'not_found'))
  if (!scopes.includes('vehicle_charging_cmds')) return missingScope
  if (!api.signs)
    return failed(
      403,
      'Tesla Vehicle Command Protocol required, please refer to the documentation here: https://developer.tesla.com/docs/fleet-api',
    )
  if (reachOf(car, api.now()) !== 'online') return unreachable(true)
  if (!car.paired)
    return failed(500, 'vehicle rejected request: your public key has not been paired with the vehicle')
  const reason = command(car, name, api.now())
  if (reason === null) return { status: 200, body: { response: { result: true, reason: '' } } }
  const body = {
    response: { result: false, reason: `car could not execute command: ${reason}` },
    error: '',
    error_description: '',
  }
  return { status: 200, body }
}

function fleetStatus(api: FleetApi, call: Call): Answer {
  demand(call.method === 'POST', 'fleet status by POST', failed(405, 'method not allowed'))
  const vins = /^\{"vins":\[("[A-HJ-NPR-Z0-9]{17}"(,"[A-HJ-NPR-Z0-9]{17}")*)\]\}$/.exec(call.body)?.[1]
  demand(vins !== undefined, 'VINs of 17 characters in a list', failed(400, 'invalid_request'))
  const asked = api.cars.filter(({ vin }) => vins.includes(vin))
  const info = {
    firmware_version: '2026.20.1',
    vehicle_command_protocol_required: true,
    fleet_telemetry_version: null,
    zz: {},
  }
  return ok({
    key_paired_vins: asked.filter(({ paired }) => paired).map(({ vin }) => vin),
    unpaired_vins: asked.filter(({ paired }) => !paired).map(({ vin }) => vin),
    vehicle_info: Object.fromEntries(
      asked.map(({ vin, paired }) => [vin, { ...info, total_number_of_keys: null, key_paired: paired }]),
    ),
  })
}

function ofList(api: FleetApi, car: TeslaCar): object {
  return {
    id: car.id,
    user_id: 1_234_567_890_123,
    vehicle_id: car.id + 1,
    vin: car.vin,
    color: null,
    access_type: 'DRIVER_OF_TOMORROW',
    granular_access: { hide_private: false },
    tokens: ['abc', 'def'],
    state: reachOf(car, api.now()),
    in_service: null,
    id_s: String(car.id),
    calendar_enabled: true,
    api_version: null,
    backseat_token: null,
    display_name: null,
    zz_of_tomorrow: { latitude: 60.0002 },
  }
}

const missingScope = failed(403, 'Unauthorized missing scopes')

function unreachable(signs: boolean): Answer {
  return failed(signs ? 500 : 408, 'vehicle unavailable: vehicle is offline or asleep')
}

function ok(response: object): Answer {
  return { status: 200, body: { response, error: null, error_description: null, messages: {} } }
}

function failed(status: number, error: string): Answer {
  return { status, body: { response: null, error, error_description: '' } }
}

function isEmptyObject(body: string): boolean {
  return /^\s*\{\s*\}\s*$/.test(body)
}
