import { expect, test } from 'vitest'
import { kw, kwh } from '../../src/base/units.ts'
import { plugAndCharge } from '../../src/planning/baseline.ts'
import { DUSK, minutesAfter, slotsOf } from '../support/pictures.ts'

const slots = slotsOf([3, 1, -2])
const power = kw(10)

test('plug-and-charge pays every price from plug-in until the energy is in', () => {
  const pluggedInAt = minutesAfter(DUSK, 30)
  expect(plugAndCharge({ pluggedInAt, energy: kwh(20), power, slots })).toEqual({
    cost: 5 * 3 + 10 * 1 + 5 * -2,
    finishedAt: minutesAfter(DUSK, 150),
  })
})

test('plug-and-charge has no cost where a price is missing', () => {
  expect(plugAndCharge({ pluggedInAt: DUSK, energy: kwh(31), power, slots }).cost).toBeNull()
})

test('no energy costs nothing and takes no time', () => {
  expect(plugAndCharge({ pluggedInAt: DUSK, energy: kwh(0), power, slots })).toEqual({
    cost: 0,
    finishedAt: DUSK,
  })
})
