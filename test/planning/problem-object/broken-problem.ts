import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { diceOf, type Dice } from '../oracle/dice.ts'
import { priceCurve } from '../oracle/instances.ts'

const QUARTER_MS = 900_000

/** Whole local days in Norway: clocks go forward, stand, or go back. */
const DAYS = [
  { begin: '2026-03-28T23:00:00Z', count: 92 },
  { begin: '2026-01-21T23:00:00Z', count: 96 },
  { begin: '2026-10-24T22:00:00Z', count: 100 },
] as const

function quartersOf(dice: Dice, seed: number): { first: number; count: number } {
  const day = DAYS[(seed / 100) % DAYS.length]
  const begin = dice.pick('2026-01-22T17:00:00Z', '2026-01-22T17:15:00Z', '2026-01-31T20:00:00Z')
  if (day !== undefined) return { first: Date.parse(day.begin), count: day.count }
  return { first: Date.parse(begin), count: dice.chance(0.1) ? dice.whole(0, 7) : dice.whole(8, 30) }
}

/**
 * A request in which up to three things are as nobody would send them; every hundredth is a whole day of slots. Same seed: same
 * request.
 */
export function brokenProblem(seed: number): ProblemObject {
  const dice = diceOf(`broken ${String(seed)}`)
  let problem = usualProblem(dice, quartersOf(dice, seed))
  for (let times = dice.whole(0, 3); times > 0; times--) {
    const spoil = dice.pick(
      spoilNumber,
      spoilTime,
      spoilSlots,
      spoilSeries,
      spoilSpans,
      spoilCapacity,
      spoilRuns,
    )
    problem = { ...problem, ...spoil(dice, problem) }
  }
  return problem
}

type Part = Partial<ProblemObject>

function usualProblem(dice: Dice, { first, count }: { first: number; count: number }): ProblemObject {
  const time = (quarter: number): string => new Date(first + quarter * QUARTER_MS).toISOString()
  const price = priceCurve(dice, count)
  const base = dice.chance(0.3) ? price.map(() => dice.between(0, 4)) : undefined
  const slots = price.map((each, index) => ({
    start: time(index),
    end: time(index + 1),
    price: each,
    ...(base === undefined ? {} : { base_load_kw: base[index] ?? 0 }),
  }))
  const series = {
    start: time(0),
    step_min: 15,
    price,
    ...(base === undefined ? {} : { base_load_kw: base }),
  }
  const power_mode = dice.pick('range', 'semi', 'onoff')
  return {
    now: time(dice.whole(0, 2)),
    deadline: time(count - dice.whole(0, 2)),
    ...(dice.chance(0.5) ? { slots } : { series }),
    max_power_kw: dice.pick(3.68, 7.4, 11),
    ...(power_mode === 'semi' ? { min_power_kw: 1.38 } : {}),
    power_mode,
    efficiency: dice.pick(1, 0.9),
    energy_kwh: dice.between(0, 20),
    energy_max_kwh: 20 + dice.between(0, 5),
    ...(dice.chance(0.5) ? { best_effort: dice.chance(0.7) } : {}),
    ...(dice.chance(0.3) ? { granularity: 'any' } : {}),
    ...(dice.chance(0.2) ? { soc_floors: [{ time: time(dice.whole(2, 6)), kwh: dice.between(0, 4) }] } : {}),
    ...(dice.chance(0.2) ? { grid_limit_kw: dice.between(0, 12) } : {}),
    ...(dice.chance(0.2)
      ? { tier: { threshold_kw: dice.between(0, 9), surcharge: dice.between(0, 1) } }
      : {}),
    ...runsOf(dice, power_mode),
  }
}

/** In mode range a run could be bridged at no power, so there it is not asked for. */
function runsOf(dice: Dice, mode: ProblemObject['power_mode']): Part {
  if (mode === 'range' || dice.chance(0.5)) return {}
  return {
    ...(dice.chance(0.3) ? { start_cost: dice.between(0, 0.6) } : {}),
    ...(dice.chance(0.3) ? { min_run_min: dice.pick(15, 30, 50) } : {}),
    ...(dice.chance(0.3) ? { max_starts: dice.whole(0, 3) } : {}),
    ...(dice.chance(0.3) ? { initially_on: true } : {}),
    ...(dice.chance(0.2) ? { contiguous: true } : {}),
  }
}

