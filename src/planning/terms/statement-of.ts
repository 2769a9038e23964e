import { at, numbers } from '../optimise/columns.ts'
import type { CumulativeBound, RunRules, Statement, Taper, Tier } from '../statement.ts'
import { type CutSlots, cutSlots } from './cut.ts'
import { type Offer, minimumFirst, offerOf, withPrefix } from './offer.ts'
import { peakRules } from './peaks.ts'
import { type Terms, hasRules } from './terms.ts'

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

/** Wherever rules change; and where a run that begins on an edge has lasted long enough, so that another may begin in that slot. */
function edgesOf({
  forced,
  blocked,
  preferred,
  bounds,
  priceLimitFrom,
  from,
  series,
  runs,
}: Terms): number[] {
  const spans = [...forced, ...blocked, ...preferred].flatMap(({ start, end }) => [start, end])
  const edges = [...spans, ...bounds.map(({ time }) => time), priceLimitFrom]
  if (runs.minimumMinutes === 0) return edges
  const least = runs.minimumMinutes * 60_000
  const known = new Set([...edges, from])
  for (let i = 0; i < series.count; i++) known.add(at(series.start, i))
  return [...edges, ...[...known].map((edge) => edge + least).filter((edge) => !known.has(edge))]
}

function assemble(terms: Terms, offer: Offer): Stated {
  const { slots, hours, most, least, forced } = offer
  const { efficiency, need } = terms
  // Charging at full power or not at all pays the surcharge for a part of a slot as for the whole: a higher price.
  const isFullPower = terms.mode === 'onoff' || terms.runs.oneRun
  const isFolded = terms.tier !== null && isFullPower && terms.granularity === 'any'
  const statement: Statement = {
    count: slots.count,
    start: slots.start,
    hours,
    price: isFolded ? withTier(terms, offer) : offer.price,
    most,
    least,
    forced,
    tier: isFolded ? null : tierOf(terms, offer),
    standing: standingOf(terms, offer),
    granularity: terms.granularity,
    throttles: terms.mode === 'range',
    // A car that has to wait for the first slot is not charging any more when it begins.
    initiallyOn: terms.runs.initiallyOn && at(slots.start, 0) - terms.from < 1,
    need: { least: need.least / efficiency, most: need.most / efficiency },
    bestEffort: terms.bestEffort,
    runs: runsOf(terms, slots),
    ...boundsOf(terms, slots),
    peaks: terms.capacity === null ? null : peakRules(terms, terms.capacity, slots),
    taper: taperOf(terms),
  }
  return { statement, slots }
}

function tierOf({ tier }: Terms, { slots, hours }: Offer): Tier | null {
  if (tier === null) return null
  const { threshold, surcharge } = tier
  const room = numbers(slots.count)
  for (let t = 0; t < slots.count; t++) room[t] = Math.max(0, threshold - at(slots.base, t)) * at(hours, t)
  return { surcharge, room }
}

function standingOf({ tier }: Terms, { slots, hours }: Offer): number {
  if (tier === null) return 0
  let standing = 0
  for (let t = 0; t < slots.count; t++) {
    standing += tier.surcharge * Math.max(0, at(slots.base, t) - tier.threshold) * at(hours, t)
  }
  return standing
}

function withTier({ tier }: Terms, { slots, hours, most, price }: Offer): Float64Array {
  if (tier === null) return price
  return price.map((each, t) => {
    const full = at(most, t) / at(hours, t)
    if (full <= 0) return each
    const above =
      Math.max(0, at(slots.base, t) + full - tier.threshold) - Math.max(0, at(slots.base, t) - tier.threshold)
    return each + (tier.surcharge * above) / full
  })
}

/** `null` where on and off make no difference: no rule about runs, and a slot can hold any energy. */
function runsOf({ runs, mode, granularity, tier }: Terms, slots: CutSlots): RunRules | null {
  const { startCost, maxStarts, oneRun, minimumMinutes } = runs
  // With a surcharge on high power it matters whether a part of a slot is at full power.
  const isIndifferent = mode === 'onoff' || tier === null
  const holdsAnyEnergy = mode === 'range' || (granularity === 'any' && isIndifferent)
  if (holdsAnyEnergy && !hasRules(runs)) return null
  return { startCost: startCosts(startCost, slots), maxStarts, oneRun, minimum: minimumMinutes / 60 }
}

function startCosts(given: Terms['runs']['startCost'], { count, origin }: CutSlots): Float64Array {
  const costs = numbers(count)
  for (let t = 0; t < count; t++) {
    costs[t] = typeof given === 'number' ? given : (given[origin[t] ?? 0] ?? 0)
  }
  return costs
}

/**
 * With granularity `slot` a bound may fall inside a slot. On the safe side that is a floor before it and a ceiling after it; the
 * other way round the bound is looser than asked, which tells how much the safe side may cost.
 */
function boundsOf({ bounds, efficiency }: Terms, slots: CutSlots): Pick<Statement, 'bounds' | 'looseBounds'> {
  const safe: CumulativeBound[] = []
  const loose: CumulativeBound[] = []
  let anyInside = false
  for (const { time, least, most } of bounds) {
    let before = -1
    while (before + 1 < slots.count && at(slots.end, before + 1) <= time + 1) before++
    const isInside = before + 1 < slots.count && at(slots.start, before + 1) < time - 1
    anyInside ||= isInside
    const after = isInside ? before + 1 : before
    if (least > -Infinity) {
      safe.push({ after: before, least: least / efficiency, most: Infinity })
      loose.push({ after, least: least / efficiency, most: Infinity })
    }
    if (most < Infinity) {
      safe.push({ after, least: -Infinity, most: most / efficiency })
      loose.push({ after: before, least: -Infinity, most: most / efficiency })
    }
  }
  return { bounds: safe.toSorted(byTime), looseBounds: anyInside ? loose.toSorted(byTime) : null }
}

function byTime(a: CumulativeBound, b: CumulativeBound): number {
  return a.after - b.after
}

function taperOf({ taper, maxPower, efficiency }: Terms): Taper | null {
  if (taper.length === 0) return null
  const steps = [{ from: 0, power: maxPower }, ...taper]
  return {
    from: steps.map(({ from }) => from / efficiency),
    power: steps.map(({ power }) => Math.min(maxPower, power)),
  }
}
