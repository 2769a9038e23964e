import type { ProblemObject } from '../src/planning/problem-object/schemas.ts'
import type { Chart, DrawnSlot } from './planner-pictures/chart.ts'
import { counterexamples } from './planner-pictures/counterexamples.ts'
import {
  drawnBlocks,
  hourLabel,
  money,
  planned,
  problemOn,
  shippedSlots,
  socAlong,
  stacked,
} from './planner-pictures/nights.ts'
import { valueFunctions } from './planner-pictures/value.ts'

/** Folder of the pictures. */
export const PICTURES_FOLDER = 'docs/images'

/** Pictures of `docs/explanation/planner.md` by file name: shipped prices, and what the planner answers. */
export function plannerPictures(): ReadonlyMap<string, string> {
  return new Map([
    ['planner-shortcuts.svg', counterexamples()],
    ['planner-starts.svg', starts()],
    ['planner-value.svg', value()],
    ['planner-capacity.svg', capacity()],
    ['planner-minimum.svg', minimumFirst()],
    ['planner-taper.svg', taper()],
  ])
}

type Rest = Omit<ProblemObject, 'now' | 'deadline' | 'slots' | 'series'>

function chartOf(
  title: (cost: number) => string,
  slots: readonly DrawnSlot[],
  problem: ProblemObject,
): Chart {
  const answer = planned(problem)
  const fullPower = problem.max_power_kw
  return { title: title(answer.cost), slots, blocks: drawnBlocks(answer), fullPower, label: hourLabel }
}

/** At work on 12 December 2024 in NO2: the valley of prices has a ridge in it. */
function starts(): string {
  const slots = workday()
  const rest: Rest = { max_power_kw: 11, power_mode: 'onoff', energy_kwh: 38.5, granularity: 'any' }
  const free = problemOn(slots, rest)
  const chart = (name: string, limits: Partial<Rest>): Chart =>
    chartOf((cost) => `${name}: ${money(cost)}`, slots, { ...free, ...limits })
  return stacked('NO2, 12 December 2024, 08 to 16: limits on starts and on runs', [
    chart('Any number of starts', {}),
    chart('At most one start', { max_starts: 1 }),
    chart('Any number of starts, every run at least 90 minutes', { min_run_min: 90 }),
  ])
}

function workday(): DrawnSlot[] {
  return shippedSlots('NO2', '2024-12-12T07:00:00Z', '2024-12-12T15:00:00Z')
}

function value(): string {
  const slots = workday()
  const rest: Rest = {
    max_power_kw: 11,
    min_power_kw: 4.2,
    power_mode: 'semi',
    energy_kwh: 38.5,
    start_cost: 2,
  }
  return valueFunctions(problemOn(slots, rest), 5, 'NO2, 12 December 2024: value functions at 13:00')
}

/** Hourly means of a night in NO4, and a charge on the three highest days. The charge is made up, the prices are not. */
function capacity(): string {
  const slots = shippedSlots('NO4', '2025-01-22T21:00:00Z', '2025-01-23T06:00:00Z')
  const rest: Rest = { max_power_kw: 11, min_power_kw: 1.4, power_mode: 'semi', energy_kwh: 36 }
  const charge: NonNullable<Rest['capacity']> = {
    rule: 'three_highest_days',
    steps: [
      { up_to_kw: 2, cost: 150 },
      { up_to_kw: 5, cost: 250 },
      { up_to_kw: 10, cost: 400 },
      { up_to_kw: 15, cost: 600 },
    ],
    measured_days: ['2025-01-08', '2025-01-14', '2025-01-20'].map((day, index) => ({
      day,
      peak_kw: 9.4 + index / 5,
    })),
  }
  const base = (): number => 1.5
  // 3 · 10 kW less the two highest days so far, less the base load.
  const limit = 3 * 10 - 9.8 - 9.6 - base()
  const free = problemOn(slots, rest, base)
  const priced = planned({ ...free, tz: 'Europe/Oslo', capacity: charge })
  const blocks = drawnBlocks(priced)
  return stacked('NO4, night to 23 January 2025: a capacity step avoided', [
    {
      ...chartOf((cost) => `Energy alone: ${money(cost)}, and the month moves up a step`, slots, free),
      limit,
    },
    {
      title: `With the charge: ${money(priced.cost)}, and the month stays on its step (red: what it leaves the car in an hour)`,
      slots,
      blocks,
      fullPower: 11,
      limit,
      label: hourLabel,
    },
  ])
}

function minimumFirst(): string {
  const slots = shippedSlots('NO4', '2025-01-22T16:00:00Z', '2025-01-23T06:00:00Z')
  const chart = chargingFrom(12, 0.58, slots)
  return stacked('NO4, 22 to 23 January 2025: the minimum comes first', [
    chart('No minimum', {}),
    chart('First 30 %, at once', { min_soc_first_kwh: 0.18 * CAPACITY }),
  ])
}

function taper(): string {
  const slots = shippedSlots('NO2', '2024-12-12T22:00:00Z', '2024-12-13T08:00:00Z')
  const chart = chargingFrom(50, 0.5, slots)
  const steps = [
    { from_kwh: 0.3 * CAPACITY, power_kw: 5.5 },
    { from_kwh: 0.42 * CAPACITY, power_kw: 2.8 },
  ]
  return stacked('NO2, night to 13 December 2024: power falls with the state of charge', [
    chart('Full power throughout', {}),
    chart('11 kW to 80 %, 5.5 kW to 92 %, then 2.8 kW', { taper: steps }),
  ])
}

/** Of the car drawn, kWh. */
const CAPACITY = 64
const EFFICIENCY = 0.9

/** Charts of one car that is at `soc` and wants so much of its battery more, under different limits. */
function chargingFrom(
  soc: number,
  share: number,
  slots: ReturnType<typeof shippedSlots>,
): (name: string, limits: Partial<Rest>) => Chart {
  const rest: Rest = {
    max_power_kw: 11,
    power_mode: 'onoff',
    granularity: 'any',
    efficiency: EFFICIENCY,
    energy_kwh: share * CAPACITY,
  }
  return (name, limits) => {
    const problem = problemOn(slots, { ...rest, ...limits })
    const drawn = chartOf((cost) => `${name}: ${money(cost)}`, slots, problem)
    return {
      ...drawn,
      soc: socAlong(slots, drawn.blocks, { soc, capacity: CAPACITY, efficiency: EFFICIENCY }),
    }
  }
}
