import { addMinutes } from 'date-fns'
import { realClock, type Clock } from '../../src/base/clock.ts'
import { openFleet, startWorker, type Fleet } from '../../test/chaos/fleet.ts'
import { DUSK } from '../../test/simulator/support.ts'
import { openServerDatabase } from '../../test/support/database.ts'

const LATENCY_MS = 50
const START = addMinutes(DUSK, 5)

/**
 * Vehicles reconciled per second: all are due, each is read, planned for and, since power is dear, stopped by a command,
 * over a carmaker that answers after 50 ms. Workers are processes of their own; the carmaker is in this one. Counted
 * between the first command and the last, as the carmaker got them.
 */
export async function reconciledPerSecond(url: string, workers: number, cars: number): Promise<number> {
  const database = await openServerDatabase(url)
  const real = realClock.now()
  const world = { began: START }
  const clock: Clock = {
    now: () => new Date(world.began.getTime() + realClock.now().getTime() - real.getTime()),
  }
  const fleet = await openFleet(database.db, {
    cars,
    clock,
    latencyMs: LATENCY_MS,
    car: { limitPercent: 90 },
  })
  // What is known of the cars at the first look makes all of them due for a command a minute later.
  while ((await fleet.service.tick()) > 0);
  world.began = addMinutes(START, 1)
  const running = { kind: 'running', real, world: world.began, aheadSeconds: 0 } as const
  const processes = await Promise.all(
    Array.from({ length: workers }, (_, n) =>
      startWorker(fleet, { databaseUrl: database.url, clock: running, process: n + 1 }),
    ),
  )
  while (stops(fleet).length < cars) await new Promise((resolve) => setTimeout(resolve, 50))
  for (const { child } of processes) child.kill('SIGKILL')
  const times = stops(fleet)
  await fleet.close()
  await database.close()
  return ((cars - 1) * 1000) / (Math.max(...times) - Math.min(...times))
}

/** When each car that was stopped was. */
function stops({ simulator }: Fleet): readonly number[] {
  return simulator
    .report()
    .cars.flatMap(({ effectiveCommands: [first] }) => (first === undefined ? [] : [first.at.getTime()]))
}
