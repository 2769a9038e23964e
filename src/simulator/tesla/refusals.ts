import type { Answer } from '../answer.ts'
import type { CoordinatePool } from '../coordinates.ts'
import type { FaultKind } from '../faults.ts'
import { failure } from './envelope.ts'

/** Status and words of every refusal that needs nothing but saying. */
const REFUSALS: Partial<Record<FaultKind, readonly [number, string]>> = {
  unpaid: [402, 'payment required'],
  suspended: [403, 'account disabled: EXCEEDED_LIMIT'],
  'mobile-access-disabled': [401, 'mobile_access_disabled'],
  'not-registered': [412, 'Account must be registered in the current region'],
  'out-of-region': [
    421,
    'user out of region, use base URL: https://fleet-api.prd.na.vn.cloud.tesla.com, see',
  ],
  'account-locked': [423, 'account locked'],
  privacy: [451, 'Resource unavailable due to privacy settings'],
  busy: [500, 'vehicle busy or finishing wake-up'],
  'car-out-of-order': [540, 'device unexpected response'],
  'bad-request': [400, 'invalid_request'],
  unprocessable: [422, 'semantic error'],
  'not-found': [404, 'not_found'],
  asleep: [408, 'vehicle unavailable: vehicle is offline or asleep'],
  'client-closed': [499, 'client closed request'],
  unavailable: [503, 'service unavailable'],
  'gateway-timeout': [504, 'gateway timeout'],
}

/** `undefined` for a fault that is none of Tesla's words. */
export function refusal(pool: CoordinatePool, kind: FaultKind): Answer | undefined {
  const words = REFUSALS[kind]
  return words === undefined ? undefined : failure(pool, ...words)
}
