import { type TimeZone, localDay, localTime } from '../base/local-time.ts'
import { publicHolidays } from './public-holidays.ts'

export const MS_PER_HOUR = 3_600_000

/** What the local calendar says of a clock hour: all that tariffs go by. */
export interface LocalHour {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** 1 to 12. */
  readonly month: number
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number
  /** 0 to 23. On the autumn night 2 comes twice, on the spring night it is missing. */
  readonly hour: number
  readonly isPublicHoliday: boolean
}

/** Where a calendar holds. */
export interface Calendar {
  readonly timeZone: TimeZone
  /** Whose public holidays count, ISO 3166. */
  readonly country: string
}

/** Asking the calendar takes longer than all the arithmetic of a cost, and all sites of a zone ask for the same hours. */
const remembered = new Map<string, Map<number, LocalHour>>()
/** Two years of hours. Then it is forgotten and filled anew: a service that runs for years must not grow. */
const MOST_REMEMBERED = 17_600

/** What a calendar says of the clock hour that begins `index` hours after 1970-01-01T00:00Z. */
export type LocalHours = (index: number) => LocalHour

/**
 * The hours of a calendar. Each is asked for by itself: a window that was laid out from local midnight would be an hour off after a
 * clock change.
 */
export function localHours(calendar: Calendar): LocalHours {
  const key = `${calendar.timeZone} ${calendar.country}`
  const hours = remembered.get(key) ?? new Map<number, LocalHour>()
  remembered.set(key, hours)
  return (index) => {
    const known = hours.get(index)
    if (known !== undefined) return known
    const hour = askedFor(new Date(index * MS_PER_HOUR), calendar)
    if (hours.size >= MOST_REMEMBERED) hours.clear()
    hours.set(index, hour)
    return hour
  }
}

function askedFor(instant: Date, { timeZone, country }: Calendar): LocalHour {
  const day = localDay(instant, timeZone)
  return {
    day,
    month: Number(day.slice(5, 7)),
    weekday: new Date(`${day}T12:00:00Z`).getUTCDay() || 7,
    hour: Number(localTime(instant, timeZone).slice(0, 2)),
    isPublicHoliday: publicHolidays(country, Number(day.slice(0, 4))).has(day),
  }
}
