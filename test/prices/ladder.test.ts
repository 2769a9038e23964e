import { addHours } from 'date-fns'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../src/base/local-time.ts'
import { withEstimates } from '../../src/prices/estimates.ts'
import { slotsInDay, STEPS } from '../../src/prices/port.ts'
import { averagePerHour } from '../../src/prices/price-curve.ts'
import { bestSlots, RUNGS, type CurveSlot } from '../../src/prices/price-day.ts'
import { storedDay } from './support/stored-day.ts'

const START = startOfLocalDay('2024-12-12', MARKET_TIME_ZONE)
const HALF = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? hour : null))

function drawn(slots: readonly CurveSlot[]): string {
  return slots.map(({ rung }) => rung.slice(0, 1)).join('')
}

function expectContiguous(slots: readonly CurveSlot[]): void {
  for (const [index, slot] of slots.slice(1).entries()) expect(slot.start).toEqual(slots[index]?.end)
}

describe('a delivery day', () => {
  test.each([
    ['2025-03-30', 60, 23],
    ['2025-03-30', 15, 92],
    ['2025-10-26', 60, 25],
    ['2025-10-26', 15, 100],
    ['2025-10-01', 15, 96],
    ['2025-10-01', 30, 48],
  ] as const)(
    '%s has slots of %i minutes from midnight to midnight in Oslo: %i',
    (day, stepMinutes, count) => {
      const slots = bestSlots([storedDay({ day, stepMinutes })])
      expect(slots).toHaveLength(count)
      expect(slots[0]?.start).toEqual(startOfLocalDay(day, MARKET_TIME_ZONE))
      expect(slots.at(-1)?.end).toEqual(
        nextLocalDay(startOfLocalDay(day, MARKET_TIME_ZONE), MARKET_TIME_ZONE),
      )
      expectContiguous(slots)
    },
  )

  test('goes over from hours to quarters at midnight on 2025-10-01', () => {
    const slots = [
      ...bestSlots([storedDay({ day: '2025-09-30', stepMinutes: 60 })]),
      ...bestSlots([storedDay({ day: '2025-10-01', stepMinutes: 15 })]),
    ]
    expect(slots).toHaveLength(24 + 96)
    expectContiguous(slots)
    expect(averagePerHour(slots)).toHaveLength(48)
  })

  test('is billed by the hour on days of 23 and 25 hours, too', () => {
    for (const [day, hours] of [
      ['2025-03-30', 23],
      ['2025-10-26', 25],
    ] as const) {
      const eurPerMwh = Array.from({ length: hours * 4 }, (_, quarter) => quarter % 4)
      const billed = averagePerHour(bestSlots([storedDay({ day, stepMinutes: 15, eurPerMwh })]))
      expect(billed).toHaveLength(hours)
      for (const { perKwh } of billed) expect(perKwh).toBeCloseTo((1.5 * 11.5) / 1000, 12)
    }
  })

  test('may have prices of zero and below', () => {
    const eurPerMwh = [0, -94.6, ...Array<number>(22).fill(1)]
    expect(bestSlots([storedDay({ eurPerMwh })])).toHaveLength(24)
  })

  test('is filled slot by slot while no document is whole: quarters are not laid over hours', () => {
    const quarters = Array.from({ length: 96 }, (_, slot) => (slot >= 40 ? 100 : null))
    const slots = bestSlots([
      storedDay({ eurPerMwh: HALF }),
      storedDay({ source: 'second', preference: 1, stepMinutes: 15, eurPerMwh: quarters }),
    ])
    expect(drawn(slots)).toBe('f'.repeat(12) + 's'.repeat(48))
    expectContiguous(slots)
  })

  test('is of a final document of the second source rather than a preliminary one of the first', () => {
    const slots = bestSlots([
      storedDay({ quality: 'preliminary' }),
      storedDay({ source: 'second', preference: 1 }),
    ])
    expect(new Set(slots.map(({ source }) => source))).toEqual(new Set(['second']))
  })

  test('never has two slots for one time, whatever the documents', () => {
    const step = fc.constantFrom(...STEPS)
    const document = fc.record({
      ...{ stepMinutes: step, source: fc.constantFrom('first', 'second'), revision: fc.nat(3) },
      holes: fc.array(fc.nat(99)),
    })
    fc.assert(
      fc.property(fc.array(document, { maxLength: 4 }), (given) => {
        const slots = bestSlots(
          given.map(({ holes, ...facts }) => {
            const length = slotsInDay('2025-10-26', facts.stepMinutes)
            const eurPerMwh = Array.from({ length }, (_, slot) => (holes.includes(slot) ? null : slot))
            return storedDay({ ...facts, day: '2025-10-26', eurPerMwh })
          }),
        )
        for (const [index, slot] of slots.slice(1).entries())
          expect(slot.start.getTime()).toBeGreaterThanOrEqual(slots[index]?.end.getTime() ?? Infinity)
      }),
    )
  })
})

