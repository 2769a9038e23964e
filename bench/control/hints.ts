import { addMinutes } from 'date-fns'
import { realClock, type Clock } from '../../src/base/clock.ts'
import { systemRandomness } from '../../src/base/random.ts'
import { chargeNow } from '../../src/control/charge-now.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { createRedisHints } from '../../src/hints/redis-hints.ts'
import { openServerDatabase } from '../../test/support/server-database.ts'
import { openFleet, startWorker, type Fleet } from '../../test/chaos/fleet.ts'
import { DUSK } from '../../test/simulator/support.ts'

const PRESSES = 12
/** As the server has it. */
const TICK_SECONDS = 5
const START = addMinutes(DUSK, 5)

/**
 * Seconds from a driver's "charge now" in one process to the command that another sends, each time it was pressed, in
 * order of size: with Redis between the processes, or without.
 */
export async function wakeUps(url: string, redisUrl: string | null): Promise<readonly number[]> {
  const database = await openServerDatabase(url)
  const real = realClock.now()
  const clock: Clock = { now: () => new Date(START.getTime() + realClock.now().getTime() - real.getTime()) }
  const hints =
    redisUrl === null
      ? createMemoryHints(realClock)
      : await createRedisHints({ url: redisUrl, randomness: systemRandomness })
  const fleet = await openFleet(database.db, { cars: PRESSES, clock, hints, car: { limitPercent: 90 } })
  while ((await fleet.service.fetchPrices()) > 0);
  const running = { kind: 'running', real, world: START, aheadSeconds: 0 } as const
  const worker = await startWorker(fleet, {
    ...{ databaseUrl: database.url, process: 1, clock: running, redisUrl, tickSeconds: TICK_SECONDS },
  })
  while (commands(fleet, 'stop') < PRESSES) await moment()
  const times: number[] = []
  for (const vehicleId of fleet.vehicleIds) times.push(await press(fleet, vehicleId))
  worker.child.kill('SIGKILL')
  await hints.close()
  await fleet.close()
  await database.close()
  return times.toSorted((a, b) => a - b)
}

async function press(fleet: Fleet, vehicleId: string): Promise<number> {
  // At any time between two ticks, never the same twice.
  await new Promise((resolve) => setTimeout(resolve, 300 + ((commands(fleet, 'start') * 1_370) % 4_700)))
  const before = commands(fleet, 'start')
  const begin = performance.now()
  await chargeNow(fleet.deps, vehicleId)
  while (commands(fleet, 'start') === before) await moment()
  return (performance.now() - begin) / 1000
}

function commands({ simulator }: Fleet, kind: 'start' | 'stop'): number {
  return simulator.report().cars.filter((car) => car.commands.some((command) => command.kind === kind)).length
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10))
}
