/** How a driver's connection to a carmaker is doing. */
export const HEALTH_STATES = ['connected', 'needs_pairing', 'needs_consent', 'limited', 'lost'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

/** Why a connection is as it is; each has a sentence and a way to mend it. */
export const HEALTH_REASONS = [
  'all-well',
  'consent-ends-soon',
  'consent-ends-before-ready-by',
  'consent-over',
  'ended-at-carmaker',
  'access-unreadable',
  'key-not-added',
  'permission-missing',
  'not-controllable',
  'refused-by-carmaker',
  'refused-to-us',
  'access-ends-before-ready-by',
  'access-over',
  'not-heard-from',
] as const
export type HealthReason = (typeof HEALTH_REASONS)[number]
