import { expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { hostOf } from '../../src/carmakers/host.ts'
import { settle } from '../../src/cli/sandbox/step-world.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { openFleet, type Fleet } from '../chaos/fleet.ts'
import { play } from '../chaos/outage.ts'
import { vinsOf } from '../chaos/vins.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { minutesAfter } from '../support/pictures.ts'

const NOW = new Date('2024-12-12T22:00:00Z')
const CARS = 6
const CARS_PER_SECOND = 4
/** Enough failures for any breaker. */
const FAILURES = 20

describeOnEveryEngine('A carmaker that answers again', (database) => {
  it('lets nobody who is due at that very instant pass by the car whose latest start is nearest', async () => {
    const clock = new SteppedClock(NOW)
    const limits = { carsPerSecond: CARS_PER_SECOND, passesAtOnce: 1 }
    const fleet = await openFleet(database(), {
      ...{ cars: CARS, clock, hints: createMemoryHints(clock), ...limits },
    })
    try {
      // All are seen, more than in a second.
      await play({ fleet, clock }, minutesAfter(NOW, 1 / 12))
      const [finder, next, ...others] = await lineUp(fleet)
      await loseCarmaker(fleet, clock)
      const outage = fleet.deps.breaker.openOf(hostOf(fleet.deps.carmaker('tesla'), null))
      if (outage === null) throw new Error('The carmaker is not taken to be away')
      await fleet.db.updateTable('vehicle_due').set({ due_at: outage.nextProbe }).execute()
      const looks = await play({ fleet, clock }, minutesAfter(outage.nextProbe, 1 / 20))
      const [found, ...back] = looks.map(({ vins }) => vins)
      expect(found).toEqual([finder])
      const rest = [next, ...others]
      expect([...new Set(back.flat())].filter((vin) => rest.includes(vin))).toEqual(rest)
    } finally {
      await fleet.close()
    }
  })
})

/**
 * Of cars that are due at one instant the one with the first id is taken first. It is given the nearest latest start, so that it is the one
 * that finds out, and the others theirs the other way round.
 *
 * @returns their vehicle identification numbers, the one with the nearest latest start in front
 */
async function lineUp(fleet: Fleet): Promise<readonly string[]> {
  const { db, vehicleIds } = fleet
  const [finder = '', ...others] = vehicleIds.toSorted()
  const inOrder = [finder, ...others.toReversed()]
  for (const [place, id] of inOrder.entries()) {
    const latestStart = minutesAfter(NOW, 240 + place)
    await db.updateTable('intent').set({ latest_start: latestStart }).where('vehicle_id', '=', id).execute()
  }
  const vins = await vinsOf(fleet)
  return inOrder.map((id) => vins.get(id) ?? '')
}

/** All are due, are told that it does not answer, and wait. */
async function loseCarmaker({ service, deps, db }: Fleet, clock: SteppedClock): Promise<void> {
  // The answers of a minute ago tell nothing any more.
  clock.stepTo(minutesAfter(clock.now(), 1))
  for (let n = 0; n < FAILURES; n++) deps.breaker.tell(hostOf(deps.carmaker('tesla'), null), false)
  await db.updateTable('vehicle_due').set({ due_at: clock.now() }).execute()
  await settle(service, clock)
  const waits = await db.selectFrom('carmaker_wait').select('vehicle_id').execute()
  expect(waits).toHaveLength(CARS)
}
