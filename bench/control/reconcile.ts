import { addMinutes } from 'date-fns'
import { realClock, type Clock } from '../../src/base/clock.ts'
import { openFleet, startWorker, type Fleet } from '../../test/chaos/fleet.ts'
import { DUSK } from '../../test/simulator/support.ts'
import { openServerDatabase } from '../../test/support/server-database.ts'

const LATENCY_MS = 50
const MINUTE_MS = 60_000
const START = addMinutes(DUSK, 5)

/**
 * Vehicles reconciled per second: all are due, each is read, planned for and, since power is dear, stopped by a command,
 * over a carmaker that answers after 50 ms. Workers are processes of their own; the carmaker is in this one. Counted
 * between the first command and the last, as the carmaker got them.
 */
export async function reconciledPerSecond(url: string, workers: number, cars: number): Promise<number> {
  const database = await openServerDatabase(url)
  const begun: { real?: Date } = {}
  // It stands still during the first look: no car is due for its command before the workers are there.
  const clock: Clock = {
    now: () => new Date(START.getTime() + (begun.real === undefined ? 0 : MINUTE_MS + elapsedMs(begun.real))),
  }
  const fleet = await openFleet(database.db, {
    cars,
    clock,
    latencyMs: LATENCY_MS,
    car: { limitPercent: 90 },
  })
  // What is known of the cars at the first look makes all of them due for a command a minute later.
  while ((await fleet.service.tick()) > 0);
  const real = realClock.now()
  begun.real = real
  const running = { kind: 'running', real, world: addMinutes(START, 1), aheadSeconds: 0 } as const
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

function elapsedMs(instant: Date): number {
  return realClock.now().getTime() - instant.getTime()
}

/** When each car that was stopped was. */
function stops({ simulator }: Fleet): readonly number[] {
  return simulator
    .report()
    .cars.flatMap(({ effectiveCommands: [first] }) => (first === undefined ? [] : [first.at.getTime()]))
}
