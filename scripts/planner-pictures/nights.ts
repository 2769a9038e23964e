import { join } from 'node:path'
import { localTime } from '../../src/base/local-time.ts'
import { readShippedDays } from '../../src/prices/shipped-days.ts'
import { answerProblem } from '../../src/planning/problem-object/answer.ts'
import type { AnswerObject, ProblemObject } from '../../src/planning/problem-object/schemas.ts'
import { type Chart, type DrawnBlock, type DrawnSlot, chartHeight, drawChart, picture } from './chart.ts'

const HOUR_MS = 3_600_000
const WIDTH = 760
const FRAME = { left: 20, width: WIDTH - 40, bars: 84 }
const days = readShippedDays(join(import.meta.dirname, '../../data/prices'))

/** Slots of the shipped days between two instants, NOK/kWh without VAT. */
export function shippedSlots(zone: string, from: string, until: string): DrawnSlot[] {
  const [begin, end] = [Date.parse(from), Date.parse(until)]
  return days
    .filter((day) => day.zone === zone)
    .flatMap(({ slots }) => slots)
    .map(({ startUtc, perKwh }) => ({
      start: startUtc.getTime(),
      end: startUtc.getTime() + HOUR_MS,
      price: perKwh,
    }))
    .filter((slot) => slot.start >= begin && slot.end <= end)
}

/** A problem object on such slots. */
export function problemOn(
  slots: readonly DrawnSlot[],
  rest: Omit<ProblemObject, 'now' | 'deadline' | 'slots' | 'series'>,
  base: (start: number) => number = () => 0,
): ProblemObject {
  const [first, last] = [slots[0]?.start ?? 0, slots.at(-1)?.end ?? 0]
  return {
    now: iso(first),
    deadline: iso(last),
    slots: slots.map(({ start, end, price }) => ({
      start: iso(start),
      end: iso(end),
      price,
      base_load_kw: base(start),
    })),
    ...rest,
  }
}

/** Blocks of an answer, as drawn. */
export function drawnBlocks({ plan }: AnswerObject): DrawnBlock[] {
  return plan.map(({ start, end, power_kw: power }) => ({
    start: Date.parse(start),
    end: Date.parse(end),
    power,
  }))
}

/** Local hour below every slot that begins one. */
export function hourLabel({ start }: DrawnSlot): string {
  return localTime(new Date(start), 'Europe/Oslo').slice(0, 2)
}

/** Expected state of charge along blocks. */
export function socAlong(
  slots: readonly DrawnSlot[],
  blocks: readonly DrawnBlock[],
  car: { readonly soc: number; readonly capacity: number; readonly efficiency: number },
): { at: number; soc: number }[] {
  const points = [{ at: slots[0]?.start ?? 0, soc: car.soc }]
  let { soc } = car
  for (const { start, end, power } of blocks) {
    points.push({ at: start, soc })
    soc += (((power * (end - start)) / HOUR_MS) * car.efficiency * 100) / car.capacity
    points.push({ at: end, soc })
  }
  return [...points, { at: slots.at(-1)?.end ?? 0, soc }]
}

/** Charts below one another. */
export function stacked(title: string, charts: readonly Chart[]): string {
  const height = chartHeight({ ...FRAME, top: 0 })
  const body = charts.map((chart, row) => drawChart(chart, { ...FRAME, top: 14 + row * (height + 10) }))
  return picture(WIDTH, 14 + charts.length * (height + 10), title, body)
}

/** The planner's answer, or an error that tells what is wrong with a picture. */
export function planned(problem: ProblemObject): AnswerObject {
  const answer = answerProblem(problem)
  if (answer.status !== 'ok' || answer.gap !== 0)
    throw new Error(`A picture shows ${answer.status}, gap ${String(answer.gap)}`)
  return answer
}

export function money(cost: number): string {
  return `NOK ${cost.toFixed(2)}`
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}
