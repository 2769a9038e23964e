/**
 * Why a carmaker or car said no. `vehicle_asleep` is answered with a wake-up, `vehicle_busy` with another try,
 * `not_paired` and `consent_missing` need the driver, `client_misconfigured` the operator. `not_sent` is our own word: it never
 * left, as our share of what the carmaker allows is used up for now, or there is no access token at the moment.
 */
export const REFUSALS = [
  'vehicle_asleep',
  'vehicle_busy',
  'disconnected',
  'no_power',
  'not_paired',
  'consent_missing',
  'rate_limited',
  'not_sent',
  'client_misconfigured',
  'other',
] as const
export type Refusal = (typeof REFUSALS)[number]

/**
 * What became of a command. `done` means accepted, not yet charging: only a later observation confirms it. After
 * `unknown` the car may have acted; read its state before anything is sent again.
 */
export type CommandOutcome =
  | { readonly kind: 'done'; readonly alreadySo: boolean }
  | {
      readonly kind: 'refused'
      readonly because: Refusal
      readonly retryAfterSeconds?: number
      /** Of what was not sent: the carmaker itself told how long to wait. Left out: it is our guess. */
      readonly isWaitTold?: boolean
      /** Of what was not sent: there was no access token, which is asked for less and less often. Left out: there was. */
      readonly isTokenMissing?: boolean
    }
  | {
      readonly kind: 'unknown'
      /** The carmaker answered with an error, and told how long to wait: with the read that is to show what became of it too. */
      readonly retryAfterSeconds?: number
    }
