import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kwh } from '../../src/base/units.ts'
import { CHARGING_STATUSES, isPluggedIn } from '../../src/carmakers/charge-state.ts'
import { drawnDuring, perSlot, type Drawn } from '../../src/sessions/attribute-energy.ts'
import { staysOf, type Stay } from '../../src/sessions/stays.ts'
import type { TelemetryPoint } from '../../src/vehicles/telemetry-store.ts'
import { DUSK, minutesAfter, slotsOf } from '../support/pictures.ts'

/** 10 kW at the plug, 9 of them into the battery. */
const CAR = { powerKw: 10, efficiency: 0.9 }

type Report = readonly [minute: number, status: TelemetryPoint['status'], addedKwh: number | null]

function point([minute, status, addedKwh]: Report): TelemetryPoint {
  const powerKw = status === 'charging' ? CAR.powerKw : 0
  return { observedAt: minutesAfter(DUSK, minute), status, socPercent: 50, powerKw, energyAddedKwh: addedKwh }
}

function stayOf(...reports: readonly Report[]): Stay {
  const [stay] = staysOf(reports.map(point))
  if (stay === undefined) throw new Error('No report shows the car plugged in')
  return stay
}

/** Minutes after dusk, and energy at the plug. */
function told(drawn: readonly Drawn[]): readonly (readonly [number, number, number])[] {
  const minute = (instant: Date): number => Math.round((instant.getTime() - DUSK.getTime()) / 60_000)
  return drawn.map(({ start, end, energy }) => [minute(start), minute(end), Math.round(energy * 1000) / 1000])
}

describe('stays', () => {
  test('run from the first report at the plug to the first that shows it pulled', () => {
    const reports: readonly Report[] = [
      [0, 'disconnected', 0],
      [10, 'charging', 1],
      [20, 'connected', 2],
      [30, 'disconnected', 0],
      [40, 'charging', 1],
    ]
    const [first, second, ...more] = staysOf(reports.map(point))
    expect(first?.points.map(({ energyAddedKwh }) => energyAddedKwh)).toEqual([1, 2])
    expect(first?.pluggedInAt).toEqual(minutesAfter(DUSK, 10))
    expect(first?.unpluggedAt).toEqual(minutesAfter(DUSK, 30))
    expect(first?.before?.observedAt).toEqual(DUSK)
    expect(second).toMatchObject({ pluggedInAt: minutesAfter(DUSK, 40), unpluggedAt: null })
    expect(more).toEqual([])
  })

  test('do not end with a report that says nothing of the plug', () => {
    expect(
      staysOf([point([0, 'charging', 1]), point([5, 'unknown', null]), point([9, 'charging', 2])]),
    ).toHaveLength(1)
  })

  test('are two where the car drove in between and nobody saw it away', () => {
    const full = { ...point([0, 'connected', 28]), socPercent: 80 }
    const back = { ...point([600, 'charging', 0.4]), socPercent: 45 }
    const [first, second] = staysOf([full, back])
    expect(first).toMatchObject({ points: [full], unpluggedAt: back.observedAt })
    expect(second).toMatchObject({ points: [back], before: full, unpluggedAt: null })
  })

  test('are none where the car was never at a plug', () => {
    expect(staysOf([])).toEqual([])
    expect(staysOf([point([0, 'disconnected', 0])])).toEqual([])
  })
})

