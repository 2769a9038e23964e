import type { ConsumptionConsent } from '../connections/consumption-consent.ts'
import type { LoadProfile } from '../sites/base-load.ts'
import type { DayPeak } from '../sites/peaks.ts'

/** What is kept of a site's consumption once its readings are gone. */
export function consumptionDocument(
  consent: ConsumptionConsent,
  peaks: readonly DayPeak[],
  profile: LoadProfile | null,
) {
  return {
    consent,
    /** Local days; the mean of the highest clock hour of each. */
    highestDays: peaks,
    /** By local hour, 0 to 23; `null` where nothing was read. */
    profileKw: profile?.map((load) => load?.meanKw ?? null) ?? null,
    /** How far single hours lie from it: the standard deviation. */
    profileSpreadKw: profile?.map((load) => load?.spreadKw ?? null) ?? null,
  }
}
