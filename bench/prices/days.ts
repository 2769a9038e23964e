import { localDay, MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../src/base/local-time.ts'

/** So many delivery days from `first` on, `YYYY-MM-DD`. */
export function daysFrom(first: string, count: number): string[] {
  const days: string[] = []
  let start = startOfLocalDay(first, MARKET_TIME_ZONE)
  for (; days.length < count; start = nextLocalDay(start, MARKET_TIME_ZONE)) {
    days.push(localDay(start, MARKET_TIME_ZONE))
  }
  return days
}
