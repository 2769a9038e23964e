import { MARKET_TIME_ZONE, localDay, nextLocalDay, startOfLocalDay } from '../../../base/local-time.ts'
import { perKwh } from '../../../base/units.ts'
import { type BiddingZone, type PriceDocument, PriceSourceError } from '../../port.ts'
import type { PriceRow } from './wire.ts'

export const SOURCE_NAME = 'hvakosterstrommen'

/** The day asked for. */
export interface DayAsked {
  readonly zone: BiddingZone
  readonly day: string
}

/**
 * Prices outside are taken for a slip of the decimal point or of the unit (øre for kroner), NOK/kWh. The market's own
 * limits, -0.5 and 4 EUR/kWh, lie well inside at any rate of exchange.
 */
export const PLAUSIBLE = { least: -10, most: 50 } as const

/**
 * Turns rows into a delivery day. Slots are keyed by the instant each row starts, never by its place in the list; the
 * length of a slot follows from the next start. Stated ends are known to be wrong around clock changes and are used for
 * the last slot only.
 *
 * @throws PriceSourceError `prices-not-credible` for a doubled, missing or foreign slot, a day of the wrong length, a
 * price outside {@link PLAUSIBLE}, or a day of nothing but zeros.
 */
export function mapDay(rows: readonly PriceRow[], asked: DayAsked): PriceDocument {
  const sorted = rows.toSorted((a, b) => a.time_start.getTime() - b.time_start.getTime())
  refuseDoubled(sorted, asked)
  refuseForeign(sorted, asked)
  const minutes = resolutionOf(sorted, asked)
  refuseIncomplete(sorted, minutes, asked)
  refuseImplausible(sorted, asked)
  return {
    source: SOURCE_NAME,
    zone: asked.zone,
    day: asked.day,
    resolutionMinutes: minutes,
    slots: sorted.map((row, index) => ({
      start: row.time_start,
      end: sorted[index + 1]?.time_start ?? row.time_end,
      perKwh: perKwh(row.NOK_per_kWh),
      quality: 'final',
    })),
  }
}

function refuseDoubled(sorted: readonly PriceRow[], asked: DayAsked): void {
  sorted.forEach((row, index) => {
    const before = sorted[index - 1]
    if (before?.time_start.getTime() !== row.time_start.getTime()) return
    const prices = `${String(before.NOK_per_kWh)} and ${String(row.NOK_per_kWh)} NOK/kWh`
    refuse(asked, `the slot at ${row.time_start.toISOString()} comes twice, with ${prices}`)
  })
}

function refuseForeign(sorted: readonly PriceRow[], asked: DayAsked): void {
  const foreign = sorted.find((row) => localDay(row.time_start, MARKET_TIME_ZONE) !== asked.day)
  if (foreign === undefined) return
  const day = localDay(foreign.time_start, MARKET_TIME_ZONE)
  const price = `${String(foreign.NOK_per_kWh)} NOK/kWh`
  refuse(asked, `the slot at ${foreign.time_start.toISOString()} with ${price} belongs to ${day}`)
}

function resolutionOf(sorted: readonly PriceRow[], asked: DayAsked): 15 | 60 {
  const steps = sorted
    .slice(1)
    .map((row, index) => row.time_start.getTime() - (sorted[index]?.time_start.getTime() ?? 0))
  const minutes = Math.min(...steps) / MS_PER_MINUTE
  if (minutes === 60 || minutes === 15) return minutes
  const found = `${String(sorted.length)} rows, the nearest two ${String(minutes)} minutes apart`
  return refuse(asked, `${found}; expected a day of slots of 60 or of 15 minutes`)
}

const MS_PER_MINUTE = 60_000

function refuseIncomplete(sorted: readonly PriceRow[], minutes: number, asked: DayAsked): void {
  const start = startOfLocalDay(asked.day, MARKET_TIME_ZONE)
  const end = nextLocalDay(start, MARKET_TIME_ZONE)
  const hours = (end.getTime() - start.getTime()) / MS_PER_MINUTE / 60
  const expected = (hours * 60) / minutes
  const present = new Set(sorted.map((row) => row.time_start.getTime()))
  const grid = Array.from({ length: expected }, (_, i) => start.getTime() + i * minutes * MS_PER_MINUTE)
  const missing = grid.find((instant) => !present.has(instant))
  if (missing !== undefined || sorted.length !== expected) {
    const count = `${String(sorted.length)} slots of ${String(minutes)} minutes`
    const day = `${String(expected)} (a day of ${String(hours)} hours)`
    const gap = missing === undefined ? '' : `; ${new Date(missing).toISOString()} is missing`
    refuse(asked, `${count}, expected ${day}${gap}`)
  }
  const last = sorted.at(-1)?.time_end
  if (last?.getTime() !== end.getTime()) {
    refuse(
      asked,
      `the last slot ends at ${last?.toISOString() ?? 'no time'}, the day at ${end.toISOString()}`,
    )
  }
}

function refuseImplausible(sorted: readonly PriceRow[], asked: DayAsked): void {
  const { least, most } = PLAUSIBLE
  // Put so that NaN is refused too.
  const odd = sorted.find((row) => !(row.NOK_per_kWh >= least && row.NOK_per_kWh <= most))
  if (odd !== undefined) {
    const price = `${String(odd.NOK_per_kWh)} NOK/kWh at ${odd.time_start.toISOString()}`
    refuse(asked, `${price} is outside ${String(least)} to ${String(most)}`)
  }
  // One zero is a price; sources have filled days not yet published with zeros.
  if (sorted.every((row) => row.NOK_per_kWh === 0)) {
    refuse(asked, `every slot from ${sorted[0]?.time_start.toISOString() ?? ''} on is exactly 0 NOK/kWh`)
  }
}

function refuse({ zone, day }: DayAsked, fault: string): never {
  throw new PriceSourceError({
    code: 'prices-not-credible',
    temporary: true,
    message: `Day-ahead prices for ${zone}, delivery day ${day}, from ${SOURCE_NAME}: ${fault}. Not imported; ask again later or use another source.`,
  })
}
