import { expect, test } from 'vitest'
import { planCharging } from '../../src/planning/plan.ts'
import { expectedSoc } from '../../src/planning/soc-curve.ts'
import { DUSK, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

const { socCurve: curve } = planCharging(nightOf(slotsOf([3, 1, 3, 1, 3]), { hours: 2 }))

test('the curve bends where charging begins and ends, and runs on to ready-by', () => {
  const minutes = [0, 60, 120, 180, 240, 300]
  expect(curve).toEqual(
    [0, 0, 10, 10, 20, 20].map((soc, i) => ({ at: minutesAfter(DUSK, minutes[i] ?? -1), soc })),
  )
})

test.each([
  [-10, 0],
  [0, 0],
  [30, 0],
  [60, 0],
  [90, 5],
  [120, 10],
  [150, 10],
  [225, 17.5],
  [300, 20],
  [999, 20],
])('after %i minutes %f %% are expected', (minutes, soc) => {
  expect(expectedSoc(curve, minutesAfter(DUSK, minutes))).toBeCloseTo(soc, 9)
})

test('a curve without a point expects nothing', () => {
  expect(expectedSoc([], DUSK)).toBeUndefined()
})
