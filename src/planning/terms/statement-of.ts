import { at } from '../optimise/columns.ts'
import type { CumulativeBound, RunRules, Statement, Taper, Tier } from '../statement.ts'
import { type CutSlots, cutSlots } from './cut.ts'
import { type Offer, minimumFirst, offerOf, withPrefix } from './offer.ts'
import { peakRules } from './peaks.ts'
import type { Terms } from './terms.ts'

/** A statement and the slots it is about. */
export interface Stated {
  readonly statement: Statement
  readonly slots: CutSlots
}

/**
 * The numbers of {@link Statement} for some terms: slots cut to the window (and, with granularity `any`, wherever rules
 * change), energies at the grid side. O(n).
 */
export function statementOf(terms: Terms): Stated {
  const edges = terms.granularity === 'any' ? edgesOf(terms) : []
  const offer = offerOf(terms, cutSlots(terms.series, terms.from, terms.until, edges))
  const first = minimumFirst(terms, offer)
  if (first === null) return assemble(terms, offer)
  if (terms.granularity === 'slot') return assemble(terms, withPrefix(offer, first))
  // At any instant the minimum ends on an edge of its own.
  const again = offerOf(terms, cutSlots(terms.series, terms.from, terms.until, [...edges, first.at]))
  const last = again.slots.end.findIndex((end, t) => t < again.slots.count && end >= first.at - 1)
  const slot = last < 0 ? again.slots.count : last
  return assemble(terms, withPrefix(again, { ...first, slot, rest: at(again.most, slot) || 0 }))
}

function edgesOf({ forced, blocked, preferred, bounds }: Terms): number[] {
  const spans = [...forced, ...blocked, ...preferred]
  return [...spans.flatMap(({ start, end }) => [start, end]), ...bounds.map(({ time }) => time)]
}

function assemble(terms: Terms, offer: Offer): Stated {
  const { slots, hours, most, least, forced } = offer
  const { efficiency, need } = terms
  const statement: Statement = {
    count: slots.count,
    start: slots.start,
    hours,
    price: offer.price,
    most,
    least,
    forced,
    tier: tierOf(terms, offer),
    granularity: terms.granularity,
    initiallyOn: terms.runs.initiallyOn,
    need: { least: need.least / efficiency, most: need.most / efficiency },
    bestEffort: terms.bestEffort,
    runs: runsOf(terms, slots),
    bounds: boundsOf(terms, slots),
    peaks: terms.capacity === null ? null : peakRules(terms.capacity, terms.series, slots),
    taper: taperOf(terms),
  }
  return { statement, slots }
}

function tierOf({ tier }: Terms, { slots, hours }: Offer): Tier | null {
  if (tier === null) return null
  const { threshold, surcharge } = tier
  const room = hours.map((length, t) => Math.max(0, threshold - at(slots.base, t)) * length)
  const standing = hours.reduce((sum, length, t) => {
    return sum + surcharge * Math.max(0, at(slots.base, t) - threshold) * length
  }, 0)
  return { surcharge, room, standing }
}

/** `null` where on and off make no difference: no rule about runs, and a slot can hold any energy. */
function runsOf({ runs, mode, granularity }: Terms, slots: CutSlots): RunRules | null {
  const { startCost, maxStarts, oneRun, minimumMinutes } = runs
  const hasCost = typeof startCost === 'number' ? startCost > 0 : startCost.some((cost) => cost > 0)
  const hasRules = oneRun || maxStarts < Infinity || minimumMinutes > 0 || hasCost
  if (!hasRules && (mode === 'range' || granularity === 'any')) return null
  const costs = new Float64Array(slots.count)
  for (let t = 0; t < slots.count; t++) {
    costs[t] = typeof startCost === 'number' ? startCost : (startCost[slots.origin[t] ?? 0] ?? 0)
  }
  return { startCost: costs, maxStarts, oneRun, minimum: minimumMinutes / 60 }
}

/** With granularity `slot` a bound inside a slot holds at the edge that is safe: a floor before it, a ceiling after it. */
function boundsOf({ bounds, efficiency }: Terms, slots: CutSlots): CumulativeBound[] {
  const placed = bounds.flatMap(({ time, least, most }) => {
    let before = -1
    while (before + 1 < slots.count && at(slots.end, before + 1) <= time + 1) before++
    const isInside = before + 1 < slots.count && at(slots.start, before + 1) < time - 1
    const floor = { after: before, least: least / efficiency, most: Infinity }
    const ceiling = { after: isInside ? before + 1 : before, least: -Infinity, most: most / efficiency }
    return [floor, ceiling]
  })
  const effective = placed.filter(({ least, most }) => least > -Infinity || most < Infinity)
  return effective.toSorted((a, b) => a.after - b.after)
}

function taperOf({ taper, maxPower, efficiency }: Terms): Taper | null {
  if (taper.length === 0) return null
  const steps = [{ from: 0, power: maxPower }, ...taper]
  return {
    from: steps.map(({ from }) => from / efficiency),
    power: steps.map(({ power }) => Math.min(maxPower, power)),
  }
}
