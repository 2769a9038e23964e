import { fileURLToPath } from 'node:url'
import { addMinutes } from 'date-fns'
import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../base/local-time.ts'
import { perKwh } from '../../base/units.ts'
import { readPriceFiles } from '../../prices/price-file.ts'
import { PriceFileError } from '../../prices/price-file/findings.ts'
import type { PriceSlot } from '../../prices/price-curve.ts'
import { type PriceDay, readShippedDays } from '../../prices/shipped-days.ts'
import { zoneFacts } from '../../prices/zones.ts'
import { requireSite } from '../../sites/place-errors.ts'
import { resolveSite } from '../../sites/resolve-site.ts'
import type { Site } from '../../sites/site.ts'
import { costCurve, type SlotCost } from '../../tariffs/cost-curve.ts'
import { tariffAt } from '../../tariffs/shipped-tariffs.ts'
import type { SiteTariff } from '../../tariffs/site-tariff.ts'
import type { PricesRequest } from './options.ts'

const SHIPPED = fileURLToPath(new URL('../../../data/prices', import.meta.url))

/** There are no prices of that day; the message says which there are. */
export class NoPricesError extends Error {
  override name = 'NoPricesError'
}

/** A delivery day, and what its kWh costs at the site that was asked for. */
export interface DayPrices {
  readonly request: PricesRequest
  readonly slots: readonly PriceSlot[]
  readonly costed: {
    readonly site: Site
    readonly tariff: SiteTariff
    readonly costs: readonly SlotCost[]
  } | null
}

/**
 * @throws NoPricesError if nothing is known of the day
 * @throws PriceFileError if a price file cannot be used
 * @throws UnknownPlaceError, AmbiguousPlaceError if the site is not told by what was given
 */
export function dayPrices(
  request: PricesRequest,
  files: readonly { readonly name: string; readonly text: string }[],
): DayPrices {
  const slots = files.length > 0 ? fromFiles(request, files) : fromShipped(request)
  if (request.site === null) return { request, slots, costed: null }
  const { facts, postalCode } = request.site
  const address = postalCode === undefined ? undefined : { postalCode, country: 'NO' as const }
  const site = requireSite(resolveSite(facts, address))
  const tariff = tariffAt(site)
  return { request, slots, costed: { site, tariff, costs: costCurve(slots, tariff) } }
}

function fromFiles(
  { day, zone }: PricesRequest,
  files: readonly { readonly name: string; readonly text: string }[],
): readonly PriceSlot[] {
  const { slots, currency } = readPriceFiles(files)
  const own = zoneFacts(zone).currency
  if (currency !== own) {
    const fault = `the prices are in ${currency}, expected ${own}, the currency of ${zone}: give a file in ${own}`
    throw new PriceFileError([`${files.map(({ name }) => name).join(', ')}: ${fault}`])
  }
  const start = startOfLocalDay(day, MARKET_TIME_ZONE)
  const end = nextLocalDay(start, MARKET_TIME_ZONE)
  const within = slots.filter((slot) => slot.start >= start && slot.start < end)
  if (within.length === 0) {
    throw new NoPricesError(`The files hold no prices of delivery day ${day}: give one that does.`)
  }
  return within
}

function fromShipped({ zone, day }: PricesRequest): readonly PriceSlot[] {
  const days = readShippedDays(SHIPPED)
  const found = days.find((each) => each.zone === zone && each.day === day)
  if (found === undefined) {
    const known = days.map((each) => `${each.zone} ${each.day}`).join(', ')
    throw new NoPricesError(
      `No prices of ${zone} on delivery day ${day} come with Ladeplan, only of ${known}. Give a file with --prices.`,
    )
  }
  return found.slots.map((slot, index) => slotAt(found, slot, index))
}

function slotAt({ slots }: PriceDay, slot: PriceDay['slots'][number], index: number): PriceSlot {
  const next = slots[index + 1]?.startUtc
  const before = slots[index - 1]?.startUtc ?? slot.startUtc
  const length = (slot.startUtc.getTime() - before.getTime()) / 60_000
  const end = next ?? addMinutes(slot.startUtc, length)
  return { start: slot.startUtc, end, perKwh: perKwh(slot.perKwh), quality: 'final' }
}
