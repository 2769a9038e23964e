import { overlap, type Interval } from '../base/interval.ts'
import { localTime, type TimeZone } from '../base/local-time.ts'

const HOUR = 3_600_000

export interface ChartSlot extends Interval {
  /** All that a kWh costs; `null`: unknown. */
  readonly costPerKwh: number | null
  /** The spot price in it, without VAT; `null` or absent: unknown. */
  readonly spotPerKwh?: number | null | undefined
  readonly quality: 'final' | 'estimate'
}

export interface ChartPoint {
  readonly at: Date
  /** State of charge, 0 to 100. */
  readonly soc: number
}

/** What the plan chart is drawn from. */
export interface ChartInput {
  readonly now: Date
  readonly readyBy: Date
  readonly timeZone: TimeZone
  readonly target: number
  readonly slots: readonly ChartSlot[]
  readonly blocks: readonly Interval[]
  readonly expectedCurve: readonly ChartPoint[]
  readonly observedCurve: readonly ChartPoint[]
}

/** A stretch across the chart; both in percent of its width, so that it fits any screen. */
export interface Span {
  readonly x: number
  readonly width: number
}

/** A bar; `y` and `height` in pixels of the plot area. */
export interface Bar extends Span {
  readonly slot: ChartSlot
  readonly y: number
  readonly height: number
}

export interface Tick {
  readonly x: number
  readonly at: Date
  /** Minor ticks are dropped on narrow screens. */
  readonly minor: boolean
}

export interface ChartGeometry {
  readonly window: Interval
  readonly bars: readonly Bar[]
  /** The parts of bars in which charging is planned. */
  readonly planned: readonly Bar[]
  readonly blocks: readonly Span[]
  readonly prices: readonly { readonly y: number; readonly perKwh: number }[]
  readonly zero: number
  readonly hours: readonly Tick[]
  readonly midnights: readonly Tick[]
  readonly now: number
  readonly readyBy: number | null
  readonly targetY: number
  readonly expected: readonly { readonly x: number; readonly y: number }[]
  readonly observed: readonly { readonly x: number; readonly y: number }[]
}

/** Where everything in the chart stands: horizontally in percent, vertically in pixels of a plot `height` high. */
export function chartGeometry(input: ChartInput, height: number): ChartGeometry {
  const window = shownWindow(input)
  const x = (instant: Date): number =>
    round((100 * (+instant - +window.start)) / (+window.end - +window.start))
  const slots = input.slots.flatMap((slot) => {
    const shown = overlap(slot, window)
    return shown ? [{ ...slot, ...shown }] : []
  })
  const scale = priceScale(slots, height)
  const span = (part: Interval): Span => ({ x: x(part.start), width: round(x(part.end) - x(part.start)) })
  const bar = (slot: ChartSlot): Bar => ({ slot, ...span(slot), ...scale.bar(slot.costPerKwh) })
  const socY = (soc: number): number => round(height * (1 - soc / 100))
  const point = ({ at, soc }: ChartPoint): { x: number; y: number } => ({ x: x(at), y: socY(soc) })
  const blocks = input.blocks.flatMap((block) => overlap(block, window) ?? [])
  return {
    window,
    bars: slots.map(bar),
    planned: blocks.flatMap((block) => chosenParts(slots, block).map(bar)),
    blocks: blocks.map(span),
    prices: scale.ticks,
    zero: scale.zero,
    ...timeTicks(window, input.timeZone, x),
    now: x(input.now),
    readyBy: input.readyBy <= window.end && input.readyBy >= window.start ? x(input.readyBy) : null,
    targetY: socY(input.target),
    expected: shownPart(input.expectedCurve, window).map(point),
    observed: shownPart(input.observedCurve, window).map(point),
  }
}

/** A week and the day it begins on: no departure is further away, but for one after a pause. */
const FURTHEST_HOURS = 8 * 24

/**
 * From six hours back at most to two hours past ready-by at most, on whole hours: the night, and no more than that. A ready-by time
 * beyond every departure, as after a long pause, is left outside: hours of which nothing is known would be all there is to see.
 */
