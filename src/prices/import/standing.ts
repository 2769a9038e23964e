import { addMinutes } from 'date-fns'
import { earliest, latest } from '../../base/interval.ts'
import { ranked, type StoredDay } from '../price-day.ts'
import type { AskedBefore } from './ask-store.ts'
import { CHECK_AFTER_MINUTES, type DayNeed, lastRecheck } from './schedule.ts'

/** What is stored of a delivery day, and who was asked for it. */
export interface DayKnown {
  readonly documents: readonly StoredDay[]
  readonly asks: readonly AskedBefore[]
}

/** Where a delivery day stands: whom to ask for it at `now`, and what it needs if nobody answers. */
export interface Standing {
  /** Names of sources, in the order in which they are asked. */
  readonly ask: readonly string[]
  /** The first complete answer is enough; otherwise all are asked. */
  readonly untilComplete: boolean
  readonly need: DayNeed
}

/**
 * Without a complete document the sources are asked in their order until one is complete. After that the source of a
 * preliminary day is asked until it is final; every other source once, some time later, to compare with; and all of them
 * again at 06:00 and 18:00, whether they have corrected what they said.
 *
 * @param sources names, in the configured order
 * @param resting sources that asked to be left alone, and until when
 */
export function standingOf(
  known: DayKnown,
  sources: readonly string[],
  resting: ReadonlyMap<string, Date>,
  now: Date,
): Standing {
  const complete = known.documents.filter(({ isComplete }) => isComplete)
  const [best] = ranked(complete)
  const awake = (names: readonly string[]): string[] => names.filter((name) => !resting.has(name))
  if (best === undefined) {
    return { ask: awake(sources), untilComplete: true, need: missing(known, sources, resting, now) }
  }
  const { unchecked, checkAt } = checksOf({ ...known, complete }, sources, now)
  const isFinal = best.quality === 'final'
  const again = isFinal ? [] : [best.source]
  const ask = [...again, ...(now >= checkAt ? unchecked.filter((name) => !again.includes(name)) : [])]
  const need = needOnceComplete({ isFinal, unchecked, checkAt, resting, now })
  return { ask: awake(ask), untilComplete: false, need }
}

interface Checks {
  /** Who is still to be asked for a complete day. */
  readonly unchecked: readonly string[]
  /** From this instant on. */
  readonly checkAt: Date
}

function checksOf(
  { complete, asks }: DayKnown & { readonly complete: readonly StoredDay[] },
  sources: readonly string[],
  now: Date,
): Checks {
  const [first = now, ...others] = complete.map(({ fetchedAt }) => fetchedAt)
  const completeAt = earliest(first, ...others)
  const recheckAt = lastRecheck(now)
  const hasAnswered = (name: string, isSince: (askedAt: Date) => boolean): boolean =>
    asks.some(({ source, askedAt }) => source === name && isSince(askedAt))
  if (recheckAt > completeAt) {
    const unchecked = sources.filter((name) => !hasAnswered(name, (askedAt) => askedAt >= recheckAt))
    return { unchecked, checkAt: recheckAt }
  }
  const unchecked = sources.filter(
    (name) =>
      complete.every(({ source }) => source !== name) &&
      !hasAnswered(name, (askedAt) => askedAt > completeAt),
  )
  return { unchecked, checkAt: addMinutes(completeAt, CHECK_AFTER_MINUTES) }
}

function missing(
  { asks }: DayKnown,
  sources: readonly string[],
  resting: ReadonlyMap<string, Date>,
  now: Date,
): DayNeed {
  // A zone that no configured source knows is planned without prices; asking nobody every ten minutes helps nobody.
  if (sources.length === 0) return { kind: 'settled' }
  const tries = Math.max(0, ...asks.map(({ times }) => times))
  const [first = now, ...others] = sources.map((name) => resting.get(name) ?? now)
  return { kind: 'missing', tries, askableFrom: earliest(first, ...others) }
}

interface Completed {
  readonly isFinal: boolean
  readonly unchecked: readonly string[]
  readonly checkAt: Date
  readonly resting: ReadonlyMap<string, Date>
  readonly now: Date
}

function needOnceComplete({ isFinal, unchecked, checkAt, resting, now }: Completed): DayNeed {
  if (!isFinal) return { kind: 'preliminary' }
  const [first, ...others] = unchecked.map((name) => latest(checkAt, resting.get(name) ?? now))
  if (first === undefined) return { kind: 'settled' }
  return { kind: 'unchecked', checkAt: earliest(first, ...others) }
}
