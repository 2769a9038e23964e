import { overlap, type Interval } from '../base/interval.ts'
import { MARKET_TIME_ZONE, startOfLocalDay } from '../base/local-time.ts'
import { perKwh } from '../base/units.ts'
import type { PriceDocument, StepMinutes } from './port.ts'
import type { PriceSlot } from './price-curve.ts'
import type { BiddingZone, Currency } from './zones.ts'

/** How well a price is known, the best first. */
export const RUNGS = ['final', 'preliminary', 'second-source', 'estimate'] as const
export type Rung = (typeof RUNGS)[number]

/** A slot of a zone's curve: the price, and how it is known. */
export interface CurveSlot extends PriceSlot {
  /**
   * `final` and `preliminary`: published by the first source. `second-source`: by another one. `estimate`: by nobody;
   * made from days before.
   */
  readonly rung: Rung
  /** Name of the source; `null` for an estimate. */
  readonly source: string | null
  /** `null` if it is not known, as for an estimate. */
  readonly eurPerMwh: number | null
}

/** A document of a source as it was stored: both columns filled, on the grid of its delivery day. */
export interface StoredDay {
  readonly zone: BiddingZone
  readonly day: string
  readonly source: string
  /** From 1; a later one has another content. */
  readonly revision: number
  /** Place of the source in the configured order; 0 is the first. */
  readonly preference: number
  readonly fetchedAt: Date
  readonly stepMinutes: StepMinutes
  readonly quality: PriceDocument['quality']
  readonly currency: Currency
  /** Units of the currency for one euro, as used for the column that the source did not give. */
  readonly rate: number | null
  /** Who gave the rate: a source, a central bank, or `rough`. */
  readonly rateSource: string | null
  readonly eurPerMwh: readonly (number | null)[] | null
  readonly perKwh: readonly (number | null)[]
  readonly isComplete: boolean
}

/** Tells the interval of slot `index` of a delivery day. Finding the day's start takes longer than all its slots. */
export function slotsOf({
  day,
  stepMinutes,
}: Pick<StoredDay, 'day' | 'stepMinutes'>): (index: number) => Interval {
  const dayStart = startOfLocalDay(day, MARKET_TIME_ZONE).getTime()
  const at = (index: number): Date => new Date(dayStart + index * stepMinutes * MS_PER_MINUTE)
  return (index) => ({ start: at(index), end: at(index + 1) })
}

const MS_PER_MINUTE = 60_000

/**
 * One delivery day as it is planned with: the best document, and where it has no price the next best. Slots come in order
 * of time and never overlap; whoever has no price is passed over, so that a later, shorter document loses nothing that was
 * known.
 *
 * A complete document beats a partial one, whatever its source; then a final one a preliminary one; then the order of the
 * sources; of one source the newest counts, but a complete one is never given up for a partial one.
 *
 * @param documents of one zone and one delivery day
 */
export function bestSlots(documents: readonly StoredDay[]): readonly CurveSlot[] {
  const slots: CurveSlot[] = []
  for (const document of ranked(documents))
    slots.push(...priced(document).filter((slot) => isFree(slot, slots)))
  return slots.toSorted((a, b) => a.start.getTime() - b.start.getTime())
}

/** The documents, the one to plan with first; of each source the one that counts before its older ones. */
export function ranked(documents: readonly StoredDay[]): readonly StoredDay[] {
  const counting = new Map<string, StoredDay>()
  for (const document of documents.toSorted(byCompleteness)) {
    if (!counting.has(document.source)) counting.set(document.source, document)
  }
  const first = [...counting.values()].toSorted(byWorth)
  return [...first, ...documents.filter((one) => !first.includes(one)).toSorted(byCompleteness)]
}

/** Within a source: complete first, then the newest. */
function byCompleteness(a: StoredDay, b: StoredDay): number {
  return Number(b.isComplete) - Number(a.isComplete) || b.revision - a.revision
}

function byWorth(a: StoredDay, b: StoredDay): number {
  return (
    Number(b.isComplete) - Number(a.isComplete) ||
    Number(b.quality === 'final') - Number(a.quality === 'final') ||
    a.preference - b.preference
  )
}

function priced(document: StoredDay): CurveSlot[] {
  const slotAt = slotsOf(document)
  const { source } = document
  const facts = { quality: 'final', rung: rungOf(document), source } as const
  return document.perKwh.flatMap((price, index) => {
    if (price === null) return []
    const { start, end } = slotAt(index)
    return [{ start, end, perKwh: perKwh(price), ...facts, eurPerMwh: document.eurPerMwh?.[index] ?? null }]
  })
}

function rungOf({ preference, quality }: StoredDay): Rung {
  return preference > 0 ? 'second-source' : quality
}

function isFree(slot: Interval, taken: readonly Interval[]): boolean {
  return taken.every((other) => overlap(slot, other) === undefined)
}
