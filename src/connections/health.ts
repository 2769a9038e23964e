import { subHours } from 'date-fns'
import { addDays } from '../base/calendar.ts'
import type { HealthReason, HealthState } from '../events/health-reasons.ts'
import type { CarmakerErrorCode } from '../carmakers/carmaker-error.ts'
import type { ConnectionState } from './connection-store.ts'
import { MENDED_BY_CONSENT, RENEWAL_DAYS } from './consent-open.ts'

/** How a live connection is doing. */
export interface Health {
  readonly state: HealthState
  readonly reason: HealthReason
  /** The ready-by time that is missed unless somebody does something; `null` if none is in sight. */
  readonly readyByAtRisk: Date | null
}

/** What is known of a connection and its cars. */
export interface HealthFacts {
  readonly state: ConnectionState
  readonly connectedAt: Date | null
  readonly consentEndsAt: Date | null
  readonly missingScopes: readonly string[]
  /** End of the present access token, if renewing it fails; `null` if it does not. */
  readonly failingAccessEndsAt: Date | null
  /** Why the carmaker refuses access, as the last call was told; `null`: it does not. */
  readonly accessFault: CarmakerErrorCode | null
  readonly needsPairing: boolean
  readonly notControllable: boolean
  /** When any of its cars last answered, be it that it sleeps. */
  readonly lastFetchAt: Date | null
  /** When that of its cars last answered which has been silent longest; `null` if it has none. */
  readonly silentSince: Date | null
  /** The next ready-by time of any of its cars. */
  readonly nextReadyBy: Date | null
}

/** A car that sleeps still answers that it does; silence of so many hours is something else. */
const SILENCE_HOURS = 24

/**
 * How a connection is doing: the most pressing reason first, whatever else is the matter.
 *
 * @returns `null` for a connection that is not, or no longer, live
 */
export function healthOf(facts: HealthFacts, now: Date): Health | null {
  if (facts.state !== 'connected' && facts.state !== 'reauth_required') return null
  return (
    consentHealth(facts, now) ??
    refusalHealth(facts) ??
    accessHealth(facts, now) ??
    carHealth(facts, now) ??
    remaining(facts, now)
  )
}

function consentHealth(
  { state, accessFault, consentEndsAt, nextReadyBy }: HealthFacts,
  now: Date,
): Health | undefined {
  if (state === 'reauth_required' || isEnd(accessFault))
    return ailing('needs_consent', 'ended-at-carmaker', nextReadyBy)
  if (accessFault === 'token-unreadable') return ailing('needs_consent', 'access-unreadable', nextReadyBy)
  if (consentEndsAt === null) return undefined
  if (consentEndsAt <= now) return ailing('needs_consent', 'consent-over', nextReadyBy)
  if (nextReadyBy === null || consentEndsAt > nextReadyBy) return undefined
  return ailing('needs_consent', 'consent-ends-before-ready-by', nextReadyBy)
}

/** The grant itself is no longer honoured: what the driver sees is the same whichever call is told so. */
function isEnd(fault: CarmakerErrorCode | null): boolean {
  return fault === 'consent-revoked'
}

/** The carmaker answers, and says no: until somebody mends it the car is neither read nor controlled. */
function refusalHealth({ accessFault, nextReadyBy }: HealthFacts): Health | undefined {
  if (accessFault === null) return undefined
  const isDrivers = MENDED_BY_CONSENT.includes(accessFault)
  return ailing('lost', isDrivers ? 'refused-by-carmaker' : 'refused-to-us', nextReadyBy)
}

function accessHealth(facts: HealthFacts, now: Date): Health | undefined {
  const { failingAccessEndsAt: endsAt, nextReadyBy, lastFetchAt, connectedAt } = facts
  if (endsAt !== null && endsAt <= now) return ailing('lost', 'access-over', nextReadyBy)
  if (isSilent(lastFetchAt ?? connectedAt, now)) return ailing('lost', 'not-heard-from', nextReadyBy)
  if (endsAt === null || nextReadyBy === null || endsAt > nextReadyBy) return undefined
  return ailing('limited', 'access-ends-before-ready-by', nextReadyBy)
}

function isSilent(heard: Date | null, now: Date): boolean {
  return heard !== null && heard <= subHours(now, SILENCE_HOURS)
}

/** Of several cars one may be out of reach while the others are served. */
function carHealth(facts: HealthFacts, now: Date): Health | undefined {
  const { needsPairing, notControllable, missingScopes, silentSince, nextReadyBy } = facts
  if (needsPairing) return ailing('needs_pairing', 'key-not-added', nextReadyBy)
  if (missingScopes.length > 0) return ailing('limited', 'permission-missing', nextReadyBy)
  if (notControllable) return ailing('limited', 'not-controllable', nextReadyBy)
  return isSilent(silentSince, now) ? ailing('limited', 'not-heard-from', nextReadyBy) : undefined
}

function remaining({ consentEndsAt }: HealthFacts, now: Date): Health {
  const endsSoon = consentEndsAt !== null && consentEndsAt <= addDays(now, RENEWAL_DAYS)
  return { state: 'connected', reason: endsSoon ? 'consent-ends-soon' : 'all-well', readyByAtRisk: null }
}

function ailing(state: HealthState, reason: HealthReason, readyByAtRisk: Date | null): Health {
  return { state, reason, readyByAtRisk }
}
