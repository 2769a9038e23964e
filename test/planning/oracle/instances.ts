import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { diceOf, type Dice } from './dice.ts'
import { statementOf, sum } from './statement.ts'

export type ProblemClass = 'a' | 'b' | 'c' | 'd' | 'e'

type Capacity = NonNullable<ProblemObject['capacity']>

const QUARTER_MS = 900_000
const EVENING = new Date('2026-01-22T14:00:00Z').getTime()

/** A realistic request of one class of the statement. Same class, seed and length: same request. Always feasible. */
export function instanceOf(kind: ProblemClass, seed: number, slots: 96 | 144 | 192 = 96): ProblemObject {
  const dice = diceOf(`${kind} ${String(seed)} ${String(slots)}`)
  const first = EVENING + dice.whole(0, 40) * QUARTER_MS
  const powers = powersOf(dice)
  const hasPeaks = kind === 'd' || kind === 'e'
  const prices = priceCurve(dice, slots)
  const base = hasPeaks || dice.chance(0.2) ? baseLoads(dice, slots) : undefined
  const lateMs = dice.chance(0.25) ? dice.whole(1, 14) * 60_000 : 0
  const draft: ProblemObject = {
    now: iso(first + dice.whole(0, slots / 12) * QUARTER_MS + lateMs),
    deadline: iso(first + (slots - dice.whole(0, slots / 6)) * QUARTER_MS),
    tz: 'Europe/Oslo',
    price_unit: 'NOK/kWh',
    ...slotsOrSeries(dice, { first, prices, base }),
    ...(kind === 'a' || kind === 'd'
      ? { power_mode: 'range', max_power_kw: powers.max_power_kw }
      : { power_mode: 'semi', ...powers }),
    efficiency: dice.between(0.85, 1, 2),
    energy_kwh: 0,
    granularity: 'slot',
    ...(hasPeaks ? peakOptions(dice, base, powers) : {}),
    ...startOptions(dice, kind),
  }
  return withEnergy(dice, kind, draft)
}

interface Powers {
  readonly max_power_kw: number
  readonly min_power_kw: number
}

function powersOf(dice: Dice): Powers {
  const max = dice.pick(3.68, 7.4, 11, 22)
  const min = dice.pick(1.38, 1.38, max > 4 ? 2.3 : 1.84, max > 7 ? 4.14 : 1.38)
  return { max_power_kw: max, min_power_kw: min }
}

function peakOptions(
  dice: Dice,
  base: readonly number[] | undefined,
  powers: Powers,
): Partial<ProblemObject> {
  const capacity = norwegianSteps(dice)
  return dice.chance(0.5) ? { capacity, grid_limit_kw: gridLimit(dice, base, powers) } : { capacity }
}

function startOptions(dice: Dice, kind: ProblemClass): Partial<ProblemObject> {
  const hasStarts = kind === 'b' || kind === 'e'
  const hasRuns = kind === 'c' || kind === 'e'
  return {
    ...(hasStarts ? { start_cost: dice.between(0.01, 0.5) } : {}),
    ...(hasStarts && dice.chance(0.3) ? { initially_on: true } : {}),
    ...(hasRuns ? { min_run_min: dice.pick(30, 45, 60, 90, 120) } : {}),
    ...(kind === 'e' && dice.chance(0.5)
      ? { tier: { threshold_kw: dice.between(3, 12, 1), surcharge: dice.between(0.05, 0.6, 2) } }
      : {}),
  }
}

