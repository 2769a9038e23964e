import type { Request } from 'express'
import { z } from 'zod'
import type { Answer } from '../answer.ts'
import { answerUnder } from '../answering.ts'
import type { CarCommand } from '../car-commands.ts'
import type { FaultKind, Operation } from '../faults.ts'
import type { Member } from '../fleet.ts'
import { recordOf } from '../records.ts'
import type { World } from '../world.ts'
import { teslaGrants } from './client.ts'
import { asleep, commandResult, failure, success } from './envelope.ts'
import type { Grant, TokenState } from '../sign-in/grants.ts'
import { fleetStatus, isSigned, unsigned, type Door } from './pairing.ts'
import { refusal } from './refusals.ts'
import { region, sentElsewhere } from './regions.ts'
import { configureTelemetry, endTelemetry } from './telemetry-config.ts'
import { vehicleDataPayload, vehiclePayload } from './vehicle-payload.ts'

const RETRY_AFTER_SECONDS = '30'
const READS = ['vehicle_device_data']
const CHARGES = ['vehicle_charging_cmds', 'vehicle_cmds']
/** Scopes of which one is enough. Which one waking needs is not documented; reading or charging will do here. */
const SCOPES_FOR: Readonly<Record<Operation, readonly string[]>> = {
  region: [...READS, ...CHARGES],
  list: READS,
  vehicle: READS,
  vehicleData: READS,
  wake: [...READS, ...CHARGES],
  start: CHARGES,
  stop: CHARGES,
  limit: CHARGES,
  fleetStatus: READS,
  telemetryConfig: READS,
  telemetryEnd: READS,
}

/** One request to `/api/1`, answered from the front door to the car. */
export function answerVehicleApi(
  world: World,
  operation: Operation,
  request: Request,
  door: Door = 'fleet-api',
): Answer {
  const tag = request.params['tag']
  const member = typeof tag === 'string' ? world.state.fleet.find(tag) : undefined
  if (member !== undefined) world.state.fleet.countRequest(member, operation, world.clock.now())
  if (isAfterRevocation(world, request, member)) world.state.requestsAfterRevocation += 1
  const fault = world.faults.take(operation, member?.vin)
  const answer = answerWithFault(world, operation, { request, member, fault, door })
  if (member !== undefined && isLogged(operation)) {
    world.state.fleet.logCommand(member, operation, answer.note ?? '', world.clock.now())
  }
  return answer
}

function isLogged(operation: Operation): operation is 'wake' | 'start' | 'stop' {
  return operation === 'wake' || operation === 'start' || operation === 'stop'
}

interface Visit {
  readonly request: Request
  readonly member: Member | undefined
  readonly fault: FaultKind | undefined
  readonly door: Door
}

function answerWithFault(world: World, operation: Operation, visit: Visit): Answer {
  return answerUnder(world, visit.fault, {
    act: () => {
      if (visit.fault === 'key-removed' && visit.member !== undefined) visit.member.paired = false
      return admit(world, operation, visit)
    },
    revoke: () => {
      revokeConsent(world, visit)
    },
    refusal: (fault) => refusalUnder(world, fault),
  })
}

/** In Tesla's words; `undefined` for what takes effect, or does not, in the car. */
function refusalUnder({ pool }: World, fault: FaultKind): Answer | undefined {
  if (fault === 'http-500') return failure(pool, 500, 'internal server error')
  if (fault !== 'rate-limited') return refusal(pool, fault)
  return failure(pool, 429, 'rate limit exceeded', {
    'Retry-After': RETRY_AFTER_SECONDS,
    'RateLimit-Reset': RETRY_AFTER_SECONDS,
  })
}

function admit(world: World, operation: Operation, visit: Visit): Answer {
  const grant = authenticate(world, visit.request)
  if ('kind' in grant) return grant
  if (!SCOPES_FOR[operation].some((scope) => grant.scopes.includes(scope))) {
    return failure(world.pool, 403, 'Unauthorized missing scopes')
  }
  if (operation === 'region') return region(world, grant.login)
  const moved = sentElsewhere(world, grant.login, visit.request)
  if (moved !== undefined) return moved
  return ofAccount(world, operation, visit, grant.login) ?? ofCar(world, operation, visit, grant.login)
}

