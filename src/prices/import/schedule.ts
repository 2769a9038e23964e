import { addMinutes } from 'date-fns'
import { earliest, latest } from '../../base/interval.ts'
import { lastLocalTime, localTime, MARKET_TIME_ZONE, nextLocalTime } from '../../base/local-time.ts'

/**
 * Market time. Results of the day-ahead auction come between 12:45 and 13:00; on a late day they come hours later. All
 * instants are reckoned in Europe/Oslo: by UTC every summer's first try would be an hour late.
 */
export const FIRST_TRY = '12:45'
const FIRST_TRY_SPREAD_MINUTES = 10
/** Until this time a late day is asked for every 5 to 10 minutes. */
const EAGER_UNTIL = '15:00'
/** From this time on it is left until the morning: the plan goes by estimates meanwhile. */
const GIVEN_UP_AT = '23:00'
const MORNING = '06:00'
/** Days that are complete are asked for again, since prices have been corrected hours after they were published. */
const RECHECKS = [MORNING, '18:00'] as const
const RETRY_MINUTES = 5
const SLOW_RETRY_MINUTES = 30
/** A day that has begun without prices is asked for so often at short intervals, then at long ones. */
const EAGER_TRIES = 6
/** The other sources are asked so long after a day is complete, to compare. */
export const CHECK_AFTER_MINUTES = 20
/** After a source's time of rest, so that not everybody comes back in the same second. */
const REST_SPREAD_MINUTES = 1
/** A source that wants to be left alone for longer than this is asked again all the same, once a day. */
export const LONGEST_REST_SECONDS = 86_400

/** What a delivery day still needs. */
export type DayNeed =
  /** No complete document. `tries`: how often the first source was asked. `askableFrom`: the sources rest until then. */
  | { readonly kind: 'missing'; readonly tries: number; readonly askableFrom: Date }
  /** All there is may still change. */
  | { readonly kind: 'preliminary' }
  /** Complete; some sources are still to be asked, from this instant: to compare, or whether they have corrected it. */
  | { readonly kind: 'unchecked'; readonly checkAt: Date }
  | { readonly kind: 'settled' }

/** Whether tomorrow's prices are worth asking for. */
export function isAfterFirstTry(now: Date): boolean {
  return localTime(now, MARKET_TIME_ZONE) >= FIRST_TRY
}

/** The last instant at which days that are complete were to be asked for again. */
export function lastRecheck(now: Date): Date {
  const [first, ...others] = RECHECKS.map((time) => lastLocalTime(now, time, MARKET_TIME_ZONE))
  return latest(first ?? now, ...others)
}

/**
 * When a zone is asked about again.
 *
 * @param needs of today, and of tomorrow once its prices may be out
 * @param fraction random, in [0, 1): the jitter
 */
export function nextAsk(
  now: Date,
  needs: { readonly today: DayNeed; readonly tomorrow: DayNeed | null },
  fraction: number,
): Date {
  const [auction, ...rechecks] = [FIRST_TRY, ...RECHECKS].map((time) =>
    nextLocalTime(now, time, MARKET_TIME_ZONE),
  )
  const regular = addMinutes(earliest(auction ?? now, ...rechecks), fraction * FIRST_TRY_SPREAD_MINUTES)
  const today = askFor(now, needs.today, fraction, retryToday)
  const tomorrow = needs.tomorrow === null ? null : askFor(now, needs.tomorrow, fraction, retryTomorrow)
  return earliest(regular, today ?? regular, tomorrow ?? regular)
}

type Retry = (now: Date, tries: number, fraction: number) => Date

function askFor(now: Date, need: DayNeed, fraction: number, retry: Retry): Date | null {
  switch (need.kind) {
    case 'missing': {
      const rested = addMinutes(need.askableFrom, fraction * REST_SPREAD_MINUTES)
      return latest(retry(now, need.tries, fraction), need.askableFrom > now ? rested : now)
    }
    case 'preliminary':
      return addMinutes(now, slowly(fraction))
    case 'unchecked':
      return latest(addMinutes(need.checkAt, fraction * RETRY_MINUTES), addMinutes(now, 1))
    case 'settled':
      return null
  }
}

function retryToday(now: Date, tries: number, fraction: number): Date {
  return addMinutes(now, tries < EAGER_TRIES ? eagerly(fraction) : slowly(fraction))
}

function retryTomorrow(now: Date, _tries: number, fraction: number): Date {
  const time = localTime(now, MARKET_TIME_ZONE)
  if (time < EAGER_UNTIL) return addMinutes(now, eagerly(fraction))
  if (time < GIVEN_UP_AT) return addMinutes(now, slowly(fraction))
  const morning = nextLocalTime(now, MORNING, MARKET_TIME_ZONE)
  return addMinutes(morning, fraction * FIRST_TRY_SPREAD_MINUTES)
}

function eagerly(fraction: number): number {
  return RETRY_MINUTES * (1 + fraction)
}

function slowly(fraction: number): number {
  return SLOW_RETRY_MINUTES + RETRY_MINUTES * fraction
}