function oddNumber(dice: Dice): number {
  return dice.pick(Number.NaN, Infinity, -Infinity, -1, -1e-12, 0, -0, 1e-6, 1e-5, 0.5, 1e4)
}

function oddTime(dice: Dice, usual: string): string {
  const shifted = Date.parse(usual) + dice.pick(-1, 1) * dice.pick(1, 7 * 60_000, 3_600_000, 86_400_000, 3e12)
  const moved = Number.isNaN(shifted) ? usual : new Date(shifted).toISOString()
  return dice.pick(
    moved,
    moved,
    'soon',
    '',
    '2026-13-01T00:00:00Z',
    '2026-01-22T25:00:00Z',
    '1970-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2026-01-22T19:00:00+02:00',
    '2026-01-22T18:00:00.123456Z',
    '2026-02-30T00:00:00Z',
  )
}

function spoilNumber(dice: Dice): Part {
  const odd = oddNumber(dice)
  return dice.pick<Part>(
    { max_power_kw: odd },
    { min_power_kw: odd },
    { min_power_kw: null },
    { efficiency: odd },
    { energy_kwh: odd },
    { energy_max_kwh: odd },
    // The state of charge is above the target.
    { energy_kwh: 0, energy_max_kwh: 0 },
    { energy_kwh: 500, energy_max_kwh: 500 },
    { min_soc_first_kwh: dice.between(0, 30) },
    { price_limit: odd },
    { min_soc_first_kwh: odd },
    { grid_limit_kw: odd },
    { battery_room_kwh: odd },
    { tier: { threshold_kw: odd, surcharge: 0.5 } },
    { tier: { threshold_kw: 3, surcharge: odd } },
    { taper: [{ from_kwh: odd, power_kw: 2 }] },
    { taper: [{ from_kwh: 3, power_kw: 2 }, { from_kwh: 3, power_kw: odd }] }, // prettier-ignore
    { tz: dice.pick('Mars/Olympus', '', 'Europe/Oslo') },
  )
}

function spoilTime(dice: Dice, { now, deadline }: ProblemObject): Part {
  return dice.pick<Part>(
    { now: oddTime(dice, now) },
    { deadline: oddTime(dice, deadline) },
    { window_start: oddTime(dice, now) },
    { now: deadline, deadline: now },
    { deadline: now },
    { deadline: '2027-06-01T00:00:00Z' },
    { soc_floors: [{ time: deadline, kwh: 9 }], soc_ceilings: [{ time: deadline, kwh: 3 }] },
    { soc_floors: [{ time: oddTime(dice, now), kwh: dice.pick(2, oddNumber(dice)) }] },
    { soc_ceilings: [{ time: oddTime(dice, deadline), kwh: dice.pick(2, oddNumber(dice)) }] },
  )
}

function spoilSlots(dice: Dice, { slots }: ProblemObject): Part {
  if (slots === undefined || slots.length === 0) return dice.pick<Part>({ slots: [] }, {})
  const at = dice.whole(0, slots.length - 1)
  const slot = slots[at] ?? { start: '', end: '' }
  return {
    slots: dice.pick(
      slots.toSpliced(at, dice.whole(1, 3)),
      slots.toSpliced(at, 0, slot),
      slots.toReversed(),
      slots.with(at, { start: slot.end, end: slot.start }),
      slots.with(at, { ...slot, end: slot.start }),
      slots.with(at, { ...slot, end: slots.at(-1)?.end ?? slot.end }),
      slots.with(at, { ...slot, start: oddTime(dice, slot.start) }),
      slots.with(at, { ...slot, end: oddTime(dice, slot.end) }),
      slots.with(at, { ...slot, price: dice.pick(null, oddNumber(dice)) }),
      slots.with(at, { ...slot, base_load_kw: oddNumber(dice) }),
      slots.map((each) => ({ ...each, price: null })),
      slots.map((each) => ({ ...each, price: 0.5 })),
      [],
    ),
  }
}

