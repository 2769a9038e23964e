import { seededRandomness } from '../../base/random.ts'
import type { Answer } from '../answer.ts'
import type { FaultKind } from '../faults.ts'
import type { World } from '../world.ts'

/** An error in Smartcar's words (v2); its sentences tell where the car stands. */
export interface Refusal {
  readonly status: number
  readonly type: string
  readonly code: string | null
  readonly resolution?: 'RETRY_LATER' | 'REAUTHENTICATE' | 'CONTACT_SUPPORT'
  readonly retryAfterSeconds?: number
}

export const REFUSALS = {
  token: { status: 401, type: 'AUTHENTICATION', code: null },
  permission: { status: 403, type: 'PERMISSION', code: null, resolution: 'REAUTHENTICATE' },
  notFound: { status: 404, type: 'RESOURCE_NOT_FOUND', code: 'PATH' },
  unknownCar: { status: 404, type: 'RESOURCE_NOT_FOUND', code: null },
  badParameter: { status: 400, type: 'VALIDATION', code: 'PARAMETER' },
  rate: { status: 429, type: 'RATE_LIMIT', code: 'SMARTCAR_API', resolution: 'RETRY_LATER' },
  asleep: { status: 409, type: 'VEHICLE_STATE', code: 'ASLEEP' },
  is_charging: { status: 409, type: 'VEHICLE_STATE', code: 'CHARGING_IN_PROGRESS' },
  requested: { status: 409, type: 'VEHICLE_STATE', code: 'CHARGING_IN_PROGRESS' },
  complete: { status: 409, type: 'VEHICLE_STATE', code: 'FULLY_CHARGED' },
  not_charging: { status: 409, type: 'VEHICLE_STATE', code: 'NOT_CHARGING' },
  disconnected: { status: 409, type: 'VEHICLE_STATE', code: 'CHARGING_PLUG_NOT_CONNECTED' },
} as const satisfies Readonly<Record<string, Refusal>>

/** How Smartcar says what a fault stands for. */
const UNDER_FAULT: Partial<Readonly<Record<FaultKind, Refusal>>> = {
  'http-500': { status: 500, type: 'SERVER', code: 'INTERNAL', resolution: 'RETRY_LATER' },
  'rate-limited': {
    status: 429,
    type: 'RATE_LIMIT',
    code: 'VEHICLE',
    resolution: 'RETRY_LATER',
    retryAfterSeconds: 30,
  },
  'no-power': { status: 502, type: 'UPSTREAM', code: 'NO_RESPONSE', resolution: 'RETRY_LATER' },
  unreachable: { status: 409, type: 'VEHICLE_STATE', code: 'UNREACHABLE' },
  'upstream-limit': { status: 502, type: 'UPSTREAM', code: 'RATE_LIMIT', resolution: 'RETRY_LATER' },
  'upstream-silent': { status: 502, type: 'UPSTREAM', code: 'NO_RESPONSE', resolution: 'RETRY_LATER' },
  'quota-used': { status: 430, type: 'BILLING', code: 'VEHICLE_REQUEST_LIMIT' },
  'account-issue': { status: 400, type: 'CONNECTED_SERVICES_ACCOUNT', code: 'ACCOUNT_ISSUE' },
  'account-password': {
    status: 400,
    type: 'CONNECTED_SERVICES_ACCOUNT',
    code: 'AUTHENTICATION_FAILED',
    resolution: 'REAUTHENTICATE',
  },
  'not-capable': { status: 501, type: 'COMPATIBILITY', code: 'VEHICLE_NOT_CAPABLE' },
  unpaid: { status: 430, type: 'BILLING', code: 'INVALID_PLAN' },
  suspended: { status: 430, type: 'BILLING', code: 'ACCOUNT_SUSPENDED', resolution: 'CONTACT_SUPPORT' },
  'mobile-access-disabled': { status: 409, type: 'VEHICLE_STATE', code: 'REMOTE_ACCESS_DISABLED' },
  'not-registered': { status: 400, type: 'CONNECTED_SERVICES_ACCOUNT', code: 'SUBSCRIPTION' },
  'out-of-region': { status: 501, type: 'COMPATIBILITY', code: 'MAKE_NOT_COMPATIBLE' },
  'account-locked': { status: 400, type: 'CONNECTED_SERVICES_ACCOUNT', code: 'PERMISSION' },
  privacy: { status: 403, type: 'PERMISSION', code: null, resolution: 'REAUTHENTICATE' },
  busy: { status: 502, type: 'UPSTREAM', code: 'KNOWN_ISSUE', resolution: 'RETRY_LATER' },
  'car-out-of-order': { status: 502, type: 'UPSTREAM', code: 'INVALID_DATA' },
  'bad-request': REFUSALS.badParameter,
  unprocessable: { status: 409, type: 'VEHICLE_STATE', code: 'LOW_BATTERY' },
  'not-found': REFUSALS.unknownCar,
  asleep: REFUSALS.asleep,
  unavailable: { status: 500, type: 'SERVER', code: 'RECORD_NOT_FOUND' },
  'gateway-timeout': { status: 502, type: 'UPSTREAM', code: 'UNKNOWN_ISSUE', resolution: 'RETRY_LATER' },
  'key-removed': { status: 400, type: 'CONNECTED_SERVICES_ACCOUNT', code: 'VIRTUAL_KEY_REQUIRED' },
}

export function refusalUnder(fault: FaultKind): Refusal | undefined {
  return UNDER_FAULT[fault]
}

/** What an answer takes of the world: when it is given, and the positions that it carries along. */
export type Speaker = Pick<World, 'clock' | 'pool'>

/** The body of a refusal, as an answer has it and an item of a batch. */
export function refusalBody(world: Speaker, refusal: Refusal): object {
  const { status, type, code, resolution } = refusal
  return {
    type,
    code,
    description: `The request failed; the vehicle was last seen at ${world.pool.takeText()}.`,
    docURL: 'https://smartcar.com/docs/errors/api-errors',
    statusCode: status,
    requestId: requestId(world),
    resolution: { type: resolution ?? null },
    suggestedUserMessage: `Your vehicle near ${world.pool.takeText()} cannot do this now.`,
    detail: [],
  }
}

export function refuse(world: World, refusal: Refusal): Answer {
  const { status, code, type, retryAfterSeconds } = refusal
  return {
    kind: 'json',
    status,
    body: refusalBody(world, refusal),
    headers: {
      'sc-request-id': requestId(world),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    note: code ?? type,
  }
}

/** A number for each answer; the same one in the same run. */
export function requestId(world: Speaker): string {
  return seededRandomness(`request:${String(world.pool.sent())}:${String(world.clock.now().getTime())}`).id()
}
