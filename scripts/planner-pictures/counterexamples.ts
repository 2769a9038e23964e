import { answerProblem } from '../../src/planning/problem-object/answer.ts'
import type { ProblemObject } from '../../src/planning/problem-object/schemas.ts'
import { type DrawnBlock, type DrawnSlot, drawChart, n, picture, text } from './chart.ts'
import { drawnBlocks, problemOn } from './nights.ts'

/** A case in which a tempting shortcut is dearer, or breaks a rule. */
interface Counterexample {
  readonly title: string
  readonly rule: string
  readonly minutes: number
  readonly prices: readonly number[]
  readonly rest: Omit<ProblemObject, 'now' | 'deadline' | 'slots' | 'series'>
  readonly base?: number
  /** What the shortcut charges: from, until (in slots) and kW. */
  readonly shortcut: readonly (readonly [number, number, number])[]
  /** What the shortcut pays beside energy. */
  readonly extra: number
  readonly optimum: number
}

const CASES: readonly Counterexample[] = [
  {
    title: 'Pad the cheapest slot to the least run',
    rule: '2 kWh, runs of at least 30 min',
    minutes: 15,
    prices: [9, 1, 9, 9, 4, 4, 9, 9],
    rest: { max_power_kw: 4, power_mode: 'onoff', energy_kwh: 2, min_run_min: 30 },
    shortcut: [[1, 3, 4]],
    extra: 0,
    optimum: 8,
  },
  {
    title: 'Cheapest slots, then cut or merge runs',
    rule: '4 kWh, 1 to 4 kW, a start costs 3',
    minutes: 15,
    prices: [5, 5, 9, 5, 5, 6, 6, 6],
    rest: { max_power_kw: 4, min_power_kw: 1, power_mode: 'semi', energy_kwh: 4, start_cost: 3 },
    shortcut: [
      [0, 2, 4],
      [3, 5, 4],
    ],
    extra: 6,
    optimum: 24,
  },
  {
    title: 'One block, begun on the hour',
    rule: '1.5 kWh at 1 kW, one block',
    minutes: 60,
    prices: [8, 2, 10],
    rest: { max_power_kw: 1, power_mode: 'onoff', energy_kwh: 1.5, contiguous: true, granularity: 'any' },
    shortcut: [[1, 2.5, 1]],
    extra: 0,
    optimum: 6,
  },
  {
    title: 'Lowest capacity step that will do',
    rule: '8 kWh, base load 1 kW; up to 2 kW: 0, 5 kW: 10, 10 kW: 12',
    minutes: 60,
    prices: [1, 2, 9, 9],
    base: 1,
    rest: {
      max_power_kw: 8,
      power_mode: 'range',
      energy_kwh: 8,
      capacity: {
        steps: [
          { up_to_kw: 2, cost: 0 },
          { up_to_kw: 5, cost: 10 },
          { up_to_kw: 10, cost: 12 },
        ],
      },
    },
    shortcut: [[0, 2, 4]],
    extra: 10,
    optimum: 20,
  },
  {
    title: 'Departures one after the other',
    rule: '1 kWh by the end of slot 3, 3 kWh in all',
    minutes: 60,
    prices: [1, 1, 1, 9, 9],
    rest: {
      max_power_kw: 1,
      power_mode: 'range',
      energy_kwh: 3,
      soc_floors: [{ time: '2025-01-22T03:00:00Z', kwh: 1 }],
    },
    shortcut: [
      [0, 1, 1],
      [3, 5, 1],
    ],
    extra: 0,
    optimum: 3,
  },
  {
    title: 'Round a rest up to the least power',
    rule: '2.5 kWh, 4 to 8 kW while on',
    minutes: 15,
    prices: [10, 20, 30, 30],
    rest: { max_power_kw: 8, min_power_kw: 4, power_mode: 'semi', energy_kwh: 2.5 },
    shortcut: [
      [0, 1, 8],
      [1, 2, 4],
    ],
    extra: 0,
    optimum: 35,
  },
]

const START = Date.parse('2025-01-22T00:00:00Z')
const COLUMN = 380
const ROW = 150

/** Every counterexample: what the shortcut does beside what the planner does. */
export function counterexamples(): string {
  const body = CASES.map((each, index) =>
    drawCase(each, 16 + (index % 2) * COLUMN, 14 + Math.floor(index / 2) * ROW),
  )
  return picture(2 * COLUMN, 8 + Math.ceil(CASES.length / 2) * ROW, 'Shortcuts that are not exact', body)
}

function drawCase(each: Counterexample, left: number, top: number): string {
  const step = each.minutes * 60_000
  const slots = each.prices.map((price, t): DrawnSlot => ({
    start: START + t * step,
    end: START + (t + 1) * step,
    price,
  }))
  const answer = answerProblem(problemOn(slots, each.rest, () => each.base ?? 0))
  if (Math.abs(answer.cost - each.optimum) > 1e-9) throw new Error(`${each.title}: ${String(answer.cost)}`)
  const shortcut = each.shortcut.map(([from, until, power]): DrawnBlock => {
    return { start: START + from * step, end: START + until * step, power }
  })
  const cost = costOf(slots, shortcut) + each.extra
  const charged = shortcut.reduce(
    (sum, { start, end, power }) => sum + (power * (end - start)) / 3_600_000,
    0,
  )
  const tooMuch = charged > each.rest.energy_kwh + 1e-9 ? `, ${n(charged)} kWh` : ''
  const shared = { slots, fullPower: each.rest.max_power_kw, label: ({ price }: DrawnSlot) => n(price) }
  const frame = { top: top + 34, width: 160, bars: 40 }
  return [
    text(left, top + 8, each.title, 'head'),
    text(left, top + 23, each.rule),
    drawChart({ ...shared, title: `shortcut: ${n(cost)}${tooMuch}`, blocks: shortcut }, { ...frame, left }),
    drawChart(
      { ...shared, title: `planner: ${n(answer.cost)}`, blocks: drawnBlocks(answer) },
      { ...frame, left: left + 182 },
    ),
  ].join('\n')
}

function costOf(slots: readonly DrawnSlot[], blocks: readonly DrawnBlock[]): number {
  return blocks.reduce((sum, block) => {
    return slots.reduce((cost, { start, end, price }) => {
      const length = Math.min(end, block.end) - Math.max(start, block.start)
      return cost + (Math.max(0, length) / 3_600_000) * block.power * price
    }, sum)
  }, 0)
}
