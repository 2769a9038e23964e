import { CarmakerError, type CarmakerErrorCode, type CarmakerErrorFacts } from '../carmaker-error.ts'
import type { CarmakerAnswer } from '../http.ts'
import type { CommandOutcome, Refusal } from '../outcome.ts'
import type { Reading } from '../port.ts'
import { tokenExpired } from '../read-body.ts'
import { faultSchema, type Fault, type FaultCode } from './wire.ts'

/** An answer that says no, or one item of a batch that does. */
export interface Refused {
  readonly status: number
  readonly fault: Fault
  readonly retryAfterSeconds: number | undefined
}

export function refusedFrom({ status, body, retryAfterSeconds }: CarmakerAnswer): Refused {
  return { status, fault: faultSchema.parse(body), retryAfterSeconds }
}

/** A plan's quota is used up until the operator or the month changes it; asked again rarely. */
const QUOTA_SECONDS = 3_600

/** A car that cannot be asked at the moment is not an error. @returns undefined for any other refusal */
export function outOfReach({ status, fault: { code } }: Refused): Reading | undefined {
  if (status !== 409) return undefined
  // Counted against the quota, though the car was left alone.
  if (code === 'ASLEEP') return { kind: 'asleep', asked: true }
  return code === 'UNREACHABLE' || code === 'REMOTE_ACCESS_DISABLED' ? { kind: 'offline' } : undefined
}

/** Why a read gave nothing, from status and kind alone. */
export function readError(route: string, refused: Refused): CarmakerError {
  const { code, temporary, retryAfterSeconds } = failureOf(refused.status, refused.fault)
  return new CarmakerError({
    code,
    route,
    status: refused.status,
    retryAfterSeconds: refused.retryAfterSeconds ?? retryAfterSeconds,
    temporary,
    mayHaveSucceeded: false,
  })
}

/** What a refusal of a command means. 401 is not an outcome but an error: nothing was tried. */
export function outcomeOf(route: string, { status, fault, retryAfterSeconds }: Refused): CommandOutcome {
  if (status === 401) throw tokenExpired(route)
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  if (status === 409) return outcomeOfState(fault.code, wait)
  const because = refusalOf(status, fault)
  return because === undefined ? { kind: 'unknown', ...wait } : { kind: 'refused', because, ...wait }
}

/** The car's own word (409, `VEHICLE_STATE`). Idempotent: wanted already is done. */
function outcomeOfState(
  code: FaultCode,
  wait: Pick<Extract<CommandOutcome, { kind: 'refused' }>, 'retryAfterSeconds'>,
): CommandOutcome {
  if (WANTED_ALREADY.includes(code)) return { kind: 'done', alreadySo: true }
  return { kind: 'refused', because: STATE_REFUSALS[code] ?? 'other', ...wait }
}

const WANTED_ALREADY: readonly FaultCode[] = ['CHARGING_IN_PROGRESS', 'FULLY_CHARGED', 'NOT_CHARGING']

const STATE_REFUSALS: Partial<Readonly<Record<FaultCode, Refusal>>> = {
  ASLEEP: 'vehicle_asleep',
  CHARGING_PLUG_NOT_CONNECTED: 'disconnected',
}

/** @returns undefined where the car may have acted: a failure from 500 on, or a redirect */
function refusalOf(status: number, fault: Fault): Refusal | undefined {
  if (status === 429 || status === 430 || isUpstreamLimit(fault)) return 'rate_limited'
  if (status === 403) return 'consent_missing'
  if (fault.type === 'CONNECTED_SERVICES_ACCOUNT') {
    return fault.code === 'VIRTUAL_KEY_REQUIRED' ? 'not_paired' : 'consent_missing'
  }
  // 501: the car cannot do it.
  return (status >= 400 && status < 500) || status === 501 ? 'other' : undefined
}

type Failure = Pick<CarmakerErrorFacts, 'code' | 'temporary' | 'retryAfterSeconds'>

const FAILURES: Readonly<Record<number, Failure>> = {
  401: { code: 'token-expired', temporary: false },
  403: { code: 'scope-missing', temporary: false },
  // Out of sorts in a way that only time or the driver can mend.
  409: { code: 'carmaker-unavailable', temporary: true },
  429: { code: 'rate-limited', temporary: true },
  430: { code: 'rate-limited', temporary: true, retryAfterSeconds: QUOTA_SECONDS },
  501: { code: 'vehicle-unsupported', temporary: false },
}

function failureOf(status: number, fault: Fault): Failure {
  const known = FAILURES[status]
  if (known !== undefined) return known
  if (isUpstreamLimit(fault)) return { code: 'rate-limited', temporary: true }
  if (status >= 500) return { code: 'carmaker-unavailable', temporary: true }
  if (fault.type === 'CONNECTED_SERVICES_ACCOUNT')
    return { code: accountFailure(fault.code), temporary: false }
  const isOurPath = fault.code === 'PATH' || fault.code === 'VERSION'
  if (status === 404 && !isOurPath) return { code: 'vehicle-gone', temporary: false }
  // An address or parameter that Smartcar does not know, or a redirect: the operator's to mend.
  return { code: 'client-misconfigured', temporary: false }
}

/** The driver's account at the carmaker behind Smartcar has to be seen to by the driver. */
function accountFailure(code: FaultCode): CarmakerErrorCode {
  if (code === 'AUTHENTICATION_FAILED') return 'consent-revoked'
  return code === 'VEHICLE_MISSING' || code === 'NO_VEHICLES' ? 'vehicle-gone' : 'scope-missing'
}

function isUpstreamLimit({ type, code }: Fault): boolean {
  return type === 'UPSTREAM' && code === 'RATE_LIMIT'
}
