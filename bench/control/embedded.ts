import { addMinutes } from 'date-fns'
import { SteppedClock } from '../../src/base/clock.ts'
import type { Database } from '../../src/database/database.ts'
import { PASSES_AT_ONCE } from '../../src/cli/passes-at-once.ts'
import { openTemporaryDatabase } from './temporary-database.ts'
import { openFleet, type Fleet } from '../../test/chaos/fleet.ts'
import { DUSK } from '../../test/simulator/support.ts'

const LATENCY_MS = 50

/**
 * One process on the embedded database: how long looking at what is due takes, in seconds, when `due` of `cars` are, so
 * often. Each time others are due, and all of them have to be read, planned for and stopped: no night asks for more.
 */
export async function embeddedTicks(cars: number, due: number, times: number): Promise<readonly number[]> {
  const database = await openTemporaryDatabase()
  const clock = new SteppedClock(addMinutes(DUSK, 5))
  const fleet = await openFleet(database.db, {
    cars,
    clock,
    latencyMs: LATENCY_MS,
    passesAtOnce: PASSES_AT_ONCE.embedded,
    car: { limitPercent: 90 },
  })
  while ((await fleet.service.tick()) > 0);
  clock.stepTo(addMinutes(clock.now(), 1))
  await database.db
    .updateTable('vehicle_due')
    .set({ due_at: addMinutes(clock.now(), 30) })
    .execute()
  const seconds: number[] = []
  for (let time = 0; time < times; time++) {
    await makeDueNow(database.db, fleet.vehicleIds.slice(time * due, (time + 1) * due), clock.now())
    seconds.push(await tick(fleet, due))
  }
  await fleet.close()
  await database.close()
  return seconds
}

async function makeDueNow(db: Database, vehicleIds: readonly string[], now: Date): Promise<void> {
  await db.updateTable('vehicle_due').set({ due_at: now }).where('vehicle_id', 'in', vehicleIds).execute()
}

async function tick({ service, simulator }: Fleet, due: number): Promise<number> {
  const before = stopsOf(simulator)
  const begin = performance.now()
  let lookedAfter = 0
  for (let more = 1; more > 0; lookedAfter += more) more = await service.lookAfter()
  const seconds = (performance.now() - begin) / 1000
  const stopped = stopsOf(simulator) - before
  if (lookedAfter < due || stopped !== due)
    throw new Error(
      `${String(lookedAfter)} of ${String(due)} vehicles were looked after, ${String(stopped)} stopped`,
    )
  return seconds
}

function stopsOf(simulator: Fleet['simulator']): number {
  return simulator.report().cars.flatMap(({ commands }) => commands.filter(({ kind }) => kind === 'stop'))
    .length
}
