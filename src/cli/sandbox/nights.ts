import { addDays } from '../../base/calendar.ts'
import {
  localDay,
  MARKET_TIME_ZONE,
  nextLocalDay,
  nextLocalTime,
  startOfLocalDay,
} from '../../base/local-time.ts'
import type { BiddingZone } from '../../prices/zones.ts'

/** A night whose real prices come with the project. */
export interface Night {
  /** Local day of the evening, `YYYY-MM-DD`. */
  readonly evening: string
  readonly zone: BiddingZone
  readonly postalCode: string
  readonly place: string
  /** What it shows, in a few words. */
  readonly about: string
}

export const NIGHTS: readonly Night[] = [
  {
    evening: '2024-12-12',
    zone: 'NO2',
    postalCode: '4612',
    place: 'Kristiansand',
    about: 'very volatile: 10.53 NOK/kWh at 17, 0.52 at 03, without VAT',
  },
  {
    evening: '2025-01-22',
    zone: 'NO4',
    postalCode: '8514',
    place: 'Narvik',
    about: 'a dear day in the cheap north, no VAT',
  },
]

/** The instant at which the local clock shows `time` on the evening of a night, or on the morning after. */
export function at(night: Night, time: string, day: 'evening' | 'morning' = 'evening'): Date {
  const start = startOfLocalDay(night.evening, MARKET_TIME_ZONE)
  const from = day === 'evening' ? start : nextLocalDay(start, MARKET_TIME_ZONE)
  return nextLocalTime(new Date(from.getTime() - 1), time, MARKET_TIME_ZONE)
}

/** The morning after the second night: on it the cars charge by estimated prices, then the sandbox stands still. */
export function endOfSandbox(night: Night): Date {
  return addDays(at(night, '09:00', 'morning'), 1)
}

/** The end of the shipped prices: two delivery days. */
export function endOfPrices(night: Night): Date {
  return startOfLocalDay(localDay(addDays(at(night, '12:00'), 2), MARKET_TIME_ZONE), MARKET_TIME_ZONE)
}
