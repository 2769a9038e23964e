/** Why a carmaker or car said no. `vehicle_asleep` is answered with a wake-up, `not_paired` and below need a person. */
export const REFUSALS = [
  'vehicle_asleep',
  'disconnected',
  'no_power',
  'not_paired',
  'consent_missing',
  'rate_limited',
  'other',
] as const
export type Refusal = (typeof REFUSALS)[number]

/**
 * What became of a command. `done` means accepted, not yet charging: only a later observation confirms it. After
 * `unknown` the car may have acted; read its state before anything is sent again.
 */
export type CommandOutcome =
  | { readonly kind: 'done'; readonly alreadySo: boolean }
  | { readonly kind: 'refused'; readonly because: Refusal }
  | { readonly kind: 'unknown' }
