import { addMinutes, addSeconds, subHours } from 'date-fns'
import { fenced } from '../../database/claim-due.ts'
import type { Trx } from '../../database/database.ts'
import { needsRate, type ExchangeRate } from '../exchange-rate.ts'
import { lastRate, saveRate } from '../exchange-rate-store.ts'
import { PriceSourceError, type PriceDocument, type PriceSource } from '../port.ts'
import type { StoredDay } from '../price-day.ts'
import { savePrices } from '../price-store.ts'
import type { Refusal } from '../refusal.ts'
import { credibleDay } from '../sources/credible.ts'
import { refuseDay } from '../sources/day-asked.ts'
import { zoneFacts } from '../zones.ts'
import { saveAsk } from './ask-store.ts'
import { LONGEST_REST_SECONDS } from './schedule.ts'
import type { ZoneWork } from './work.ts'

/** What came of asking one source for one delivery day. */
export type Answer =
  | { readonly kind: 'saved'; readonly saved: StoredDay }
  /** The same as before. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'not-published' }
  /** A document came and was kept out. */
  | { readonly kind: 'refused'; readonly error: PriceSourceError; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Not told otherwise, a source that said it is asked too often is left alone for so long. */
const REST_MINUTES = 30
/** Rates are quoted once on a working day; a younger one need not be asked for again. */
const RATE_HOURS = 20
/** Faults that every other zone and day would meet as well. */
const DOWN: readonly string[] = [
  'price-source-unreachable',
  'price-source-timeout',
  'price-source-unavailable',
  'price-source-rate-limited',
]

/**
 * Asks one source for one delivery day and keeps what it says, in one transaction: the whole document, or nothing of it.
 *
 * @throws LeaseLostError if another process took the zone over meanwhile
 */
export async function askSource(work: ZoneWork, source: PriceSource, day: string): Promise<Answer> {
  await renew(work)
  const heard = await hear(work, source, day)
  if ('error' in heard) return keepFault(work, { source, day }, heard.error)
  const { document } = heard
  const rate = document === null ? null : await freshRate(work, document)
  return write(work, async (trx) => {
    if (rate !== null) await saveRate(trx, rate, work.now)
    const saved =
      document === null ? null : await savePrices(trx, document, work.now, work.sources.indexOf(source))
    const answer = answerOf(document, saved)
    await saveAsk(trx, { ...askOf(work, source.name, day), outcome: answer.kind, notBefore: null })
    return answer
  })
}

/** Others' servers may take most of a lease to answer, so each is asked with a whole one. */
function renew({ round, claim }: ZoneWork): Promise<void> {
  return fenced(round.deps.db, claim, () => Promise.resolve())
}

function answerOf(document: PriceDocument | null, saved: StoredDay | null): Answer {
  if (document === null) return { kind: 'not-published' }
  return saved === null ? { kind: 'unchanged' } : { kind: 'saved', saved }
}

type Heard = { readonly document: PriceDocument | null } | { readonly error: unknown }

async function hear({ zone, round }: ZoneWork, source: PriceSource, day: string): Promise<Heard> {
  try {
    const document = await source.fetchDay(zone, day)
    if (document === 'not-published') return { document: null }
    return { document: credible(document, { source: source.name, zone, day }) }
  } catch (error) {
    if (error instanceof PriceSourceError && DOWN.includes(error.code)) round.down.set(source.name, error)
    return { error }
  }
}

/** The last door: a document that is not the one asked for would overwrite what another day is planned with. */
function credible(document: PriceDocument, asked: { source: string } & Pick<PriceDocument, 'zone' | 'day'>) {
  const found = `${document.zone} ${document.day} from ${document.source}`
  if (found !== `${asked.zone} ${asked.day} from ${asked.source}`)
    refuseDay(asked, {
      code: document.zone === asked.zone ? 'wrong-day' : 'wrong-zone',
      found: `the document is labelled ${found}`,
      expected: `${asked.zone} ${asked.day} from ${asked.source}`,
    })
  return credibleDay(document, asked)
}

async function keepFault(
  work: ZoneWork,
  { source, day }: { readonly source: PriceSource; readonly day: string },
  error: unknown,
): Promise<Answer> {
  const known = error instanceof PriceSourceError ? error : null
  const outcome = known?.code ?? 'failed'
  const ask = { ...askOf(work, source.name, day), outcome, notBefore: restUntil(known, work.now) }
  await write(work, (trx) => saveAsk(trx, ask))
  return known?.refusal === undefined
    ? { kind: 'failed', error }
    : { kind: 'refused', error: known, refusal: known.refusal }
}

function restUntil(error: PriceSourceError | null, now: Date): Date | null {
  if (error?.retryAfterSeconds !== undefined)
    return addSeconds(now, Math.min(error.retryAfterSeconds, LONGEST_REST_SECONDS))
  return error?.code === 'price-source-rate-limited' ? addMinutes(now, REST_MINUTES) : null
}

/** A newer rate of exchange than the stored one, if the document needs one; a fault costs nothing but the newer rate. */
async function freshRate(work: ZoneWork, document: PriceDocument): Promise<ExchangeRate | null> {
  const { deps, down } = work.round
  if (deps.rates === undefined || !needsRate(document) || down.has(deps.rates.name)) return null
  const { currency } = zoneFacts(document.zone)
  const known = await lastRate(deps.db, currency, document.day)
  if (known !== null && known.fetchedAt > subHours(work.now, RATE_HOURS)) return null
  await renew(work)
  try {
    return await deps.rates.fetchRate(currency)
  } catch (error) {
    if (error instanceof PriceSourceError) down.set(deps.rates.name, error)
    deps.events.exchangeRateFailed({ source: deps.rates.name, currency, error })
    return null
  }
}

function askOf({ zone, now }: ZoneWork, source: string, day: string) {
  return { zone, day, source, askedAt: now }
}

function write<T>({ round, claim }: ZoneWork, change: (trx: Trx) => Promise<T>): Promise<T> {
  return fenced(round.deps.db, claim, change)
}
