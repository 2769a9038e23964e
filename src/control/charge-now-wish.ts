import { addHoursExact } from '../base/units.ts'
import type { ChargeNowEnd } from './facts.ts'

/** For how long charge now may be asked for, in hours. */
export const MOST_HOURS = 24

/** When charge now is to end, as a driver says it. Unplugging ends it in any case. */
export type ChargeNowWish =
  /** The policy's own target if none is told, 1 to 100. */
  | { readonly until: 'target'; readonly targetPercent?: number | undefined }
  /** More than 0, at most {@link MOST_HOURS}. */
  | { readonly until: 'time'; readonly hours: number }
  | { readonly until: 'unplugged' }

/** The end of a charge now that is asked for at `now`. */
export function chargeNowEnd(wish: ChargeNowWish, now: Date): ChargeNowEnd {
  return wish.until === 'time' ? { until: 'time', endsAt: addHoursExact(now, wish.hours) } : wish
}
