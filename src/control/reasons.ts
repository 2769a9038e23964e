import { z } from 'zod'

const instant = z.coerce.date()
const share = z.number().min(0).max(100)

/**
 * Why the car is, or is not, charging right now: one code at a time, the most important first. `texts/` holds the
 * sentence for each in every language; API, event and page carry the code.
 */
export const reasonSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('not_plugged_in') }),
  z.object({ code: z.literal('analysing') }),
  z.object({ code: z.literal('waiting_for_lower_price'), startsAt: instant }),
  z.object({ code: z.literal('waiting_for_prices'), startsAt: instant }),
  z.object({ code: z.literal('waiting_for_capacity_step'), startsAt: instant }),
  z.object({ code: z.literal('waiting_for_other_car'), startsAt: instant }),
  z.object({ code: z.literal('charging_as_planned'), readyBy: instant }),
  z.object({ code: z.literal('charging_below_capacity_step'), readyBy: instant }),
  z.object({ code: z.literal('no_saving') }),
  z.object({ code: z.literal('charging_without_prices'), readyBy: instant }),
  z.object({ code: z.literal('charging_min_soc'), percent: share }),
  z.object({ code: z.literal('charging_boost') }),
  z.object({ code: z.literal('charging_by_hand') }),
  z.object({ code: z.literal('stopped_by_driver') }),
  z.object({ code: z.literal('external_control') }),
  z.object({ code: z.literal('charging_for_ready_by'), readyBy: instant }),
  z.object({
    code: z.literal('will_be_late'),
    percent: share,
    readyBy: instant,
    expectedAt: instant.nullable(),
  }),
  z.object({ code: z.literal('ready'), percent: share }),
  z.object({ code: z.literal('vehicle_limit'), percent: share }),
  z.object({ code: z.literal('fast_charging') }),
  z.object({ code: z.literal('away') }),
  z.object({ code: z.literal('testing') }),
  z.object({ code: z.literal('waking') }),
  /** Told to charge, and not seen to yet. */
  z.object({ code: z.literal('starting') }),
  z.object({ code: z.literal('stale_telemetry'), since: instant }),
  z.object({ code: z.literal('command_failed'), retryAt: instant }),
  z.object({ code: z.literal('no_power'), retryAt: instant }),
  z.object({ code: z.literal('charging_fault') }),
  z.object({ code: z.literal('budget_spent'), retryAt: instant }),
  z.object({ code: z.literal('rate_limited'), retryAt: instant }),
  z.object({ code: z.literal('carmaker_down'), since: instant }),
  z.object({ code: z.literal('waiting_for_turn'), since: instant }),
  z.object({ code: z.literal('needs_pairing') }),
  z.object({ code: z.literal('not_controllable') }),
  z.object({ code: z.literal('reauth_required') }),
  /** `until`: when the pause ends by itself. Left out: it does not. */
  z.object({ code: z.literal('paused'), until: instant.optional() }),
  z.object({ code: z.literal('given_back') }),
  z.object({ code: z.literal('consent_withdrawn') }),
])
export type Reason = z.infer<typeof reasonSchema>
export type ReasonCode = Reason['code']

/** Whether what is wanted of the car does not happen, and trying was of no use so far. */
export function isFailure({ code }: Reason): boolean {
  return FAILURES.includes(code)
}

const FAILURES: readonly ReasonCode[] = ['command_failed', 'no_power', 'charging_fault', 'budget_spent']
