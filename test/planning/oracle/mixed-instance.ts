import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { diceOf, type Dice } from './dice.ts'
import { baseLoads, gridLimit, iso, norwegianSteps, priceCurve, slotsOrSeries } from './instances.ts'
import { at, pricedSlots, statementOf } from './statement.ts'

type Options = Partial<ProblemObject>

/** The time line of one request: slots as they are before any is left out. */
interface Line {
  readonly dice: Dice
  readonly first: number
  readonly stepMs: number
  readonly count: number
  readonly now: number
  readonly deadline: number
}

/**
 * A small request with the options mixed at random, some of them infeasible, none that contradicts itself (forced and blocked
 * at once). Starts are counted in the modes with a least power only: at any power above nothing, runs could be bridged for
 * nothing. No taper.
 */
export function mixedInstance(seed: number): ProblemObject {
  const dice = diceOf(`mixed ${String(seed)}`)
  const line = lineOf(dice)
  const power_mode = dice.pick('range', 'semi', 'semi', 'onoff')
  const powers = { max_power_kw: dice.pick(3.68, 7.4, 11), min_power_kw: dice.pick(1.38, 2.3) }
  const base = dice.chance(0.6) ? baseLoads(dice, line.count) : undefined
  const prices = priceCurve(dice, line.count).map((price) => (dice.chance(0.01) ? null : price))
  const curve = slotsOrSeries(dice, { first: line.first, prices, base, stepMin: line.stepMs / 60_000 })
  const draft: ProblemObject = {
    now: iso(line.now),
    deadline: iso(line.deadline),
    tz: 'Europe/Oslo',
    ...withGap(dice, curve),
    ...powers,
    power_mode,
    efficiency: dice.pick(1, 0.9, 0.87),
    energy_kwh: 0,
    granularity: power_mode === 'range' && dice.chance(0.5) ? 'any' : 'slot',
    ...(dice.chance(0.3) ? { grid_limit_kw: gridLimit(dice, base, powers) } : {}),
    ...(dice.chance(0.25) ? tierOf(dice) : {}),
    ...capacityOf(line),
  }
  const timed = { ...draft, ...timeOptions(line, draft) }
  return withEnergy(dice, { ...timed, ...priceLimit(dice, timed), ...startOptions(line, timed) })
}

function lineOf(dice: Dice): Line {
  const stepMs = dice.pick(15, 15, 15, 30, 60) * 60_000
  const count = dice.whole(16, 48)
  // Evenings, some at the end of a month, on whole and on odd quarters of an hour.
  const begin = at(dice.pick('2026-01-22T17:00:00Z', '2026-01-31T18:00:00Z', '2026-03-28T20:15:00Z'))
  // A slot in two clock hours is refused where peaks count.
  const first = Math.ceil(begin / stepMs) * stepMs
  const now = first + dice.whole(0, 4) * stepMs + (dice.chance(0.3) ? dice.whole(1, 14) * 60_000 : 0)
  const early = dice.chance(0.2) ? dice.whole(1, 14) * 60_000 : 0
  const deadline = first + (count - dice.whole(0, 4)) * stepMs - early
  return { dice, first, stepMs, count, now, deadline }
}

function withGap(dice: Dice, curve: Options): Options {
  const { slots } = curve
  return slots === undefined || !dice.chance(0.2) ? curve : { slots: slots.toSpliced(dice.whole(2, 14), 1) }
}

function tierOf(dice: Dice): Options {
  return { tier: { threshold_kw: dice.between(2, 9, 1), surcharge: dice.between(0.05, 0.6, 2) } }
}

function capacityOf({ dice, first }: Line): Options {
  if (dice.chance(0.5)) return {}
  const { steps, ...measured } = norwegianSteps(dice)
  if (dice.chance(0.5)) return { capacity: { steps, ...measured } }
  const month = iso(first).slice(0, 7)
  const measured_days = Array.from({ length: dice.whole(0, 5) }, () => ({
    day: `${month}-${String(dice.whole(1, 22)).padStart(2, '0')}`,
    peak_kw: dice.between(0.5, 12, 2),
  }))
  const today = dice.chance(0.3) ? [{ day: iso(first).slice(0, 10), peak_kw: dice.between(1, 9, 2) }] : []
  const days = new Map([...measured_days, ...today].map((each) => [each.day, each]))
  return { capacity: { steps, rule: 'three_highest_days', measured_days: [...days.values()] } }
}

/** Forced time, or absences and blocked time: never both, so that they cannot meet. Bounds on top. */
function timeOptions(line: Line, draft: ProblemObject): Options {
  const { dice } = line
  const kind = dice.pick('none', 'forced', 'blocked', 'trips')
  const cells = statementOf(draft).cells.length
  const full = (draft.max_power_kw * line.stepMs) / 3_600_000
  const share = (): number => dice.between(0, 0.12 * full * cells, 2)
  return {
    ...(kind === 'forced'
      ? { forced_on: [forcedSpan(line, draft)].filter((span) => span.end > span.start) }
      : {}),
    ...(kind === 'blocked' ? { blocked: [spanOf(line), spanOf(line)] } : {}),
    ...(kind === 'trips' ? tripsOf(line, share) : {}),
    ...(dice.chance(0.2) ? { soc_floors: [{ time: iso(instantOf(line, draft)), kwh: share() }] } : {}),
    ...(dice.chance(0.2)
      ? { soc_ceilings: [{ time: iso(instantOf(line, draft)), kwh: 2 + 4 * share() }] }
      : {}),
    ...(dice.chance(0.15) ? { min_soc_first_kwh: dice.between(0.5, 5, 1) } : {}),
  }
}

