import { afterEach, expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { tellVehiclesOfPrices } from '../../src/vehicles/price-news-store.ts'
import { openFleet, type Fleet } from '../chaos/fleet.ts'
import { play, requestsIn } from '../chaos/outage.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { minutesAfter } from '../support/pictures.ts'

const NOW = new Date('2024-12-12T20:00:00Z')
const CARS = process.env['LADEPLAN_LONG_TESTS'] === '1' ? 300 : 3
/** Held, and no longer looked at because they have just come. */
const SETTLED = minutesAfter(NOW, 15)
const LONG_MS = 300_000
const OWN_LOOK = minutesAfter(SETTLED, 10)

describeOnEveryEngine('new prices for cars that are held', (database) => {
  let fleet: Fleet | undefined
  afterEach(() => fleet?.close())

  const opened = async (): Promise<{ fleet: Fleet; clock: SteppedClock }> => {
    const clock = new SteppedClock(NOW)
    fleet = await openFleet(database(), {
      ...{ cars: CARS, clock, hints: createMemoryHints(clock), passesAtOnce: 1 },
    })
    await play({ fleet, clock }, SETTLED)
    await fleet.db.updateTable('vehicle_due').set({ due_at: OWN_LOOK, poked: false }).execute()
    await fleet.db.updateTable('vehicle_state').set({ look_at: null }).execute()
    return { fleet, clock }
  }

  it(
    `are planned with for ${String(CARS)} cars without one call, and the cars looked at when they would have been (LADEPLAN_LONG_TESTS=1: 300)`,
    async () => {
      const world = await opened()
      await tellAnew(world)
      expect((await dueTimes(world.fleet)).every((due) => due < minutesAfter(SETTLED, 1))).toBe(true)
      const [asked, passes] = [askedOf(world.fleet), await passesOf(world.fleet)]
      world.clock.stepTo(minutesAfter(SETTLED, 1))
      // Not one share of the carmaker's rate is taken either.
      while ((await lookAfterVehicles({ ...world.fleet.deps, takeTurn: () => Promise.resolve(false) })) > 0);
      expect(await passesOf(world.fleet)).toBe(passes + CARS)
      expect(askedOf(world.fleet)).toBe(asked)
      expect(await dueTimes(world.fleet)).toEqual(Array(CARS).fill(OWN_LOOK))
      expect(requestsIn(await play(world, OWN_LOOK))).toBeGreaterThanOrEqual(CARS)
    },
    LONG_MS,
  )

  it(
    'have cars asked whose own look is not noted, which is the control, and looked at before anything is sent',
    async () => {
      const world = await opened()
      const { db } = world.fleet
      await tellAnew(world)
      await db.updateTable('vehicle_state').set({ look_at: null }).execute()
      expect(requestsIn(await play(world, minutesAfter(SETTLED, 1)))).toBeGreaterThanOrEqual(CARS)
      const asked = askedOf(world.fleet)
      await db.updateTable('vehicle_due').set({ due_at: OWN_LOOK, poked: false }).execute()
      await tellAnew(world)
      await db.updateTable('charging_policy').set({ minimum_percent: 95, target_percent: 95 }).execute()
      await play(world, minutesAfter(SETTLED, 3))
      expect(askedOf(world.fleet)).toBeGreaterThanOrEqual(asked + CARS)
      const { cars } = world.fleet.simulator.report()
      expect(cars.map(({ status }) => status)).toEqual(Array(CARS).fill('charging'))
    },
    LONG_MS,
  )
})

/** As if all prices had just come. */
async function tellAnew({ fleet, clock }: { fleet: Fleet; clock: SteppedClock }): Promise<void> {
  await fleet.db.deleteFrom('price_news').execute()
  expect(await tellVehiclesOfPrices(fleet.db, { now: clock.now(), perSecond: 100 })).toBeGreaterThan(0)
}

async function dueTimes({ db }: Fleet): Promise<readonly Date[]> {
  const rows = await db.selectFrom('vehicle_due').select('due_at').execute()
  return rows.map(({ due_at }) => due_at)
}

function askedOf({ simulator }: Fleet): number {
  const { cars } = simulator.report()
  return cars.reduce((sum, { requests }) => sum + requests.vehicle + requests.vehicleData, 0)
}

/** How many decisions were logged, those that repeat one before counted each. */
async function passesOf({ db }: Fleet): Promise<number> {
  const rows = await db.selectFrom('decision').select('passes').execute()
  return rows.reduce((sum, { passes }) => sum + passes, 0)
}
