import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { LEASE_SECONDS } from '../../src/database/claim-due.ts'
import { kill, NEEDS_SERVER, SERVER_URL, THOROUGH } from './fleet.ts'
import { openStorm, stoppedWithin, type Storm } from './storm.ts'

const CARS = 10
const TIMES = THOROUGH ? 50 : 1
const MOST_SECONDS = 30

describe.skipIf(SERVER_URL === undefined)(
  `a process killed with all leases in its hands${NEEDS_SERVER}`,
  () => {
    let storm: Storm | undefined
    afterEach(() => storm?.close())

    it.each(Array.from({ length: TIMES }, (_, n) => n + 1))(
      `CS03: another takes over within ${String(MOST_SECONDS)} s, time %i of ${String(TIMES)} (LADEPLAN_THOROUGH=1: 50)`,
      async () => {
        storm = await openStorm(CARS)
        const holder = await storm.start({ stallAt: 'leased' })
        await holder.until('reached')
        // However long the other takes to begin, it finds them held, as by a claim of this moment.
        await holdFor(storm, 3_600)
        await storm.start()
        await holdFor(storm, LEASE_SECONDS)
        await kill(holder)
        expect(await stoppedWithin(storm, 0)).toBe(0)
        expect(await stoppedWithin(storm, MOST_SECONDS)).toBe(CARS)
      },
      (MOST_SECONDS + 150) * 1000,
    )
  },
)

/** Leases end by the database's clock. */
async function holdFor({ fleet }: Storm, seconds: number): Promise<void> {
  const end = sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`
  const held = fleet.db
    .updateTable('vehicle_due')
    .set({ lease_until: end })
    .where('lease_until', 'is not', null)
  const [{ numUpdatedRows } = { numUpdatedRows: 0n }] = await held.execute()
  expect(Number(numUpdatedRows), 'cars that are held').toBe(CARS)
}
