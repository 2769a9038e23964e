import { addDays } from '../base/calendar.ts'
import type { CarmakerErrorCode } from '../carmakers/carmaker-error.ts'

/** While one of these holds, the driver may (again) be asked for consent. */
export const CONSENT_OPEN = ['started', 'reauth_required'] as const

/** Why access fails where a new consent mends it: the carmaker refuses it, or what is stored of it does not open. */
export const MENDED_BY_CONSENT: readonly CarmakerErrorCode[] = [
  'consent-revoked',
  'token-expired',
  'token-unreadable',
  'scope-missing',
]

/** A consent may be renewed, and a driver is told to, this long before it ends. */
export const RENEWAL_DAYS = 30

/** What a carmaker still permits is asked no more often than this while a car is at the plug: what costs nothing to ask. */
export const PERMISSIONS_HOURS = 4

/** What of a connection decides it. */
interface Facts {
  readonly state: string
  readonly consentEndsAt: Date | null
  readonly missingScopes: readonly string[]
  readonly accessFault: { readonly code: CarmakerErrorCode } | null
}

/**
 * Whether the driver may be asked for consent: for the first time, again, or anew, since it ends soon, a permission is
 * missing, or the carmaker refuses what was granted.
 */
export function isConsentOpen(facts: Facts, now: Date): boolean {
  const { state, consentEndsAt, missingScopes } = facts
  if (state !== 'connected') return CONSENT_OPEN.some((open) => open === state)
  const endsSoon = consentEndsAt !== null && consentEndsAt <= addDays(now, RENEWAL_DAYS)
  return endsSoon || missingScopes.length > 0 || isRefused(facts)
}

/** Whether access fails until the driver consents anew, or gives back at the carmaker what was taken there. */
export function isRefused({ accessFault }: Pick<Facts, 'accessFault'>): boolean {
  return accessFault !== null && MENDED_BY_CONSENT.includes(accessFault.code)
}

/** Whether it is the carmaker that refuses: access that is damaged in part may still do for a last call. */
export function isRefusedByCarmaker(facts: Pick<Facts, 'accessFault'>): boolean {
  return isRefused(facts) && facts.accessFault?.code !== 'token-unreadable'
}
