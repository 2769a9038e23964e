import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chartGeometry, type ChartGeometry, type ChartInput } from '../../src/pages/chart-geometry.ts'
import { examplePlan, exampleSlots } from './example-views.ts'

const HEIGHT = 200

/** Every number in the geometry, so that none can hide. */
function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  if (value instanceof Date) return [value.getTime()]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(numbers)
}

function expectSound(chart: ChartGeometry): void {
  expect(numbers(chart).filter((number) => !Number.isFinite(number))).toEqual([])
  const spans = [...chart.bars, ...chart.planned, ...chart.blocks]
  for (const { x, width } of spans) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(width).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(100.01)
  }
  for (const { y, height } of [...chart.bars, ...chart.planned]) {
    expect(y).toBeGreaterThanOrEqual(-UNKNOWN_AT_TOP)
    expect(y + height).toBeLessThanOrEqual(HEIGHT + 2)
  }
  for (const { x } of [...chart.expected, ...chart.observed]) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x).toBeLessThanOrEqual(100)
  }
  expect(chart.now).toBeGreaterThanOrEqual(0)
  expect(chart.now).toBeLessThanOrEqual(100)
}

/** With nothing but negative prices zero is the top edge, and a stub for an unknown price stands just over it. */
const UNKNOWN_AT_TOP = 6

describe('the chart of an ordinary night', () => {
  const chart = chartGeometry(examplePlan(), HEIGHT)

  test('has one bar for each slot it shows', () => {
    expect(chart.bars).toHaveLength(exampleSlots().filter((slot) => slot.start < chart.window.end).length)
    expect(chart.bars.length).toBeGreaterThan(15)
  })

  test('highlights every slot in which charging is planned, and no more', () => {
    expect(chart.planned).toHaveLength(4)
    expect(chart.blocks).toHaveLength(2)
  })

  test('shows now, ready-by and the target inside the frame', () => {
    expectSound(chart)
    expect(chart.readyBy).toBeGreaterThan(chart.now)
    expect(chart.targetY).toBe(40)
  })

  test('has round prices at the grid lines', () => {
    expect(chart.prices.map(({ perKwh }) => perKwh)).toEqual([0, 5, 10, 15])
  })

  test('marks midnight by the local clock', () => {
    expect(chart.midnights.map(({ at }) => at.toISOString())).toEqual(['2024-12-12T23:00:00.000Z'])
  })
})

describe('the chart', () => {
  test('shows six hours back at most, and cuts the measured curve there', () => {
    const observedCurve = [
      { at: new Date('2024-12-11T20:15:00Z'), soc: 40 },
      { at: new Date('2024-12-12T20:15:00Z'), soc: 60 },
    ]
    const chart = chartGeometry(examplePlan({ observedCurve }), HEIGHT)
    expect(chart.window.start.toISOString()).toBe('2024-12-12T14:00:00.000Z')
    expect(chart.observed[0]?.x).toBe(0)
    expect(chart.observed[0]?.y).toBeCloseTo(HEIGHT * (1 - 0.5479), 1)
  })

  test('hangs negative prices below zero', () => {
    const slots = exampleSlots().map((slot) => ({ ...slot, costPerKwh: -0.2 }))
    const chart = chartGeometry(examplePlan({ slots }), HEIGHT)
    expect(chart.zero).toBe(0)
    expect(chart.bars.every((bar) => bar.y === 0 && bar.height > 0)).toBe(true)
    expectSound(chart)
  })

  test('shows a bar for a slot whose price nobody knows', () => {
    const slots = exampleSlots().map((slot) => ({ ...slot, costPerKwh: null }))
    const chart = chartGeometry(examplePlan({ slots }), HEIGHT)
    expect(chart.bars).toHaveLength(18)
    expect(chart.planned).toEqual([])
    expect(chart.blocks).toHaveLength(2)
    expectSound(chart)
  })

  test.each([
    ['a year away', '2025-12-13T06:00:00Z'],
    ['at the end of the calendar', '9999-12-31T22:59:59Z'],
  ])('does not reach for a ready-by time %s', (_, readyBy) => {
    const ordinary = chartGeometry(examplePlan(), HEIGHT)
    const far = chartGeometry({ ...examplePlan(), readyBy: new Date(readyBy) }, HEIGHT)
    expectSound(far)
    expect(far.readyBy).toBeNull()
    expect(far.hours.length).toBeLessThanOrEqual(ordinary.hours.length + 12)
  })

  test('stands without prices, plan or readings', () => {
    const empty = { slots: [], blocks: [], expectedCurve: [], observedCurve: [] }
    const chart = chartGeometry(examplePlan(empty), HEIGHT)
    expect(chart.bars).toEqual([])
    expect(chart.readyBy).not.toBeNull()
    expectSound(chart)
  })

  test('keeps every hour of a clock-change night', () => {
    const start = Date.parse('2025-03-29T17:00:00Z')
    const slots = Array.from({ length: 56 }, (_, i) => ({
      start: new Date(start + i * 900_000),
      end: new Date(start + (i + 1) * 900_000),
      costPerKwh: 0.5,
      quality: 'final' as const,
    }))
    const chart = chartGeometry(
      {
        ...examplePlan({ slots, blocks: [] }),
        now: new Date(start),
        readyBy: new Date('2025-03-30T05:00:00Z'),
      },
      HEIGHT,
    )
    expect(chart.bars).toHaveLength(56)
    expect(new Set(chart.hours.map(({ x }) => x)).size).toBe(chart.hours.length)
    expectSound(chart)
  })

  test('stays inside its frame whatever it is given', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        expectSound(chartGeometry(input, HEIGHT))
      }),
      { numRuns: 300 },
    )
  })
})

const minute = fc.integer({ min: -3000, max: 3000 })
const base = Date.parse('2025-10-26T00:00:00Z')
const instant = (minutes: number): Date => new Date(base + minutes * 60_000)
const interval = fc
  .tuple(minute, fc.integer({ min: 1, max: 600 }))
  .map(([start, length]) => ({ start: instant(start), end: instant(start + length) }))
const curve = fc
  .array(fc.record({ at: minute.map(instant), soc: fc.integer({ min: 0, max: 100 }) }), { maxLength: 6 })
  .map((points) => points.toSorted((a, b) => +a.at - +b.at))
const anyInput: fc.Arbitrary<ChartInput> = fc.record({
  now: minute.map(instant),
  readyBy: minute.map(instant),
  timeZone: fc.constantFrom('Europe/Oslo', 'UTC', 'Asia/Kolkata'),
  target: fc.integer({ min: 1, max: 100 }),
  slots: fc.array(
    fc
      .tuple(
        interval,
        fc.option(fc.double({ min: -5, max: 20, noNaN: true })),
        fc.constantFrom('final' as const, 'estimate' as const),
      )
      .map(([slot, costPerKwh, quality]) => ({ ...slot, costPerKwh, quality })),
    { maxLength: 8 },
  ),
  blocks: fc.array(interval, { maxLength: 3 }),
  expectedCurve: curve,
  observedCurve: curve,
})