describe('the ladder', () => {
  const known = bestSlots([storedDay()])
  const range = { from: START, until: addHours(START, 48) }

  test('names its rungs from the best to the last', () => {
    expect(RUNGS).toEqual(['final', 'preliminary', 'second-source', 'estimate'])
  })

  test('fills what nobody has published with an estimate for each hour, and says so', () => {
    const curve = withEstimates(known, known, range)
    expect(drawn(curve)).toBe('f'.repeat(24) + 'e'.repeat(24))
    expectContiguous(curve)
    expect(curve[24]).toMatchObject({ quality: 'estimate', source: null, eurPerMwh: null })
    expect(curve[24]?.perKwh).toBeCloseTo((curve[0]?.perKwh ?? 0) * 1.1, 9)
  })

  test('fills holes in a partial day between what is published', () => {
    const partial = bestSlots([storedDay({ eurPerMwh: HALF.with(3, null) })])
    const curve = withEstimates(partial, known, { from: START, until: addHours(START, 24) })
    expect(drawn(curve)).toBe('fffeffffffff' + 'e'.repeat(12))
    expectContiguous(curve)
  })

  test('takes the shape of the week at the level of the newest day', () => {
    const days = ['2024-12-10', '2024-12-11', '2024-12-12']
    const history = days.flatMap((day, index) =>
      bestSlots([
        storedDay({
          day,
          eurPerMwh: Array.from({ length: 24 }, (_, hour) => 100 * index + (hour === 3 + index ? 0 : 48)),
        }),
      ]),
    )
    const estimates = withEstimates([], history, { from: addHours(START, 24), until: addHours(START, 48) })
    // Each of 03, 04 and 05 was the cheap hour once, so each of them costs a third less; the level is that of the 12th.
    const euro = estimates.map(({ perKwh }) => (perKwh * 1000) / 11.5 / 1.1)
    expect(euro[0]).toBeCloseTo(248, 6)
    expect(euro.slice(3, 6).map(Math.round)).toEqual([232, 232, 232])
    expect(euro.reduce((sum, price) => sum + price, 0) / 24).toBeCloseTo(246, 6)
  })

  test('has nothing to stand on without a single known price', () => {
    expect(withEstimates([], [], range)).toEqual([])
  })

  test.each(['2025-03-30', '2025-10-26'])('covers %s whole by estimates', (day) => {
    const from = startOfLocalDay(day, MARKET_TIME_ZONE)
    const until = nextLocalDay(from, MARKET_TIME_ZONE)
    const before = bestSlots([storedDay({ day: '2025-03-29' })])
    const curve = withEstimates([], before, { from, until })
    expect(curve).toHaveLength(slotsInDay(day, 60))
    expectContiguous(curve)
    expect(curve.every(({ perKwh }) => Number.isFinite(perKwh))).toBe(true)
  })
})
