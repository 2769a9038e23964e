import { CarmakerError, type CarmakerErrorFacts } from '../carmaker-error.ts'
import type { CarmakerAnswer } from '../http.ts'
import type { CommandOutcome, Refusal } from '../outcome.ts'
import { tokenExpired } from '../read-body.ts'
import { errorAnswerSchema, type Fault } from './wire.ts'

/** A switch in the car forbids the question; the driver may turn it at any time. */
const SWITCH_SECONDS = 1_800
/** How long Tesla's suspension of a whole application is left alone. */
const SUSPENDED_SECONDS = 600

/** The kind of an error answer. Its text is compared with known sentences and not kept. */
export function faultOf(answer: CarmakerAnswer): Fault {
  return errorAnswerSchema.parse(answer.body).error
}

/** Asleep, or out of reach: 408 from the Fleet API, 500 with a known sentence from the signing proxy. */
export function saysAsleep(answer: CarmakerAnswer): boolean {
  return answer.status === 408 || (answer.status === 500 && faultOf(answer) === 'asleep')
}

/** Why a read gave nothing, from status and kind. */
export function readError(route: string, answer: CarmakerAnswer): CarmakerError {
  const { code, temporary, retryAfterSeconds } = readFailure(answer)
  return new CarmakerError({
    code,
    route,
    status: answer.status,
    retryAfterSeconds: retryAfterSeconds ?? answer.retryAfterSeconds,
    temporary,
    mayHaveSucceeded: false,
  })
}

/** What the answer to a wake-up or command means, other than 200. 401 is not an outcome but an error: nothing was tried. */
export function refusalFrom(route: string, answer: CarmakerAnswer): CommandOutcome {
  const fault = faultOf(answer)
  if (answer.status === 401 && fault !== 'mobile_access_disabled') throw tokenExpired(route)
  if (saysAsleep(answer)) return withWait('vehicle_asleep', answer.retryAfterSeconds)
  if (fault === 'not_paired') return withWait('not_paired', answer.retryAfterSeconds)
  // 503: the proxy is at another command for this car. Like everything from 400 to 499 it was not carried out; any
  // other 5xx may have been. (vehicle-command, `inet.go`, `MayHaveSucceeded`)
  if (fault === 'busy' || answer.status === 503) return withWait('vehicle_busy', answer.retryAfterSeconds)
  if (answer.status >= 400 && answer.status < 500) {
    return refused(refusalForStatus(answer.status, fault), answer)
  }
  return { kind: 'unknown', ...waitOf(answer.retryAfterSeconds) }
}

type Failure = Pick<CarmakerErrorFacts, 'code' | 'temporary' | 'retryAfterSeconds'>

const FAILURES: Readonly<Record<number, Failure>> = {
  401: { code: 'token-expired', temporary: false },
  403: { code: 'client-misconfigured', temporary: false },
  404: { code: 'vehicle-gone', temporary: false },
  408: { code: 'carmaker-unavailable', temporary: true },
  429: { code: 'rate-limited', temporary: true },
  // Privacy settings in the car forbid the question.
  451: { code: 'scope-missing', temporary: false, retryAfterSeconds: SWITCH_SECONDS },
  499: { code: 'carmaker-unavailable', temporary: true },
}

function readFailure(answer: CarmakerAnswer): Failure {
  const fault = faultOf(answer)
  if (fault === 'missing_scopes') return { code: 'scope-missing', temporary: false }
  if (fault === 'mobile_access_disabled')
    return { code: 'scope-missing', temporary: false, retryAfterSeconds: SWITCH_SECONDS }
  if (answer.status === 403 && fault === 'app_suspended') {
    return { code: 'rate-limited', temporary: true, retryAfterSeconds: SUSPENDED_SECONDS }
  }
  const known = FAILURES[answer.status]
  if (known !== undefined) return known
  if (answer.status >= 500) return { code: 'carmaker-unavailable', temporary: true }
  // Unpaid (402), not registered here (412), a redirect: the operator's to mend.
  return { code: 'client-misconfigured', temporary: false }
}

function refused(because: Refusal, answer: CarmakerAnswer): CommandOutcome {
  const isSuspended = because === 'rate_limited' && answer.status === 403
  return withWait(because, answer.retryAfterSeconds ?? (isSuspended ? SUSPENDED_SECONDS : undefined))
}

function withWait(because: Refusal, retryAfterSeconds: number | undefined): CommandOutcome {
  return { kind: 'refused', because, ...waitOf(retryAfterSeconds) }
}

function waitOf(retryAfterSeconds: number | undefined): { readonly retryAfterSeconds?: number } {
  return retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
}

/** Unpaid (402), no token at the proxy (403), wrong method or type (405, 406), not registered (412), locked (423). */
const OPERATORS: readonly number[] = [402, 403, 405, 406, 412, 423]

function refusalForStatus(status: number, fault: Fault): Refusal {
  if (status === 429 || fault === 'app_suspended') return 'rate_limited'
  if (fault === 'missing_scopes' || fault === 'mobile_access_disabled') return 'consent_missing'
  return OPERATORS.includes(status) ? 'client_misconfigured' : 'other'
}
