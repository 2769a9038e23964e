import { addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { describeOnEveryEngine } from '../support/database.ts'
import { deleteRows } from '../support/shared-database.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { THOROUGH } from './fleet.ts'
import { KILLED_AT, playRestart, READY_BY, type Restarted } from './restart-night.ts'

const CARS = THOROUGH ? 8 : 4
const RESTARTS = THOROUGH ? 100 : 2
const ALL = CARS * RESTARTS
/** Restarts come at any moment from 01:00 until cars have to have begun, and some after. */
const AWAY_MINUTES = 270
/** A start is sent with the first look at a car. */
const FIRST_LOOK_MINUTES = 1
const TOLD_WITHIN_MINUTES = 10
/** Whoever is late by less than ten minutes is not told, since a point is minutes; and a car may tell a point too many. */
const TOLD_FROM_MINUTES = 15

describeOnEveryEngine('a service that ends at 01:00 and begins anew in the night', (database) => {
  it(
    `CS20: by ${String(RESTARTS)} restarts at random (LADEPLAN_THOROUGH=1: 100) each of ${String(ALL)} cars is ready that can be, and the others' drivers are told`,
    async () => {
      const dice = seededRandomness('restart')
      const inTime: Restarted[] = []
      for (let n = 0; n < RESTARTS; n++) {
        if (n > 0) await deleteRows(database())
        // Spread over the night, and by chance within a share of it.
        const at = addMinutes(KILLED_AT, ((n + dice.fraction()) * AWAY_MINUTES) / RESTARTS)
        const cars = await playRestart(database(), { at, cars: CARS, seed: n })
        expect(cars).toHaveLength(CARS)
        for (const car of cars) isServedFrom(at, car)
        inTime.push(...cars.filter(({ latestStart }) => at <= latestStart))
      }
      // Both kinds are among them.
      expect(inTime.length).toBeGreaterThan(0)
      expect(inTime.length).toBeLessThan(ALL)
    },
    60_000 + RESTARTS * 30_000,
  )

  it('CS20, control: a restart too late for a car is a miss, which is stated and told', async () => {
    const at = addMinutes(READY_BY, -75)
    const cars = await playRestart(database(), { at, cars: CARS, seed: 1 })
    const missed = cars.filter(({ isReady }) => !isReady)
    expect(missed.length).toBeGreaterThan(0)
    expect(missed.every(({ readyAtBest }) => readyAtBest > READY_BY)).toBe(true)
    for (const { told } of missed)
      expect(told.map(({ type }) => type)).toEqual(['ready_by.at_risk', 'ready_by.missed'])
  }, 60_000)
})

function isServedFrom(at: Date, car: Restarted): void {
  expect(car.heldUntil <= car.latestStart, 'a hold ends by the latest start').toBe(true)
  if (at <= car.latestStart || car.readyAtBest <= READY_BY)
    expect({ at, ...car }).toMatchObject({ isReady: true })
  else expect({ at, ...car }).toMatchObject({ isReady: false })
  // A hold that ran out meanwhile is over with the first look; one that has not is kept.
  const mustStartBy = addMinutes(at > car.heldUntil ? at : car.latestStart, FIRST_LOOK_MINUTES)
  expect(car.firstStart?.getTime()).toBeLessThanOrEqual(mustStartBy.getTime())
  if (car.readyAtBest < addMinutes(READY_BY, TOLD_FROM_MINUTES)) return
  const first = car.told.find(({ type }) => type === 'ready_by.at_risk')
  expect(first?.at.getTime()).toBeLessThanOrEqual(addMinutes(at, TOLD_WITHIN_MINUTES).getTime())
}
