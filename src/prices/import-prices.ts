import { addMinutes } from 'date-fns'
import { subDays } from '../base/calendar.ts'
import { localDay, MARKET_TIME_ZONE, nextLocalDay } from '../base/local-time.ts'
import { claimDue, fenced, LeaseLostError, settleDue, type Claim } from '../database/claim-due.ts'
import { forgetAsks } from './import/ask-store.ts'
import { importDay, type Told } from './import/import-day.ts'
import { forgetRefusals, type RefusedDocument, saveRefusal } from './import/refusal-store.ts'
import { isAfterFirstTry, nextAsk } from './import/schedule.ts'
import { tell } from './import/tell.ts'
import type { ImportDependencies, Round, ZoneWork } from './import/work.ts'
import { reportFeeds } from './report-feeds.ts'
import { biddingZoneSchema } from './zones.ts'

/** Zones worked on in one call: few enough that the rest of the service does not wait for long. */
const ZONES_PER_ROUND = 10
/** After a fault of our own a zone is looked at again soon, not at once. */
const FAULT_MINUTES = 5
/** Who was asked for a day, and when, is of no use after this. */
const ASKS_DAYS = 7
/** Days after its delivery day that a refusal can be looked up; a quarter, for whoever has to talk to a source about it. */
export const REFUSALS_DAYS = 90

/**
 * Fetches today's and tomorrow's prices of every zone that is due. One process asks for a zone; the others pass it over.
 * The sources are asked in their order until one gives the whole day; later the others once, to compare, and at 06:00 and
 * 18:00 all of them again. A source that cannot be had is not asked for the next zone in the same call, and nothing here
 * keeps a plan waiting. What was refused is written down with the time at which the zone is asked about again.
 *
 * @returns how many zones were worked on
 */
export async function importPrices(deps: ImportDependencies): Promise<number> {
  const round: Round = { deps, down: new Map() }
  let zones = 0
  // One at a time: the next zone's lease begins when its turn has come.
  for (; zones < ZONES_PER_ROUND; zones++) {
    const [claim] = await claimDue(deps.db, { table: 'price_due', now: deps.clock.now(), limit: 1 })
    if (claim === undefined) break
    await safely(round, claim)
  }
  if (zones > 0) await reportFeeds(deps)
  return zones
}

/** Cars are looked after with or without prices, so a fault in here must go no further. */
async function safely(round: Round, claim: Claim): Promise<void> {
  const { db, clock, events } = round.deps
  try {
    await importZone(round, claim)
  } catch (error) {
    if (error instanceof LeaseLostError) return
    events.somethingFailed({ where: 'price import', error })
    const next = addMinutes(clock.now(), FAULT_MINUTES)
    await fenced(db, claim, (trx) => settleDue(trx, claim, next)).catch((second: unknown) => {
      if (!(second instanceof LeaseLostError))
        events.somethingFailed({ where: 'price import', error: second })
    })
  }
}

async function importZone(round: Round, claim: Claim): Promise<void> {
  const { deps } = round
  const zone = biddingZoneSchema.parse(claim.key)
  const now = deps.clock.now()
  const sources = deps.sources.filter((source) => source.zones.includes(zone))
  const work: ZoneWork = { round, claim, zone, now, sources }
  const today = await importDay(work, localDay(now, MARKET_TIME_ZONE))
  const nextDay = localDay(nextLocalDay(now, MARKET_TIME_ZONE), MARKET_TIME_ZONE)
  const tomorrow = isAfterFirstTry(now) ? await importDay(work, nextDay) : null
  const needs = { today: today.need, tomorrow: tomorrow?.need ?? null }
  const next = nextAsk(now, needs, deps.randomness.fraction())
  const told = [...today.told, ...(tomorrow?.told ?? [])]
  await fenced(deps.db, claim, async (trx) => {
    for (const refused of refusedOf(work, told, next)) await saveRefusal(trx, refused)
    await forgetAsks(trx, zone, localDay(subDays(now, ASKS_DAYS), MARKET_TIME_ZONE))
    await forgetRefusals(trx, localDay(subDays(now, REFUSALS_DAYS), MARKET_TIME_ZONE))
    await settleDue(trx, claim, next)
  })
  for (const one of told) tell(work, one, next)
}

function refusedOf(
  { zone, now }: ZoneWork,
  told: readonly Told[],
  askAgainAt: Date,
): readonly RefusedDocument[] {
  return told.flatMap(({ source, day, answer }) =>
    answer.kind === 'refused'
      ? [{ zone, day, source, refusal: answer.refusal, refusedAt: now, askAgainAt }]
      : [],
  )
}
