import { hoursBetween } from '../../base/units.ts'
import { compareDays, independenceOf, type Tolerance } from '../compare.ts'
import { type Origin, PriceSourceError } from '../port.ts'
import { slotsOf, type StoredDay } from '../price-day.ts'
import type { Told } from './import-day.ts'
import type { ZoneWork } from './work.ts'

/** Log and metrics of one source that was asked. `askAgainAt`: when the zone is asked about again. */
export function tell(work: ZoneWork, told: Told, askAgainAt: Date): void {
  const { events } = work.round.deps
  const { source, day, answer } = told
  const facts = { source, zone: work.zone, day }
  switch (answer.kind) {
    case 'saved':
      tellSaved(work, told, answer.saved)
      break
    case 'unchanged':
      events.pricesUnchanged(facts)
      break
    case 'not-published':
      events.pricesNotPublished({ ...facts, askAgainAt })
      break
    case 'refused':
      events.pricesRefused({ ...facts, code: answer.refusal.code, fault: faultOf(answer.error), askAgainAt })
      break
    case 'failed':
      events.priceFetchFailed({ ...facts, error: answer.error, fault: faultOf(answer.error), askAgainAt })
      if (!(answer.error instanceof PriceSourceError))
        events.somethingFailed({ where: 'price source', error: answer.error })
      break
  }
}

function tellSaved(work: ZoneWork, { source, day, others, corrected }: Told, saved: StoredDay): void {
  const { events } = work.round.deps
  const facts = { source, zone: work.zone, day }
  const last = saved.perKwh.findLastIndex((price) => price !== null)
  events.pricesImported({
    ...facts,
    slots: saved.perKwh.length,
    missing: saved.perKwh.filter((price) => price === null).length,
    quality: saved.quality,
    revision: saved.revision,
    horizonHours: hoursBetween(work.now, slotsOf(saved)(last).end),
  })
  if (corrected !== null) tellCorrected(work, saved, corrected)
  for (const other of others) tellCompared(work, saved, other)
}

/** Plans follow what a source says last; that it said something else before must not go unseen. */
function tellCorrected(work: ZoneWork, saved: StoredDay, before: StoredDay): void {
  const { compared, differing, largestEurPerMwh, largestAt } = compareDays(saved, before, EXACT)
  const { zone, day, source, revision } = saved
  const facts = { zone, day, source, revision, compared, changed: differing, largestEurPerMwh, largestAt }
  work.round.deps.events.pricesCorrected(facts)
}

/** Less than the smallest step of a price. */
const EXACT: Tolerance = { share: 0, eurPerMwh: 0.005 }

function tellCompared(work: ZoneWork, saved: StoredDay, other: StoredDay): void {
  const { events, tolerance } = work.round.deps
  const { zone, day, source } = saved
  const { differing, largestAt, likely, ...found } = compareDays(saved, other, tolerance)
  if (found.compared === 0) return
  const independence = independenceOf(originOf(work, source), originOf(work, other.source))
  const facts = { zone, day, source, otherSource: other.source, independence }
  if (likely === null) events.pricesAgree({ ...facts, compared: found.compared })
  else events.pricesDiffer({ ...facts, ...found, differing, largestAt, likely })
}

/** A document may be of a source that is configured no more. */
function originOf({ sources }: ZoneWork, name: string): Origin {
  return sources.find((source) => source.name === name)?.origin ?? 'unknown'
}

const MOST_TOLD = 200

/**
 * What a price source's error says beside zone, day and source, which the event names itself. These messages are made by
 * our own adapters and hold no answer; prices are cut to two decimals, as every number in the log.
 */
function faultOf(error: unknown): string {
  if (!(error instanceof PriceSourceError)) return 'not a fault of the source'
  const said = error.message.replace(/^Day-ahead prices for [^:]*: /, '').replaceAll(/(\d\.\d{2})\d+/g, '$1')
  return said.length > MOST_TOLD ? `${said.slice(0, MOST_TOLD - 1)}…` : said
}
