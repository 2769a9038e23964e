import { addMinutes } from 'date-fns'
import type { Clock } from '../base/clock.ts'
import {
  localDay,
  localTime,
  MARKET_TIME_ZONE,
  nextLocalDay,
  nextLocalTime,
  startOfLocalDay,
} from '../base/local-time.ts'
import type { Randomness } from '../base/random.ts'
import { hoursBetween } from '../base/units.ts'
import { claimDue, fenced, LeaseLostError, settleDue, type Claim } from '../database/claim-due.ts'
import type { Database } from '../database/database.ts'
import type { BusinessEvents } from '../observability/business-events.ts'
import {
  biddingZoneSchema,
  PriceSourceError,
  type BiddingZone,
  type PriceDocument,
  type PriceSource,
} from './port.ts'
import { findPrices, savePrices } from './price-store.ts'

export interface ImportDependencies {
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly source: PriceSource
  readonly events: BusinessEvents
}

/** Auction results come between 12:45 and 13:00 local time; asking earlier is in vain. */
const FIRST_TRY = '12:55'
const SPREAD_MINUTES = 10
const RETRY_MINUTES = 5

/**
 * Fetches today's and tomorrow's prices of every zone that is due. One process asks per zone; the next try is jittered,
 * so that a late day is not hammered by everybody at once.
 *
 * @returns how many zones were worked on
 */
export async function importPrices(deps: ImportDependencies): Promise<number> {
  const claims = await claimDue(deps.db, { table: 'price_due', now: deps.clock.now(), limit: 10 })
  for (const claim of claims) await safely(deps, claim)
  return claims.length
}

/** Cars are looked after with or without prices, so a fault in here must go no further. */
async function safely(deps: ImportDependencies, claim: Claim): Promise<void> {
  try {
    await importZone(deps, claim)
  } catch (error) {
    if (!(error instanceof LeaseLostError)) deps.events.somethingFailed({ where: 'price import', error })
  }
}

async function importZone(deps: ImportDependencies, claim: Claim): Promise<void> {
  const zone = biddingZoneSchema.parse(claim.key)
  const now = deps.clock.now()
  const today = localDay(now, MARKET_TIME_ZONE)
  const tomorrow = localDay(nextLocalDay(now, MARKET_TIME_ZONE), MARKET_TIME_ZONE)
  let complete = true
  for (const day of [today, tomorrow]) {
    if (day === tomorrow && localTime(now, MARKET_TIME_ZONE) < FIRST_TRY) continue
    if (await isStored(deps.db, zone, day)) continue
    const document = await fetchDay(deps, zone, day)
    if (document === undefined) complete = false
    else await fenced(deps.db, claim, (trx) => savePrices(trx, document, now))
  }
  const next = complete
    ? addMinutes(nextLocalTime(now, FIRST_TRY, MARKET_TIME_ZONE), deps.randomness.fraction() * SPREAD_MINUTES)
    : addMinutes(now, RETRY_MINUTES * (1 + deps.randomness.fraction()))
  await fenced(deps.db, claim, (trx) => settleDue(trx, claim, next))
}

async function isStored(db: Database, zone: BiddingZone, day: string): Promise<boolean> {
  const from = startOfLocalDay(day, MARKET_TIME_ZONE)
  const until = nextLocalDay(from, MARKET_TIME_ZONE)
  const slots = await findPrices(db, zone, { from, until })
  return slots.length > 0 && slots.at(-1)?.end.getTime() === until.getTime()
}

async function fetchDay(
  deps: ImportDependencies,
  zone: BiddingZone,
  day: string,
): Promise<PriceDocument | undefined> {
  const { source, events, clock } = deps
  try {
    const document = await source.fetchDay(zone, day)
    if (document === 'not-published') return undefined
    const horizon = document.slots.at(-1)?.end ?? clock.now()
    const facts = { source: source.name, zone, day, slots: document.slots.length }
    events.pricesImported({ ...facts, horizonHours: hoursBetween(clock.now(), horizon) })
    return document
  } catch (error) {
    if (error instanceof PriceSourceError) {
      events.priceFetchFailed({ source: source.name, zone, day, error })
    } else {
      events.somethingFailed({ where: 'price source', error })
    }
    return undefined
  }
}