function spoilSeries(dice: Dice, { series, slots }: ProblemObject): Part {
  if (series === undefined)
    return dice.chance(0.1) && slots !== undefined ? { series: { start: '', step_min: 1, price: [] } } : {}
  const { price } = series
  const at = dice.whole(0, Math.max(0, price.length - 1))
  return {
    series: dice.pick(
      { ...series, start: oddTime(dice, series.start) },
      { ...series, step_min: dice.pick(Number.NaN, Infinity, -1, 0, 7, 60, 1440) },
      {
        ...series,
        price: price.map((each, index) => (index === at ? dice.pick(null, oddNumber(dice)) : each)),
      },
      { ...series, price: price.map(() => null) },
      { ...series, price: [] },
      { ...series, base_load_kw: price.map(() => oddNumber(dice)) },
      { ...series, base_load_kw: [1, 2] },
    ),
  }
}

/** Forced and blocked at once, reversed, empty, outside the window, trips in any order. */
function spoilSpans(dice: Dice, { now, deadline }: ProblemObject): Part {
  const span = { start: oddTime(dice, now), end: dice.pick(oddTime(dice, now), deadline) }
  const trip = { time: oddTime(dice, now), energy_kwh: dice.pick(2, oddNumber(dice)) }
  return dice.pick<Part>(
    { forced_on: [span], blocked: [span] },
    { forced_on: [{ start: deadline, end: now }] },
    { forced_on: [{ start: now, end: deadline }], blocked: [] },
    { blocked: [span, { start: now, end: now }] },
    { blocked: [{ start: now, end: deadline }] },
    { departures: [trip, { ...trip, back: oddTime(dice, deadline), used_kwh: oddNumber(dice) }] },
    { departures: [{ ...trip, back: now }], battery_room_kwh: 3 },
  )
}

function spoilCapacity(dice: Dice): Part {
  const odd = oddNumber(dice)
  const steps = [
    { up_to_kw: 2, cost: 1 },
    { up_to_kw: 5, cost: 3 },
    { up_to_kw: dice.pick(20, Infinity), cost: 9 },
  ]
  const days = { rule: 'three_highest_days', tz: 'Europe/Oslo' } as const
  const measured_days = [{ day: dice.pick('2026-01-22', '2026-01-10', 'today'), peak_kw: dice.pick(4, odd) }]
  return dice.pick<Part>(
    { capacity: { steps } },
    { capacity: { steps: [] } },
    { capacity: { steps: steps.toReversed() } },
    { capacity: { steps: steps.with(1, { up_to_kw: odd, cost: 3 }) } },
    { capacity: { steps: steps.with(1, { up_to_kw: 5, cost: odd }) } },
    { capacity: { steps, measured_peak_kw: odd } },
    { capacity: { steps: steps.slice(0, 1) } },
    { capacity: { steps, rule: days.rule, measured_days }, tz: days.tz },
    { capacity: { steps, rule: days.rule }, tz: dice.pick('', 'Mars/Olympus', 'Europe/Oslo') },
  )
}

function spoilRuns(dice: Dice, { power_mode, slots, series }: ProblemObject): Part {
  const odd = oddNumber(dice)
  const costs = (slots ?? series?.price ?? []).map(() => dice.between(0, 1))
  const runs = dice.pick<Part>(
    { max_starts: dice.pick(0, 1, 1e9, odd) },
    { start_cost: odd },
    { start_cost: dice.pick(costs, costs.slice(1), [], costs.map(() => odd)) }, // prettier-ignore
    { min_run_min: dice.pick(odd, 1e5, 0.001) },
    { contiguous: true, initially_on: true },
    { contiguous: true, granularity: 'any' },
  )
  return power_mode === 'range' ? { ...runs, power_mode: 'onoff' } : runs
}
