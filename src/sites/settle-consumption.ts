import { addHours, subMinutes } from 'date-fns'
import { localDay } from '../base/local-time.ts'
import type { Interval } from '../base/interval.ts'
import type { Trx } from '../database/database.ts'
import { learnProfile, type CarEnergy } from './base-load.ts'
import { hourlyMeans } from './consumption.ts'
import {
  findPeaks,
  findProfile,
  findReadings,
  lockSettledTo,
  savePeaks,
  saveProfile,
  saveSettledTo,
} from './consumption-store.ts'
import { dailyPeaks, highestDays, monthOf } from './peaks.ts'
import type { Site } from './site.ts'

/** Readings of an hour may come this late and still teach the profile. Peaks take them as long as they are there. */
export const SETTLE_MINUTES = 60

/** What the cars of a site took in a stretch of time, by clock hour. */
export type CarEnergyOf = (trx: Trx, siteId: string, range: Interval) => Promise<CarEnergy>

/**
 * Takes from a site's readings what outlives them: the highest days of the month, as the bill counts them, cars included;
 * and the profile of the house without its cars. Each hour teaches the profile once. Run as often as one likes.
 */
export async function settleConsumption(
  trx: Trx,
  { siteId, site, now }: { readonly siteId: string; readonly site: Site; readonly now: Date },
  carEnergyOf: CarEnergyOf,
): Promise<void> {
  const settledTo = await lockSettledTo(trx, siteId)
  const hours = hourlyMeans(await findReadings(trx, siteId)).filter(({ start }) => addHours(start, 1) <= now)
  const peaks = highestDays(await findPeaks(trx, siteId), dailyPeaks(hours, site.timeZone))
  await savePeaks(trx, siteId, peaks.filter(keptAt(localDay(now, site.timeZone))))
  const due = subMinutes(now, SETTLE_MINUTES)
  const fresh = hours.filter(
    ({ start }) => (settledTo === null || start >= settledTo) && addHours(start, 1) <= due,
  )
  const [first] = fresh
  const last = fresh.at(-1)
  if (first === undefined || last === undefined) return
  const end = addHours(last.start, 1)
  const carEnergy = await carEnergyOf(trx, siteId, { start: first.start, end })
  const profile = await findProfile(trx, siteId)
  await saveProfile(trx, siteId, learnProfile(profile, fresh, { timeZone: site.timeZone, carEnergy }))
  await saveSettledTo(trx, siteId, end)
}

/** This month and the one before, which some grid companies charge by. */
function keptAt(today: string): (peak: { readonly day: string }) => boolean {
  const month = monthOf(today)
  const [year = '', number = ''] = month.split('-')
  const before =
    number === '01' ? `${String(Number(year) - 1)}-12` : `${year}-${twoDigits(Number(number) - 1)}`
  return ({ day }) => monthOf(day) >= before
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
