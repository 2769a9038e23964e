import { addMinutes } from 'date-fns'
import { SteppedClock } from '../../src/base/clock.ts'
import { openTemporaryDatabase } from './temporary-database.ts'
import { openFleet } from '../../test/chaos/fleet.ts'
import { DUSK } from '../../test/simulator/support.ts'

const LATENCY_MS = 50

/** One process on the embedded database: how long a look at what is due takes, in seconds, when `due` of `cars` are. */
export async function embeddedTick(cars: number, due: number): Promise<number> {
  const database = await openTemporaryDatabase()
  const clock = new SteppedClock(addMinutes(DUSK, 5))
  const fleet = await openFleet(database.db, {
    cars,
    clock,
    latencyMs: LATENCY_MS,
    car: { limitPercent: 90 },
  })
  while ((await fleet.service.tick()) > 0);
  clock.stepTo(addMinutes(clock.now(), 1))
  const later = addMinutes(clock.now(), 30)
  await database.db.updateTable('vehicle_due').set({ due_at: later }).execute()
  await database.db
    .updateTable('vehicle_due')
    .set({ due_at: clock.now() })
    .where('vehicle_id', 'in', fleet.vehicleIds.slice(0, due))
    .execute()
  const begin = performance.now()
  let lookedAfter = 0
  for (let more = 1; more > 0; lookedAfter += more) more = await fleet.service.lookAfter()
  const seconds = (performance.now() - begin) / 1000
  if (lookedAfter < due)
    throw new Error(`${String(lookedAfter)} of ${String(due)} vehicles were looked after`)
  await fleet.close()
  await database.close()
  return seconds
}
