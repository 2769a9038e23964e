import { localDay, type TimeZone } from '../base/local-time.ts'
import type { HourMean } from './consumption.ts'

/** The hour of a local day in which a site drew most, as capacity charges measure it. */
export interface DayPeak {
  /** Local day of the site, `YYYY-MM-DD`. */
  readonly day: string
  /** Mean of that clock hour, kW. */
  readonly peakKw: number
}

/** Grid companies charge by the mean of a month's three highest days; nothing else of a month is kept. */
export const DAYS_KEPT = 3

/** The highest hour of each local day, days in order. */
export function dailyPeaks(hours: readonly HourMean[], timeZone: TimeZone): readonly DayPeak[] {
  const peaks = new Map<string, number>()
  for (const { start, meanKw } of hours) {
    const day = localDay(start, timeZone)
    peaks.set(day, Math.max(meanKw, peaks.get(day) ?? 0))
  }
  return [...peaks].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, peakKw]) => ({ day, peakKw }))
}

/** The calendar month of a local day, `YYYY-MM`. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

/**
 * What is kept once new peaks are known: of every month the three highest days, each day at its highest, in the order of
 * days. Of equal peaks the earlier day stays.
 */
export function highestDays(known: readonly DayPeak[], more: readonly DayPeak[]): readonly DayPeak[] {
  const byDay = new Map<string, number>()
  for (const { day, peakKw } of [...known, ...more]) byDay.set(day, Math.max(peakKw, byDay.get(day) ?? 0))
  const all = [...byDay].map(([day, peakKw]) => ({ day, peakKw }))
  const months = new Map<string, DayPeak[]>()
  for (const peak of all) months.set(monthOf(peak.day), [...(months.get(monthOf(peak.day)) ?? []), peak])
  return [...months.values()]
    .flatMap((days) =>
      days.toSorted((a, b) => b.peakKw - a.peakKw || (a.day < b.day ? -1 : 1)).slice(0, DAYS_KEPT),
    )
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))
}
