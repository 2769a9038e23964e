import { CarmakerError, type CarmakerErrorCode } from '../../../../src/carmakers/carmaker-error.ts'
import type { CarmakerAnswer } from '../../../../src/carmakers/http.ts'
import type { CommandOutcome } from '../../../../src/carmakers/outcome.ts'
import { tokenExpired } from '../../../../src/carmakers/read-body.ts'

const CODES: Readonly<Record<number, CarmakerErrorCode>> = {
  401: 'token-expired',
  403: 'scope-missing',
  404: 'vehicle-gone',
  429: 'rate-limited',
}

/** Why a read gave nothing. */
export function readError(route: string, { status, retryAfterSeconds }: CarmakerAnswer): CarmakerError {
  const code = CODES[status] ?? (status >= 500 ? 'carmaker-unavailable' : 'client-misconfigured')
  const temporary = code === 'rate-limited' || code === 'carmaker-unavailable'
  return new CarmakerError({ code, route, status, retryAfterSeconds, temporary, mayHaveSucceeded: false })
}

/** What a refusal of a command means. 401 is not an outcome but an error: nothing was tried. */
export function refusalFrom(route: string, { status, retryAfterSeconds }: CarmakerAnswer): CommandOutcome {
  if (status === 401) throw tokenExpired(route)
  if (status === 403) return { kind: 'refused', because: 'consent_missing' }
  if (status === 429) {
    return {
      kind: 'refused',
      because: 'rate_limited',
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    }
  }
  // 422: another schedule of the carmaker's own rules the car.
  return status >= 400 && status < 500 ? { kind: 'refused', because: 'other' } : { kind: 'unknown' }
}
