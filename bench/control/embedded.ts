import { addMinutes } from 'date-fns'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SteppedClock } from '../../src/base/clock.ts'
import { thisProcess } from '../../src/cli/this-process.ts'
import { openEmbedded } from '../../src/database/database.ts'
import { compiled } from '../../test/support/compiled.ts'
import { openFleet, type Fleet } from '../../test/chaos/fleet.ts'
import { DUSK } from '../../test/simulator/support.ts'
import { reportSchema, type Beginning, type Order, type TickReport } from './tick-orders.ts'

const LATENCY_MS = 50

/**
 * One process on the embedded database: how long looking at what is due takes, in seconds, when `due` of `cars` are, so
 * often. Each time others are due, and all of them have to be read, planned for and stopped: no night asks for more. The carmaker is in
 * this process, the one that is measured is another.
 */
export async function embeddedTicks(cars: number, due: number, times: number): Promise<readonly number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ladeplan-bench-'))
  const clock = new SteppedClock(addMinutes(DUSK, 5))
  const fleet = await seenOnce(directory, cars, clock)
  clock.stepTo(addMinutes(clock.now(), 1))
  const child = await start({ directory, simulatorUrl: fleet.simulator.url })
  const seconds: number[] = []
  for (let time = 0; time < times; time++) {
    const vehicleIds = fleet.vehicleIds.slice(time * due, (time + 1) * due)
    seconds.push(await tick(child, fleet, { now: clock.now(), vehicleIds }))
  }
  child.disconnect()
  await once(child, 'exit')
  await fleet.close()
  rmSync(directory, { recursive: true, force: true })
  return seconds
}

/** Cars that have been looked at once, and are not due again by themselves. */
async function seenOnce(directory: string, cars: number, clock: SteppedClock): Promise<Fleet> {
  const database = await openEmbedded({ directory, process: thisProcess })
  const fleet = await openFleet(database.db, {
    cars,
    clock,
    latencyMs: LATENCY_MS,
    car: { limitPercent: 90 },
  })
  while ((await fleet.service.tick()) > 0);
  await database.db
    .updateTable('vehicle_due')
    .set({ due_at: addMinutes(clock.now(), 30) })
    .execute()
  await database.close()
  return fleet
}

async function start(beginning: Beginning): Promise<ChildProcess> {
  const script = compiled('bench/control/tick-process.ts')
  const child = fork(script, [JSON.stringify(beginning)], { execArgv: [] })
  await once(child, 'message')
  return child
}

async function tick(child: ChildProcess, { simulator }: Fleet, order: Order): Promise<number> {
  const before = stopsOf(simulator)
  const told = once(child, 'message')
  child.send(order)
  const { seconds, lookedAfter }: TickReport = reportSchema.parse((await told)[0])
  const stopped = stopsOf(simulator) - before
  const due = order.vehicleIds.length
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
