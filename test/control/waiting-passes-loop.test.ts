import { addHours, addMinutes } from 'date-fns'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { SteppedClock } from '../../src/base/clock.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { openFleet, type Fleet } from '../chaos/fleet.ts'
import { loseCarmaker, play, requestsIn } from '../chaos/outage.ts'
import { describeOnEveryEngine } from '../support/database.ts'

/** All are held while power is dear, for more than an hour. */
const HOME = new Date('2024-12-12T20:30:00Z')
const AWAY = addMinutes(HOME, 30)
const CARS = 8
/** A car that waits has nothing to do, and is thought of for safety; one that was asked just now, that much later. */
const LEAST_PASSES = 2
const MOST_PASSES = 6

describeOnEveryEngine('a car that waits for a carmaker which is away', (database) => {
  it(`takes no more than ${String(MOST_PASSES)} passes an hour, beside those that find out`, async () => {
    const clock = new SteppedClock(HOME)
    const car = { limitPercent: 90, stays: [{ pluggedInAt: HOME, unpluggedAt: addHours(HOME, 10) }] }
    const fleet = await openFleet(database(), { cars: CARS, clock, hints: createMemoryHints(clock), car })
    try {
      await play({ fleet, clock }, AWAY)
      await loseCarmaker({ fleet, clock })
      const before = await passesOf(fleet)
      const asked = requestsIn(await play({ fleet, clock }, addHours(clock.now(), 1)))
      // The control: somebody found out nothing all the while, and all were waiting.
      expect(asked).toBeGreaterThan(10)
      expect(await fleet.db.selectFrom('carmaker_wait').select('vehicle_id').execute()).toHaveLength(CARS)
      const passes = (await passesOf(fleet)) - before - asked
      expect(passes).toBeLessThanOrEqual(CARS * MOST_PASSES)
      expect(passes).toBeGreaterThanOrEqual(CARS * LEAST_PASSES)
    } finally {
      await fleet.close()
    }
  })
})

/** Each claim of a car raises its fence. */
async function passesOf({ db }: Fleet): Promise<number> {
  const { rows } = await sql`
    select sum(fence)::integer as passes from vehicle_due`.execute(db)
  return z.tuple([z.object({ passes: z.number() })]).parse(rows)[0].passes
}
