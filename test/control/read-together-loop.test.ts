import { RawNode } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { nextDueTimes } from '../../src/database/claim-due.ts'
import type { Database } from '../../src/database/database.ts'
import { KEYS_AT_ONCE } from '../../src/database/reads.ts'
import { openFleet, type Fleet } from '../chaos/fleet.ts'
import { DUSK } from '../simulator/support.ts'
import { countStatements } from '../support/count-statements.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const CARS = KEYS_AT_ONCE + 2

describeOnEveryEngine('Cars that are due together', (database) => {
  let fleet: Fleet
  beforeEach(async () => {
    fleet = await openFleet(database(), { cars: CARS, clock: new SteppedClock(DUSK), passesAtOnce: CARS })
  })
  afterEach(() => fleet.close())

  it(`are read ${String(KEYS_AT_ONCE)} in one statement`, async () => {
    const { db, sent } = countStatements(database(), OF_SEVERAL)
    expect(await lookAfter(db)).toEqual([...fleet.vehicleIds].sort())
    expect(sent()).toBe(2)
  })

  it('are looked after although one of them cannot be read', async () => {
    const [broken = '', ...others] = fleet.vehicleIds
    await database()
      .insertInto('car_lesson')
      .values({ vehicle_id: broken, start_delays: '["soon"]', peak_powers: '[]', failed_restarts: '[]' })
      .execute()
    expect(await lookAfter(database())).toEqual(others.sort())
  })

  it('are each read by themselves where the statement for several fails', async () => {
    const { db, failed } = failing(2)
    expect(await lookAfter(db)).toEqual([...fleet.vehicleIds].sort())
    expect(failed()).toBe(2)
  })

  it('are all due again soon where none of them can be read', async () => {
    const { db, failed } = failing(Infinity)
    expect(await lookAfter(db)).toEqual([])
    expect(failed()).toBe(2 + CARS)
    const { vehicle_due: nextDue } = await nextDueTimes(database())
    expect(nextDue?.getTime()).toBe(DUSK.getTime() + 60_000)
  })

  /** @returns the cars of which something was decided, in order */
  async function lookAfter(db: Database): Promise<readonly string[]> {
    expect(await lookAfterVehicles({ ...fleet.deps, db })).toBe(CARS)
    const intents = await database().selectFrom('intent').select('vehicle_id').orderBy('vehicle_id').execute()
    return intents.map((row) => row.vehicle_id)
  }

  /** A database in which as many statements that read several come to nothing. */
  function failing(times: number): { readonly db: Database; readonly failed: () => number } {
    let failed = 0
    const db = database().withPlugin({
      transformQuery: ({ node }) => {
        const isOfSeveral = RawNode.is(node) && node.sqlFragments.join('').includes(OF_SEVERAL)
        if (!isOfSeveral || failed >= times) return node
        failed++
        throw new Error('The statement failed')
      },
      transformResult: ({ result }) => Promise.resolve(result),
    })
    return { db, failed: () => failed }
  }
})

/** What the statements have in common. */
const OF_SEVERAL = 'of_each'
