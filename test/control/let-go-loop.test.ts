import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { hostOf } from '../../src/carmakers/host.ts'
import { saveWait } from '../../src/control/carmaker-wait-store.ts'
import { createBreakerWatch } from '../../src/control/watch-breaker.ts'
import type { Database } from '../../src/database/database.ts'
import { lockDue } from '../../src/database/claim-due.ts'
import { NEEDS_SERVER, openFleet, SERVER_URL } from '../chaos/fleet.ts'
import { loseCarmaker } from '../chaos/outage.ts'
import { DUSK } from '../simulator/support.ts'
import { openServerDatabase } from '../support/server-database.ts'

const CARS = 3

describe.skipIf(SERVER_URL === undefined)(`Cars that are let go${NEEDS_SERVER}`, () => {
  it('do not wait for a pass that waits for them', async () => {
    const database = await openServerDatabase(SERVER_URL ?? '')
    const { db } = database
    const clock = new SteppedClock(DUSK)
    const fleet = await openFleet(db, { cars: CARS, clock })
    try {
      await fleet.service.tick()
      await loseCarmaker({ fleet, clock })
      const { breaker, carmaker } = fleet.deps
      const host = hostOf(carmaker('tesla'), null)
      breaker.tell(host, true)
      const vehicleId = fleet.vehicleIds[1] ?? ''
      const going = await db.transaction().execute(async (trx) => {
        await lockDue(trx, 'vehicle_due', [vehicleId])
        const watched = createBreakerWatch(fleet.deps)(true)
        // The control: it does come to wait for this transaction.
        while (!(await isSomebodyWaiting(db)));
        await saveWait(trx, { vehicleId, host, since: clock.now() })
        return { watched }
      })
      await going.watched
      expect(await db.selectFrom('carmaker_wait').selectAll().execute()).toEqual([])
    } finally {
      await fleet.close()
      await database.close()
    }
  })
})

/** For a lock, in this database. */
async function isSomebodyWaiting(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows.length > 0
}
