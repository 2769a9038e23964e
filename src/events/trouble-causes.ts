/**
 * Why a car does not do what it is told: a closed set, after the causes that Octopus publishes for smart charging
 * (SmartFlexChargingErrorCause, developer.octopus.energy). What each means, and whose turn it is, is told in
 * docs/reference/events.md.
 */
export const TROUBLE_CAUSES = [
  /** Neither car nor carmaker answers. */
  'no_answer',
  /** The carmaker does not answer, for any of its cars. */
  'carmaker_down',
  /** The car sleeps and does not wake. */
  'asleep',
  /** The car says no, for a reason of its own. */
  'refused',
  /** It says yes, and nothing happens. */
  'no_effect',
  /** It charges, far below the power it is known to take. */
  'power_too_low',
  /** The charger gives no power. */
  'no_power',
  /** It stopped, and neither we nor its driver are known to have stopped it. */
  'stopped_by_itself',
  /** It says that it is full, by a limit of its own below the target. */
  'limit_reached',
  /** The cable is not in the car. */
  'not_plugged_in',
  /** The driver, or another program, controls it. */
  'other_control',
  /** The key that lets us command the car is missing. */
  'key_missing',
  /** The driver's permission is missing or has lapsed. */
  'consent',
  /** The calls of the day are used up, or the carmaker wants fewer. */
  'budget',
  /** The retailer's own set-up at the carmaker is at fault; the driver can do nothing. */
  'our_side',
] as const
export type TroubleCause = (typeof TROUBLE_CAUSES)[number]