function shownWindow(input: ChartInput): Interval {
  const known = [...input.slots, ...input.blocks]
  const starts = [...known.map((part) => part.start), ...input.observedCurve.map((point) => point.at)]
  const ends = [...known.map((part) => part.end), ...input.expectedCurve.map((point) => point.at)]
  const first = Math.max(Math.min(+input.now, ...starts.map(Number)), +input.now - 6 * HOUR)
  const isNear = +input.readyBy <= +input.now + FURTHEST_HOURS * HOUR
  const readyBy = isNear ? +input.readyBy : +input.now
  const goal = Math.max(readyBy, +input.now + HOUR, ...input.blocks.map((block) => +block.end))
  const last = Math.max(Math.min(Math.max(...ends.map(Number), goal), goal + 2 * HOUR), goal)
  return { start: new Date(Math.floor(first / HOUR) * HOUR), end: new Date(Math.ceil(last / HOUR) * HOUR) }
}

/** A curve cut off at the edges of the window, with a point on each edge it crosses. */
function shownPart(curve: readonly ChartPoint[], window: Interval): ChartPoint[] {
  const inside = curve.filter(({ at }) => window.start <= at && at <= window.end)
  const edges = [window.start, window.end].flatMap((at) => {
    const next = curve.findIndex((point) => point.at > at)
    const [before, after] = [curve[next - 1], curve[next]]
    if (before === undefined || after === undefined || +before.at === +at) return []
    return [
      { at, soc: before.soc + ((+at - +before.at) / (+after.at - +before.at)) * (after.soc - before.soc) },
    ]
  })
  return [...edges, ...inside].toSorted((a, b) => +a.at - +b.at)
}

function chosenParts(slots: readonly ChartSlot[], block: Interval): ChartSlot[] {
  return slots.flatMap((slot) => {
    const shared = overlap(slot, block)
    return shared && slot.costPerKwh !== null ? [{ ...slot, ...shared }] : []
  })
}

/** Height in pixels of the stub that stands for a price nobody knows. */
const UNKNOWN_STUB = 6

interface PriceScale {
  readonly zero: number
  readonly ticks: readonly { readonly y: number; readonly perKwh: number }[]
  readonly bar: (perKwh: number | null) => { readonly y: number; readonly height: number }
}

function priceScale(slots: readonly ChartSlot[], height: number): PriceScale {
  const costs = slots.flatMap((slot) => slot.costPerKwh ?? [])
  const step = niceStep(Math.max(0, ...costs) - Math.min(0, ...costs))
  const bottom = Math.floor(Math.min(0, ...costs) / step) * step
  // Something has to be above zero when every price is zero.
  const top = Math.max(Math.ceil(Math.max(0, ...costs) / step), bottom < 0 ? 0 : 1) * step
  const y = (perKwh: number): number => round((height * (top - perKwh)) / (top - bottom))
  const steps = costs.length === 0 ? 0 : Math.round((top - bottom) / step) + 1
  return {
    zero: y(0),
    ticks: Array.from({ length: steps }, (_, i) => ({
      y: y(bottom + i * step),
      perKwh: bottom + i * step,
    })),
    bar: (perKwh) => {
      if (perKwh === null) return { y: y(0) - UNKNOWN_STUB, height: UNKNOWN_STUB }
      // A price of nearly nothing still shows as a line, so that the slot is seen to have one.
      const length = Math.max(1.5, Math.abs(y(perKwh) - y(0)))
      return { y: perKwh < 0 ? y(0) : round(y(0) - length), height: round(length) }
    },
  }
}

/** The least of 1, 2, 5 × 10ⁿ that divides the range into at most five steps; a tenth of an øre at least. */
function niceStep(range: number): number {
  if (range <= 0) return 1
  const rough = Math.max(range / 5, 0.001)
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough - 1e-12) ?? 10
  return factor * power
}

function timeTicks(
  window: Interval,
  zone: TimeZone,
  x: (instant: Date) => number,
): Pick<ChartGeometry, 'hours' | 'midnights'> {
  const hours = Math.round((+window.end - +window.start) / HOUR)
  const [every, minorEvery] = hours <= 9 ? [1, 1] : hours <= 20 ? [3, 1] : hours <= 30 ? [6, 3] : [12, 6]
  const ticks = Array.from({ length: hours + 1 }, (_, i) => new Date(+window.start + i * HOUR)).flatMap(
    (at) => {
      const hour = Number(localTime(at, zone).slice(0, 2))
      return hour % minorEvery === 0 ? [{ at, x: x(at), minor: hour % every !== 0 }] : []
    },
  )
  return { hours: ticks, midnights: ticks.filter(({ at }) => localTime(at, zone) === '00:00') }
}

function round(value: number): number {
  // Adding zero turns a negative zero into a plain one.
  return Math.round(value * 1000) / 1000 + 0
}
