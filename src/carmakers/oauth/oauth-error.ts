import { AuthorizationResponseError } from 'oauth4webapi'
import { CarmakerError, type CarmakerErrorCode } from '../carmaker-error.ts'
import type { CarmakerAnswer } from '../http.ts'
import { oauthErrorSchema, oauthFaultSchema, type OAuthFault } from './wire.ts'

export type Grant = 'exchange' | 'refresh' | 'revoke'

const CALLBACK_ROUTE = 'authorization callback'

/** Why a callback brought no code: the driver said no, it was not meant for us, or we are set up wrongly. */
export function callbackError(error: unknown): CarmakerError {
  const fault = error instanceof AuthorizationResponseError ? oauthFaultSchema.parse(error.error) : 'other'
  const unavailable = fault === 'server_error' || fault === 'temporarily_unavailable'
  const code = unavailable
    ? 'carmaker-unavailable'
    : isOurs(fault)
      ? 'client-misconfigured'
      : 'authorization-refused'
  return new CarmakerError({ code, route: CALLBACK_ROUTE, temporary: unavailable, mayHaveSucceeded: false })
}

/** Why the token or revocation endpoint did not do as asked, from status and known code alone. */
export function endpointError(grant: Grant, route: string, answer: CarmakerAnswer): CarmakerError {
  const { status, retryAfterSeconds } = answer
  const code = endpointCode(grant, status, oauthErrorSchema.parse(answer.body).error)
  return new CarmakerError({
    code,
    route,
    status,
    retryAfterSeconds,
    temporary:
      code === 'carmaker-unavailable' || code === 'rate-limited' || code === 'carmaker-answer-unreadable',
    mayHaveSucceeded: status < 400 || (status >= 500 && status !== 503),
  })
}

/** Without one the connection would end with its first access token: the driver did not grant lasting access. */
export function missingRefreshToken(): CarmakerError {
  return new CarmakerError({
    code: 'scope-missing',
    route: 'token answer without offline_access',
    temporary: false,
    mayHaveSucceeded: true,
  })
}

/** What is left after the two above: the library found the answer or its own settings unfit. */
export function toCarmakerError(route: string, error: unknown): CarmakerError {
  return error instanceof CarmakerError ? error : unreadable(route)
}

/** An answer that says yes but cannot be used. The code or token sent for it is spent all the same. */
export function unreadable(route: string): CarmakerError {
  return new CarmakerError({
    code: 'carmaker-answer-unreadable',
    route,
    temporary: true,
    mayHaveSucceeded: true,
  })
}

/**
 * Only the documented words for a dead grant end a consent: a stray 400 or 401 must not cost a driver a new one, and a
 * wrong client secret must not cost all of them.
 */
function endpointCode(grant: Grant, status: number, fault: OAuthFault): CarmakerErrorCode {
  if (status === 429) return 'rate-limited'
  if (status >= 500 || status === 408) return 'carmaker-unavailable'
  if (isDeadGrant(fault)) return grant === 'exchange' ? 'authorization-refused' : 'consent-revoked'
  if (isOurs(fault)) return 'client-misconfigured'
  return 'carmaker-answer-unreadable'
}

function isDeadGrant(fault: OAuthFault): boolean {
  return fault === 'login_required' || fault === 'invalid_grant' || fault === 'invalid_auth_code'
}

const OURS: readonly OAuthFault[] = [
  'invalid_client',
  'unauthorized_client',
  'invalid_redirect_url',
  'configuration_error',
  'unsupported_grant_type',
  'unsupported_response_type',
  'unsupported_token_type',
  'invalid_request',
  'invalid_scope',
]

function isOurs(fault: OAuthFault): boolean {
  return OURS.includes(fault)
}