/** Energy that fits, with room to choose. */
function withEnergy(dice: Dice, kind: ProblemClass, draft: ProblemObject): ProblemObject {
  const { cells, efficiency } = statementOf(draft)
  const room = efficiency * sum(cells.map(({ power, hours }) => power * hours))
  const shortestRun = (efficiency * (draft.min_power_kw ?? 0) * (draft.min_run_min ?? 0)) / 60
  const wanted = Math.max(dice.between(5, 60, 1), 1.2 * shortestRun)
  const energy_kwh = Number(Math.min(wanted, 0.6 * room).toFixed(3))
  const hasNegative = cells.some(({ price }) => price < 0)
  return {
    ...draft,
    energy_kwh,
    ...(hasNegative && dice.chance(0.6) ? { energy_max_kwh: energy_kwh + dice.between(1, 15, 1) } : {}),
    ...(kind === 'e' && dice.chance(0.4) ? { min_soc_first_kwh: dice.between(0.5, energy_kwh / 2, 2) } : {}),
  }
}

/** A morning and an evening peak with noise; often one price per hour, sometimes a stretch below zero. */
export function priceCurve(dice: Dice, slots: number): number[] {
  const [level, swing, noise] = [dice.between(0.3, 1.5), dice.between(0.05, 0.8), dice.between(0, 0.15)]
  const hourly = dice.chance(0.4)
  const negative = dice.chance(0.25)
    ? { from: dice.whole(0, slots - 1), length: dice.whole(4, 20) }
    : undefined
  const prices: number[] = []
  for (let slot = 0; slot < slots; slot++) {
    const hour = slot / 4
    const shape = Math.sin(((hour - 8) * Math.PI) / 6) + 0.5 * Math.cos((hour * Math.PI) / 12)
    const isNegative =
      negative !== undefined && slot >= negative.from && slot < negative.from + negative.length
    const price = isNegative
      ? dice.between(-0.4, 0, 5)
      : level + swing * shape + dice.between(-noise, noise, 5)
    const repeated = hourly && slot % 4 !== 0 ? prices[slot - 1] : undefined
    prices.push(Number((repeated ?? price).toFixed(5)))
  }
  return prices
}

export function baseLoads(dice: Dice, slots: number): number[] {
  const [least, most] = [dice.between(0.3, 1), dice.between(1.2, 4)]
  return Array.from({ length: slots }, (_, slot) => {
    const shape = (1 + Math.cos(((slot / 4 - 4) * Math.PI) / 12)) / 2
    return Number((least + (most - least) * shape * dice.between(0.6, 1)).toFixed(3))
  })
}

/** Always leaves the least power, so that no slot of the request drops out. */
export function gridLimit(
  dice: Dice,
  base: readonly number[] | undefined,
  { max_power_kw, min_power_kw }: Powers,
): number {
  return Math.max(0, ...(base ?? [])) + min_power_kw + dice.between(0.2, max_power_kw, 1)
}

/** Steps as in Norwegian tariffs; costs from those of one evening to those of a month. */
export function norwegianSteps(dice: Dice): Capacity {
  const share = dice.pick(0.02, 0.1, 0.3, 1)
  const costs = [135, 170, 290, 600, 770, 940]
  return {
    measured_peak_kw: dice.chance(0.8) ? dice.between(0, 9, 2) : 0,
    steps: [2, 5, 10, 15, 20, 25].map((up_to_kw, step) => ({
      up_to_kw,
      cost: Number(((costs[step] ?? 0) * share).toFixed(2)),
    })),
  }
}

interface Curve {
  readonly first: number
  readonly prices: readonly (number | null)[]
  readonly base: readonly number[] | undefined
  readonly stepMin?: number
}

/** Both forms say the same. */
export function slotsOrSeries(
  dice: Dice,
  { first, prices, base, stepMin = 15 }: Curve,
): Partial<ProblemObject> {
  const loads = base === undefined ? {} : { base_load_kw: [...base] }
  if (dice.chance(0.5)) {
    return { series: { start: iso(first), step_min: stepMin, price: [...prices], ...loads } }
  }
  const step = stepMin * 60_000
  const slots = prices.map((price, slot) => ({
    start: iso(first + slot * step),
    end: iso(first + (slot + 1) * step),
    price,
    ...(base === undefined ? {} : { base_load_kw: base[slot] ?? 0 }),
  }))
  return { slots }
}

export function iso(time: number): string {
  return new Date(time).toISOString()
}
