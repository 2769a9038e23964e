import { expect, it } from 'vitest'
import { SteppedClock, type Clock } from '../../src/base/clock.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { openFleet } from '../chaos/fleet.ts'
import { DUSK } from '../simulator/support.ts'
import { countStatements } from '../support/count-statements.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { minutesAfter } from '../support/pictures.ts'

const CARS = 5
const MORE_THAN_A_PAUSE_MS = 1_000

describeOnEveryEngine('Passes that end one by one', (database) => {
  it('do not each ask what is due where all that was due has begun', async () => {
    expect(await claims(new SteppedClock(DUSK))).toBe(1)
  })

  it('ask again once some time has gone by, which is the control: whoever becomes due meanwhile waits for no slow carmaker', async () => {
    expect(await claims(hurrying())).toBeGreaterThan(1)
  })

  /** How often the list of what is due is asked while all cars are looked after. */
  async function claims(processClock: Clock): Promise<number> {
    const clock = new SteppedClock(DUSK)
    const fleet = await openFleet(database(), { cars: CARS, clock, passesAtOnce: 2 * CARS })
    try {
      while ((await fleet.service.tick()) > 0);
      clock.stepTo(minutesAfter(DUSK, 1))
      await fleet.db.updateTable('vehicle_due').set({ due_at: clock.now() }).execute()
      const { db, sent } = countStatements(fleet.db, 'for update skip locked')
      expect(await lookAfterVehicles({ ...fleet.deps, db, processClock })).toBe(CARS)
      return sent()
    } finally {
      await fleet.close()
    }
  }
})

/** Real time goes by quickly. */
function hurrying(): Clock {
  let at = DUSK.getTime()
  return { now: () => new Date((at += MORE_THAN_A_PAUSE_MS)) }
}