describe('energy drawn', () => {
  test('is the energy added over the efficiency, evenly between two reports that show the car charging', () => {
    const stay = stayOf([0, 'charging', 0], [60, 'charging', 9])
    expect(told(drawnDuring(stay, CAR))).toEqual([[0, 60, 10]])
  })

  test('is laid at the end if only the later report shows the car charging, at the beginning if only the earlier', () => {
    const later = stayOf([0, 'connected', 0], [60, 'charging', 3])
    expect(told(drawnDuring(later, CAR))).toEqual([[40, 60, 3.333]])
    const earlier = stayOf([0, 'charging', 0], [60, 'connected', 3])
    expect(told(drawnDuring(earlier, CAR))).toEqual([[0, 20, 3.333]])
  })

  test('counts what came in before the first report at the plug', () => {
    const stay = stayOf([0, 'disconnected', 7], [10, 'charging', 0.9], [20, 'connected', 0.9])
    expect(told(drawnDuring(stay, CAR))).toEqual([[4, 10, 1]])
  })

  test('a counter that fell began anew: what it shows was drawn since', () => {
    const stay = stayOf([0, 'charging', 8], [60, 'connected', 1.8])
    expect(told(drawnDuring(stay, CAR)).map(([, , energy]) => energy)).toEqual([2])
  })

  test('a report that leaves the counter out loses nothing and counts nothing twice', () => {
    const stay = stayOf([0, 'connected', 0], [20, 'charging', null], [60, 'charging', 9])
    const sum = drawnDuring(stay, CAR).reduce((total, { energy }) => total + energy, 0)
    expect(sum).toBeCloseTo(10, 9)
    const before = stayOf(
      [0, 'charging', 0],
      [20, 'charging', 3],
      [40, 'charging', null],
      [60, 'charging', 9],
    )
    expect(drawnDuring(before, CAR).reduce((total, { energy }) => total + energy, 0)).toBeCloseTo(10, 9)
  })

  test('is nothing while the counter stands still', () => {
    expect(drawnDuring(stayOf([0, 'connected', 0], [60, 'connected', 0]), CAR)).toEqual([])
  })
})

const reports = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: 1, max: 120 }),
      status: fc.constantFrom(...CHARGING_STATUSES.filter(isPluggedIn)),
      energy: fc.integer({ min: 0, max: 400 }),
      told: fc.boolean(),
    }),
    { minLength: 2, maxLength: 12 },
  )
  .map((steps) => {
    let [minute, energy] = [0, 0]
    return steps.map((step, index): Report => {
      minute += step.minutes
      energy += index === 0 ? 0 : step.energy / 100
      return [minute, step.status, step.told || index === steps.length - 1 || index === 0 ? energy : null]
    })
  })

describe('whatever a car reports', () => {
  test('energy drawn is the counter’s rise over the efficiency, laid between the reports, never overlapping', () => {
    fc.assert(
      fc.property(reports, (given) => {
        const stay = stayOf(...given)
        const drawn = drawnDuring(stay, CAR)
        const [last] = given.slice(-1)
        const sum = drawn.reduce((total, { energy }) => total + energy, 0)
        expect(sum).toBeCloseTo((last?.[2] ?? 0) / CAR.efficiency, 6)
        for (const [index, { start, end }] of drawn.entries()) {
          expect(start.getTime()).toBeLessThan(end.getTime())
          expect(start.getTime()).toBeGreaterThanOrEqual(
            (drawn[index - 1]?.end ?? stay.pluggedInAt).getTime() - 1,
          )
        }
      }),
    )
  })

  test('splitting at the borders of slots keeps the energy, whatever the slots', () => {
    const part = fc.record({
      from: fc.integer({ min: 0, max: 600 }),
      minutes: fc.integer({ min: 1, max: 300 }),
      energy: fc.integer({ min: 1, max: 50 }),
    })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.constantFrom(15, 60), (parts, minutes) => {
        const drawn = parts.map((one) => ({
          start: minutesAfter(DUSK, one.from),
          end: minutesAfter(DUSK, one.from + one.minutes),
          energy: kwh(one.energy),
        }))
        const slots = slotsOf(
          Array.from({ length: 900 / minutes }, () => 1),
          { minutes },
        )
        const split = perSlot(drawn, slots)
        const whole = parts.reduce((sum, one) => sum + one.energy, 0)
        expect(split.reduce((sum, { energy }) => sum + energy, 0)).toBeCloseTo(whole, 6)
      }),
    )
  })

  test('what lies outside all slots is dropped, not moved', () => {
    const drawn = [{ start: minutesAfter(DUSK, -30), end: minutesAfter(DUSK, 30), energy: kwh(6) }]
    expect(perSlot(drawn, slotsOf([1])).map(({ energy }) => energy)).toEqual([3])
  })
})