/** What is asked of an account rather than of one car. */
function ofAccount(world: World, operation: Operation, visit: Visit, login: string): Answer | undefined {
  if (operation === 'list') return list(world, login)
  if (operation === 'fleetStatus') return fleetStatus(world, login, visit.request)
  if (operation !== 'telemetryConfig') return undefined
  return configureTelemetry(world, login, visit.request, visit.door)
}

function ofCar(world: World, operation: Operation, visit: Visit, login: string): Answer {
  const { member } = visit
  if (member?.car.spec.login !== login) return failure(world.pool, 404, 'not_found')
  if (operation === 'vehicle' || operation === 'vehicleData')
    return read(world, operation, { ...visit, member })
  if (operation === 'telemetryEnd') return endTelemetry(world, member)
  if (isCommand(operation)) return command(world, operation, { ...visit, member })
  return failure(world.pool, 404, 'not_found')
}

function isCommand(operation: Operation): operation is CarCommand['kind'] {
  return operation === 'wake' || operation === 'start' || operation === 'stop' || operation === 'limit'
}

function authenticate(world: World, request: Request): Grant | Answer {
  const grant = checkToken(world, request)
  if (typeof grant === 'object') return grant
  return failure(world.pool, 401, grant === 'expired' ? 'token expired (401)' : 'invalid bearer token')
}

function checkToken(world: World, request: Request): TokenState {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  return token === undefined ? 'unknown' : teslaGrants(world).check(token, world.clock.now())
}

function list(world: World, login: string): Answer {
  const members = world.state.fleet.of(login)
  const now = world.clock.now()
  for (const member of members) world.state.fleet.countRequest(member, 'list', now)
  const cars = members.map((member) =>
    vehiclePayload(member, world.state.fleet.view(member, now), world.pool),
  )
  const count = cars.length
  const pagination = { previous: null, next: null, current: 1, per_page: 100, count, pages: 1 }
  return success(world.pool, cars, { pagination, count })
}

function read(
  world: World,
  operation: 'vehicle' | 'vehicleData',
  { member, fault }: Visit & { readonly member: Member },
): Answer {
  const now = world.clock.now()
  const view = world.state.fleet.view(member, now)
  if (operation === 'vehicle') return success(world.pool, vehiclePayload(member, view, world.pool))
  if (view.asleep) return asleep(world.pool)
  const record = recordOf(world.state, member, { now, stale: fault === 'stale' })
  return success(world.pool, vehicleDataPayload(member, record.view, record.recordedAt, world.pool))
}

function command(
  world: World,
  operation: CarCommand['kind'],
  { request, member, fault, door }: Visit & { readonly member: Member },
): Answer {
  if (!request.is('application/json')) return failure(world.pool, 406, 'missing JSON content type')
  if (operation !== 'wake' && !isSigned(member, door)) return unsigned(world, door)
  const body = z.object({ percent: z.number().optional() }).safeParse(request.body)
  if (!body.success) return failure(world.pool, 400, 'invalid_request')
  const now = world.clock.now()
  const { fleet } = world.state
  if (fault === 'ignored-200') {
    return { ...answered(world, operation, member, 'ok'), note: 'ok, ignored' }
  }
  if (fault === 'no-power') return commandResult(world.pool, 'no_power')
  const told: CarCommand =
    operation === 'limit'
      ? { kind: operation, percent: body.data.percent ?? Number.NaN }
      : { kind: operation }
  return answered(world, operation, member, fleet.command(member, told, now))
}

function answered(world: World, operation: CarCommand['kind'], member: Member, words: string): Answer {
  if (words === 'asleep') return asleep(world.pool)
  if (operation !== 'wake') return commandResult(world.pool, words)
  const view = world.state.fleet.view(member, world.clock.now())
  return success(world.pool, vehiclePayload(member, view, world.pool))
}

/** The driver takes consent back behind our back: theirs whose car, or whose token, this is. */
function revokeConsent(world: World, { request, member }: Visit): void {
  const grant = authenticate(world, request)
  const login = member?.car.spec.login ?? ('kind' in grant ? undefined : grant.login)
  if (login !== undefined) teslaGrants(world).revokeDriver(login, world.clock.now())
}

function isAfterRevocation(world: World, request: Request, member: Member | undefined): boolean {
  if (member !== undefined && teslaGrants(world).hasRevoked(member.car.spec.login)) return true
  return checkToken(world, request) === 'revoked'
}