/** On the slots, except where a slot may be used in part. */
function instantOf({ dice, first, stepMs, count }: Line, { granularity }: ProblemObject): number {
  const odd = granularity === 'any' && dice.chance(0.5) ? dice.whole(1, 14) * 60_000 : 0
  return first + dice.whole(5, count - 5) * stepMs + odd
}

function spanOf({ dice, first, stepMs, count }: Line): { start: string; end: string } {
  const from = dice.whole(0, count - 6)
  return { start: iso(first + from * stepMs), end: iso(first + (from + dice.whole(1, 5)) * stepMs) }
}

/** At the start or the end of the window or inside, and only where there is a price. */
function forcedSpan(line: Line, draft: ProblemObject): { start: string; end: string } {
  const { dice, now, deadline } = line
  const time = dice.whole(1, 4) * line.stepMs
  const inside = spanOf(line)
  const edge = dice.pick('start', 'end', 'inside')
  const start = edge === 'end' ? deadline - time : edge === 'start' ? now : Math.max(now, at(inside.start))
  const end = edge === 'end' ? deadline : edge === 'start' ? now + time : Math.min(deadline, at(inside.end))
  const unpriced = pricedSlots(draft).some(
    (slot) => slot.price === null && slot.start < end && slot.end > start,
  )
  return { start: iso(start), end: iso(unpriced ? start : end) }
}

function tripsOf(line: Line, share: () => number): Options {
  const { dice, first, stepMs, count } = line
  const [leaves, away] = [dice.whole(4, count - 8), dice.whole(1, 6)]
  const energy_kwh = share()
  const used_kwh = dice.between(0, 1.5 * energy_kwh, 2)
  const time = iso(first + leaves * stepMs)
  const back = iso(Math.min(line.deadline, first + (leaves + away) * stepMs))
  const trip = { time, back, energy_kwh, used_kwh }
  const last = { time: iso(line.deadline), energy_kwh: share() }
  const departures = dice.chance(0.5) ? [trip, last] : [trip]
  const least = Math.max(...departures.map((each) => each.energy_kwh))
  return {
    departures,
    ...(dice.chance(0.5) ? { battery_room_kwh: least + dice.between(0, 3 * energy_kwh + 5, 2) } : {}),
  }
}

/** A limit that leaves forced time alone. */
function priceLimit(dice: Dice, draft: ProblemObject): Options {
  if (!dice.chance(0.2)) return {}
  const { cells } = statementOf(draft)
  const prices = cells.map(({ price }) => price).toSorted((a, b) => a - b)
  const forced = cells.filter((cell) => cell.forced).map(({ price }) => price)
  return { price_limit: Math.max(prices[Math.floor(prices.length * 0.7)] ?? 0, ...forced) }
}

function startOptions({ dice }: Line, draft: ProblemObject): Options {
  const { power_mode } = draft
  if (power_mode === 'range') return {}
  const costs = pricedSlots(draft).map(() => dice.between(0, 0.6))
  return {
    ...(dice.chance(0.5) ? { start_cost: dice.chance(0.4) ? costs : dice.between(0.01, 0.5) } : {}),
    ...(dice.chance(0.35) ? { min_run_min: dice.pick(20, 30, 45, 60, 90) } : {}),
    ...(dice.chance(0.2) ? { max_starts: dice.whole(0, 3) } : {}),
    ...(dice.chance(0.15) ? { contiguous: true } : {}),
    ...(dice.chance(0.3) ? { initially_on: true } : {}),
  }
}

/** On or off, energies come in lumps: there may be one more, or the energy is that of the first few slots. */
function withEnergy(dice: Dice, draft: ProblemObject): ProblemObject {
  const { cells, efficiency } = statementOf(draft)
  const energies = cells.map(({ power, hours }) => efficiency * power * hours)
  const room = energies.reduce((total, energy) => total + energy, 0)
  const [lump, lumps] = [Math.max(0, ...energies), dice.whole(1, Math.max(1, Math.floor(cells.length / 2)))]
  if (draft.power_mode === 'onoff' && dice.chance(0.4)) return { ...draft, energy_kwh: lump * lumps }
  const tooMuch = dice.chance(0.15)
  const energy_kwh = tooMuch ? room * 1.1 + 1 : dice.between(0, 0.7 * room)
  const more = draft.power_mode === 'onoff' ? lump : dice.chance(0.3) ? dice.between(0, 10, 2) : 0
  return {
    ...draft,
    energy_kwh,
    ...(more > 0 ? { energy_max_kwh: energy_kwh + more } : {}),
    ...(tooMuch || dice.chance(0.1) ? { best_effort: !dice.chance(0.2) } : {}),
  }
}
