/** Why a test charge did not prove everything: what stood in the way before a command, or what became of one. */
export const TEST_CAUSES = [
  'no_report',
  'not_plugged_in',
  'fast_charging',
  'away',
  'needs_pairing',
  'not_controllable',
  'full',
  'no_time',
  'charge_now',
  'no_effect',
  'no_answer',
  // What a carmaker or car says.
  'vehicle_asleep',
  'vehicle_busy',
  'disconnected',
  'no_power',
  'not_paired',
  'consent_missing',
  'rate_limited',
  'client_misconfigured',
  'other',
] as const
export type TestCause = (typeof TEST_CAUSES)[number]
