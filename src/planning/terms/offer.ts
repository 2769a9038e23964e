import { at, copyOf, marks, numbers } from '../optimise/columns.ts'
import type { CutSlots } from './cut.ts'
import { PREFERENCE, type Span, type Terms, hasRules } from './terms.ts'

/** What every slot offers, kWh at the grid side. */
export interface Offer {
  readonly slots: CutSlots
  readonly hours: Float64Array
  /** Price per kWh; 0 where nothing can be charged. */
  readonly price: Float64Array
  readonly most: Float64Array
  readonly least: Float64Array
  readonly forced: Uint8Array
}

const MS_PER_HOUR = 3_600_000

export function offerOf(terms: Terms, slots: CutSlots): Offer {
  const { count } = slots
  const hours = numbers(count)
  const price = numbers(count)
  const most = numbers(count)
  const least = numbers(count)
  const forced = marks(count)
  const leastPower = leastOf(terms)
  for (let t = 0; t < count; t++) {
    const length = (at(slots.end, t) - at(slots.start, t)) / MS_PER_HOUR
    const power = availablePower(terms, slots, t)
    hours[t] = length
    price[t] = priceOf(terms, slots, t)
    most[t] = power * length
    const isForced = overlapsAny(terms.forced, slots, t)
    forced[t] = isForced ? 1 : 0
    least[t] = (isForced ? power : Math.min(power, leastPower)) * length
  }
  return { slots, hours, price, most, least, forced }
}

/** kW below which a charger is off: a run cannot be kept up with less. */
const OFF_BELOW = 1e-4

/** Least power of a car that is on, kW. */
function leastOf({ mode, minPower, runs }: Terms): number {
  if (mode === 'onoff') return Infinity
  return hasRules(runs) ? Math.max(minPower, OFF_BELOW) : minPower
}

function priceOf({ preferred }: Terms, slots: CutSlots, t: number): number {
  const price = at(slots.price, t)
  if (Number.isNaN(price)) return 0
  return preferred.length > 0 && overlapsAny(preferred, slots, t) ? price - PREFERENCE : price
}

/** Power that the car may take in a slot, kW; 0 where charging is not possible. */
function availablePower(terms: Terms, slots: CutSlots, t: number): number {
  const price = at(slots.price, t)
  const isTooDear = price > terms.priceLimit && at(slots.end, t) > terms.priceLimitFrom + 0.5
  if (Number.isNaN(price) || isTooDear || overlapsAny(terms.blocked, slots, t)) return 0
  const power = Math.min(terms.maxPower, terms.gridLimit - at(slots.base, t))
  return power <= 0 || power < terms.minPower - 1e-9 ? 0 : power
}

/** A slot that is blocked or forced in part is so as a whole: with granularity `any` it was cut there. */
function overlapsAny(spans: readonly Span[], { start, end }: CutSlots, t: number): boolean {
  for (const span of spans) {
    if (span.start < at(end, t) - 0.5 && at(start, t) + 0.5 < span.end) return true
  }
  return false
}

export interface MinimumFirst {
  /** Instant at which full power from the beginning has charged the minimum; Infinity: not within the window. */
  readonly at: number
  readonly slot: number
  /** Energy of that slot until then. */
  readonly rest: number
}

/** `null` if nothing has to be charged first. */
export function minimumFirst({ minimumFirst: wanted, efficiency }: Terms, offer: Offer): MinimumFirst | null {
  const { slots, most, hours } = offer
  let missing = wanted / efficiency
  if (missing <= 0) return null
  for (let slot = 0; slot < slots.count; slot++) {
    const offered = at(most, slot)
    if (missing <= offered) {
      const share = offered === 0 ? 0 : missing / offered
      return { slot, rest: missing, at: at(slots.start, slot) + share * at(hours, slot) * MS_PER_HOUR }
    }
    missing -= offered
  }
  return { slot: slots.count, rest: 0, at: Infinity }
}

/**
 * "Charge so much first" is a prefix: every slot before is full, and in the slot in which it is reached the car is on. The
 * floor is constant from there on and met already, so it is no bound on all later slots.
 */
export function withPrefix(offer: Offer, { slot, rest }: MinimumFirst): Offer {
  const forced = Uint8Array.from(offer.forced)
  const least = copyOf(offer.least)
  for (let t = 0; t < Math.min(slot + 1, offer.slots.count); t++) {
    if (at(offer.most, t) <= 0) continue
    forced[t] = 1
    least[t] = t < slot ? at(offer.most, t) : Math.max(at(offer.least, t), rest)
  }
  return { ...offer, forced, least }
}
