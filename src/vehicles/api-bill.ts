import { addDays, subDays } from '../base/calendar.ts'
import type { ApiPrices } from '../config/api-prices.ts'
import type { Database } from '../database/database.ts'
import { callsOfBrands, type BrandCalls, type Calls } from './call-store.ts'

/** One brand's bill of a calendar month (UTC). */
export interface ApiBill {
  readonly carmaker: string
  /** `2026-11`. */
  readonly month: string
  readonly calls: Calls
  readonly vehicles: number
  /** Before the discount. */
  readonly soFarUsd: number
  /** What the month will come to if its remaining days are like the last seven; before the discount. */
  readonly projectedUsd: number
  readonly projectedPerVehicleUsd: number
  /** What is left of it after the discount. */
  readonly projectedToPayUsd: number
}

const RECENT_DAYS = 7

/** What carmakers will ask for the month of `now`, for each brand that has a price and was called. */
export async function projectBills(
  db: Database,
  prices: Readonly<Partial<Record<string, ApiPrices>>>,
  now: Date,
): Promise<readonly ApiBill[]> {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const soFar = await callsOfBrands(db, first, now)
  // Whole days only: today has just begun, or has its night still to come.
  const recent = await callsOfBrands(db, subDays(now, RECENT_DAYS), subDays(now, 1))
  return [...new Set([...soFar, ...recent].map(({ carmaker }) => carmaker))].flatMap((carmaker) => {
    const price = prices[carmaker]
    const of = (all: readonly BrandCalls[]): BrandCalls =>
      all.find((one) => one.carmaker === carmaker) ?? NONE
    return price === undefined ? [] : [billOf({ carmaker, price, soFar: of(soFar), recent: of(recent), now })]
  })
}

const NONE: BrandCalls = { carmaker: '', vehicles: 0, reads: 0, commands: 0, wakes: 0, signals: 0 }

function billOf({
  carmaker,
  price,
  soFar,
  recent,
  now,
}: {
  readonly carmaker: string
  readonly price: ApiPrices
  readonly soFar: BrandCalls
  readonly recent: BrandCalls
  readonly now: Date
}): ApiBill {
  const month = now.toISOString().slice(0, 7)
  const { reads, commands, wakes, signals } = soFar
  const soFarUsd = costOf(soFar, price)
  const projectedUsd = soFarUsd + (costOf(recent, price) / RECENT_DAYS) * daysLeft(now)
  const vehicles = Math.max(soFar.vehicles, recent.vehicles)
  return {
    carmaker,
    month,
    calls: { reads, commands, wakes, signals },
    vehicles,
    soFarUsd: rounded(soFarUsd),
    projectedUsd: rounded(projectedUsd),
    projectedPerVehicleUsd: rounded(projectedUsd / Math.max(1, vehicles)),
    projectedToPayUsd: rounded(Math.max(0, projectedUsd - price.discountUsd)),
  }
}

/** What so many calls cost, USD, before any discount. */
export function costOf(calls: Calls, price: ApiPrices): number {
  return (
    calls.reads / price.readsPerUsd +
    calls.commands / price.commandsPerUsd +
    calls.wakes / price.wakesPerUsd +
    calls.signals / price.signalsPerUsd
  )
}

/** Days of the month after that of `now`. */
function daysLeft(now: Date): number {
  const last = addDays(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)), -1)
  return last.getUTCDate() - now.getUTCDate()
}

function rounded(usd: number): number {
  return Math.round(usd * 10_000) / 10_000
}
