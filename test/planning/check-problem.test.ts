import { describe, expect, test } from 'vitest'
import { kw, kwh } from '../../src/base/units.ts'
import { PlanningProblemError, checkProblem } from '../../src/planning/check-problem.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

test('a sensible request has no fault, however hard it is to meet', () => {
  const night = nightOf(slotsOf([1, 2]), { hours: 10, readyBy: new Date('2020-01-01T00:00:00Z') })
  expect(checkProblem(night)).toEqual([])
})

describe('a request that makes no sense', () => {
  test('is refused with every field that is wrong', () => {
    const slots = slotsOf([1, 2])
    const night = nightOf([...slots].reverse(), {
      hours: 1,
      capacity: kwh(0),
      power: kw(-1),
      efficiency: 1.2,
    })
    const refusal = catchError(() => planCharging(night))
    expect(refusal).toBeInstanceOf(PlanningProblemError)
    expect(refusal).toMatchObject({
      faults: [
        { field: 'need.capacity', value: '0' },
        { field: 'need.power', value: '-1' },
        { field: 'need.efficiency', value: '1.2' },
        { field: 'slots[1].start' },
      ],
    })
  })

  test('is refused for numbers that are none, overlapping slots and times that are none', () => {
    const slots = slotsOf([1, 2], { minutes: 60 })
    const long = slots.map((slot) => ({ ...slot, end: minutesAfter(slot.end, 1) }))
    const refusal = catchError(() =>
      planCharging({ ...nightOf(long, { hours: 1, efficiency: Number.NaN }), now: new Date('never') }),
    )
    expect(refusal).toMatchObject({
      faults: [{ field: 'now' }, { field: 'need.efficiency', value: 'NaN' }, { field: 'slots[1].start' }],
    })
  })

  test('is refused when charging would take more than a month', () => {
    const refusal = catchError(() => planCharging(nightOf(slotsOf([1]), { hours: 1, power: kw(0.001) })))
    expect(refusal).toMatchObject({ faults: [{ field: 'need.power', value: '0.001' }] })
  })
})

test('a refusal names field, value and what is expected', () => {
  const refusal = catchError(() => planCharging(nightOf(slotsOf([1]), { hours: 1, efficiency: 1.2 })))
  expect(refusal).toMatchObject({
    message:
      'No plan for this request: need.efficiency is 1.2, expected above 0 and at most 1. Correct the fields named.',
  })
})

function catchError(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
