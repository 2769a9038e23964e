import { addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import type { Database } from '../../src/database/database.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import type { Service } from '../../src/service.ts'
import { openFleet, type Fleet } from '../chaos/fleet.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { minutesAfter } from '../support/pictures.ts'

const NOW = new Date('2024-12-12T20:00:00Z')
const IS_LONG = process.env['LADEPLAN_LONG_TESTS'] === '1'
const CARS = IS_LONG ? 300 : 24
const PER_SECOND = IS_LONG ? 10 : 2
/** A queue is looked up once a second, and holds what a second takes. */
const SECONDS_OF_GRACE = 1
const NEVER = new Date('2025-01-12T20:00:00Z')

/** A look at one car that was not refused. */
interface Served {
  readonly vehicleId: string
  readonly second: number
}

interface Arrival {
  readonly vehicleId: string
  readonly second: number
  readonly latestStart: Date
}

interface Run {
  readonly served: readonly Served[]
  readonly refused: number
}

describeOnEveryEngine('cars that wait for the rate of their carmaker', (database) => {
  it(`are served by nearest latest start, at the whole rate, by two processes (LADEPLAN_LONG_TESTS=1: 300)`, async () => {
    await inFleet(database(), async (fleet, clock) => {
      const random = seededRandomness('queue')
      const arrivals = fleet.vehicleIds.map((vehicleId) => ({
        vehicleId,
        second: Math.floor(random.fraction() * (CARS / PER_SECOND / 2)),
        latestStart: minutesAfter(NOW, 60 + Math.floor(random.fraction() * 600)),
      }))
      const { served, refused } = await serve(fleet, clock, arrivals)
      // The control: in the order in which they came some would have been passed by.
      expect(passedBy(arrivals, inOrderOfArrival(arrivals))).not.toEqual([])
      expect(passedBy(arrivals, served)).toEqual([])
      expect(new Set(served.map(({ vehicleId }) => vehicleId)).size).toBe(CARS)
      // A full bucket at first, and what a second brings from then on.
      for (const [second, all] of soFar(served).entries())
        expect(all).toBeLessThanOrEqual(PER_SECOND * (second + 1))
      expect(served.at(-1)?.second).toBeLessThanOrEqual(CARS / PER_SECOND / 0.95)
      // Each process is refused once for each place, and knows.
      expect(refused).toBeLessThanOrEqual(4)
    })
  })
})

async function inFleet(
  db: Database,
  story: (fleet: Fleet, clock: SteppedClock) => Promise<void>,
): Promise<void> {
  const clock = new SteppedClock(NOW)
  const fleet = await openFleet(db, {
    ...{ cars: CARS, clock, hints: createMemoryHints(clock), carsPerSecond: PER_SECOND, passesAtOnce: 2 },
  })
  try {
    await story(fleet, clock)
  } finally {
    await fleet.close()
  }
}

/** Two processes work in turns, second by second, on cars that become due meanwhile; each is served once. */
async function serve(fleet: Fleet, clock: SteppedClock, arrivals: readonly Arrival[]): Promise<Run> {
  const { db } = fleet
  await db.updateTable('vehicle_due').set({ due_at: NEVER, poked: false }).execute()
  const served: Served[] = []
  let refused = 0
  const from = clock.now()
  const services = [fleet.service, fleet.another()]
  for (let second = 0; served.length < CARS && second < CARS; second++) {
    for (const arrival of arrivals.filter((each) => each.second === second))
      await arrive(db, arrival, clock.now())
    for (const service of second % 2 === 0 ? services : services.toReversed())
      await lookAfterVehicles(
        hearing(service, (vehicleId, reason) => {
          if (reason === 'rate_limited') refused++
          else served.push({ vehicleId, second })
        }),
      )
    // Whoever was served has something else to do for the night.
    await db
      .updateTable('vehicle_due')
      .set({ due_at: NEVER })
      .where('vehicle_id', 'in', ['', ...served.map(({ vehicleId }) => vehicleId)])
      .execute()
    clock.stepTo(addSeconds(from, second + 1))
  }
  return { served, refused }
}

async function arrive(db: Database, { vehicleId, latestStart }: Arrival, now: Date): Promise<void> {
  const intent = {
    ...{ epoch: 1, desired: 'HOLD', cause: 'price', valid_until: latestStart, plan_id: null },
    ...{ reason: JSON.stringify({ code: 'not_plugged_in' }), decided_at: now, latest_start: latestStart },
  } as const
  await db
    .insertInto('intent')
    .values({ vehicle_id: vehicleId, ...intent })
    .execute()
  await db.updateTable('vehicle_due').set({ due_at: now }).where('vehicle_id', '=', vehicleId).execute()
}

function hearing(
  { control }: Service,
  hear: (vehicleId: string, reason: string) => void,
): Service['control'] {
  return {
    ...control,
    events: {
      ...control.events,
      passDone: ({ vehicleId, reason }) => {
        hear(vehicleId, reason)
      },
    },
  }
}

/** Cars that waited while another one was served whose latest start is later, and who had been there for longer than the grace. */
function passedBy(arrivals: readonly Arrival[], served: readonly Served[]): readonly string[] {
  const of = new Map(arrivals.map((arrival) => [arrival.vehicleId, arrival]))
  const at = new Map(served.map(({ vehicleId, second }) => [vehicleId, second]))
  return arrivals
    .filter(({ vehicleId, second, latestStart }) =>
      served.some((other) => {
        const isLater = (of.get(other.vehicleId)?.latestStart ?? NEVER) > latestStart
        const waitedFrom = second + SECONDS_OF_GRACE
        return isLater && other.second >= waitedFrom && other.second < (at.get(vehicleId) ?? Infinity)
      }),
    )
    .map(({ vehicleId }) => vehicleId)
}

/** What a queue of those who come does, at the whole rate. */
function inOrderOfArrival(arrivals: readonly Arrival[]): readonly Served[] {
  const first = arrivals.toSorted((a, b) => a.second - b.second)
  return first.map(({ vehicleId }, place) => ({ vehicleId, second: Math.floor(place / PER_SECOND) }))
}

/** How many were served by the end of each second. */
function soFar(served: readonly Served[]): readonly number[] {
  const last = served.at(-1)?.second ?? 0
  return Array.from(
    { length: last + 1 },
    (_, second) => served.filter((each) => each.second <= second).length,
  )
}
