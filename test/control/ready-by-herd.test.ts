import { addMinutes, subMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import { lookPhaseOf } from '../../src/control/look-phase.ts'
import { factsOf, LATEST_START, READY_BY, stateOf } from './night-facts.ts'

const CARS = 10_000
const SPREAD_SECONDS = 600
/** As CS28 asks of looks. */
const BAR = 1.3

/** Looks in each second from ready-by on of cars that have their targets, each from the look before on. */
function looksAfterReadyBy(spreadSeconds: number): readonly number[] {
  const perSecond = Array.from({ length: 1_800 }, () => 0)
  for (let car = 1; car <= CARS; car++) {
    const second = Math.floor(
      (lookFrom(subMinutes(READY_BY, 5), car, spreadSeconds) - READY_BY.getTime()) / 1_000,
    )
    perSecond[second] = (perSecond[second] ?? 0) + 1
  }
  return perSecond
}

/** The first look not before ready-by, Unix time in ms. */
function lookFrom(now: Date, car: number, spreadSeconds: number): number {
  const state = stateOf({ socPercent: 80, observedAt: now })
  const facts = factsOf({ now, state, latestStart: null, lookPhase: lookPhaseOf(car), spreadSeconds })
  const { nextDue, intent } = decide(facts)
  if (intent?.cause !== 'target-reached') throw new Error('The car has its target, and is not held for it')
  return nextDue === null || nextDue >= READY_BY
    ? (nextDue?.getTime() ?? 0)
    : lookFrom(nextDue, car, spreadSeconds)
}

describe('ten thousand cars that have their targets by one ready-by time', () => {
  test('are looked at within ten minutes after it, evenly', () => {
    const looks = looksAfterReadyBy(SPREAD_SECONDS)
    expect(looks.slice(0, SPREAD_SECONDS).reduce((sum, n) => sum + n, 0)).toBe(CARS)
    expect(Math.max(...looks)).toBeLessThanOrEqual((BAR * CARS) / SPREAD_SECONDS)
  })

  test('would all be looked at in that second if nothing spread them', () => {
    expect(looksAfterReadyBy(0)[0]).toBe(CARS)
  })
})

test('A car that is to charge from its latest start on is looked at in that second, whatever its phase', () => {
  const now = addMinutes(LATEST_START, -2)
  const dues = [0.1, 0.5, 0.9].map(
    (lookPhase) =>
      decide(factsOf({ now, state: stateOf({ observedAt: now }), lookPhase, spreadSeconds: SPREAD_SECONDS }))
        .nextDue,
  )
  expect(dues.map((due) => due !== null && due <= LATEST_START)).toEqual([true, true, true])
})
