import { perKwh } from '../../src/base/units.ts'
import type { PriceSlot } from '../../src/prices/price-curve.ts'
import { costCurve, type SlotCost } from '../../src/tariffs/cost-curve.ts'
import { loadTariffs } from '../../src/tariffs/load-tariffs.ts'
import { tariffOf } from '../../src/tariffs/tariff-of.ts'
import type { TariffSite } from '../../src/tariffs/tariff-site.ts'

export const TARIFFS = loadTariffs()

/** Homes whose bills are worked out by hand in the tests. */
export const NARVIK: TariffSite = {
  biddingZone: 'NO4',
  timeZone: 'Europe/Oslo',
  county: '18',
  municipality: 'Narvik',
  gridCompany: 'noranett',
}
export const OSLO: TariffSite = {
  biddingZone: 'NO1',
  timeZone: 'Europe/Oslo',
  county: '03',
  municipality: 'Oslo',
  gridCompany: 'elvia',
}
export const STOCKHOLM: TariffSite = {
  biddingZone: 'SE3',
  timeZone: 'Europe/Stockholm',
  county: null,
  municipality: 'Stockholm',
  gridCompany: 'Ellevio',
}

/** A Wednesday in August 2026, by day and by night. */
export const WORKDAY = '2026-08-12T14:00:00+02:00'
export const NIGHT = '2026-08-12T02:00:00+02:00'

/** Slots in a row from an instant on, at prices in øre per kWh without VAT. */
export function slotsFrom(instant: string, ore: readonly number[], minutes = 60): PriceSlot[] {
  const start = new Date(instant).getTime()
  return ore.map((price, index) => ({
    start: new Date(start + index * minutes * 60_000),
    end: new Date(start + (index + 1) * minutes * 60_000),
    perKwh: perKwh(price / 100),
    quality: 'final',
  }))
}

/** What one hour costs at a site. */
export function hourAt(site: TariffSite, instant: string, ore: number): SlotCost {
  const [cost] = costCurve(slotsFrom(instant, [ore]), tariffOf(TARIFFS, site))
  if (cost === undefined) throw new Error('expected one cost')
  return cost
}

/** The same, in øre per kWh. */
export function oreAt(site: TariffSite, instant: string, ore: number): number {
  return 100 * hourAt(site, instant, ore).costPerKwh
}
