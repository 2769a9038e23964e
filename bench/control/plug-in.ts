import axios from 'axios'
import { addMinutes } from 'date-fns'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { z } from 'zod'
import { realClock, type Clock } from '../../src/base/clock.ts'
import { systemRandomness } from '../../src/base/random.ts'
import { startTickers } from '../../src/cli/tickers.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { createRedisHints } from '../../src/hints/redis-hints.ts'
import { DUE_TOPIC } from '../../src/service.ts'
import { telemetrySecret } from '../../src/simulator/tesla/client.ts'
import { openFleet, startWorker, type Fleet } from '../../test/chaos/fleet.ts'
import { DUSK } from '../../test/simulator/support.ts'
import { openServerDatabase } from '../../test/support/server-database.ts'
import { SEED } from '../../test/support/stage-service.ts'
import { openTemporaryDatabase } from './temporary-database.ts'

const PUSHES = 20
/** As the server has it. */
const TICK_SECONDS = 5
const PLUGGED_IN = addMinutes(DUSK, 5)
const SEEN_AWAY_FOR_MINUTES = 10
const LONGEST_WAIT_SECONDS = 60

interface MovableClock {
  /** The instant of world time at which it was last set, and when that really was. */
  readonly begun: { readonly world: Date; readonly real: Date }
  readonly clock: Clock
  readonly passMinutes: (minutes: number) => void
}

/** Runs as real time does, and can be moved on. */
function movableClock(): MovableClock {
  const begun = { world: DUSK, real: realClock.now() }
  const now = () => new Date(begun.world.getTime() + realClock.now().getTime() - begun.real.getTime())
  const passMinutes = (minutes: number): void => {
    Object.assign(begun, { world: addMinutes(now(), minutes), real: realClock.now() })
  }
  return { begun, clock: { now }, passMinutes }
}

/**
 * Seconds from a Tesla's record over HTTP that it was plugged in to a stored plan of it, for each car, in order of size. One
 * process listens, another looks after the cars: with Redis between them, or without.
 */
export async function plansByWorker(url: string, redisUrl: string | null): Promise<readonly number[]> {
  const database = await openServerDatabase(url)
  const movable = movableClock()
  const { begun, clock } = movable
  const hints =
    redisUrl === null
      ? createMemoryHints(realClock)
      : await createRedisHints({ url: redisUrl, randomness: systemRandomness })
  const fleet = await openFleet(database.db, { ...awayUntilPlugged, clock, hints })
  await seeAway(fleet, movable)
  await startWorker(fleet, {
    ...{ databaseUrl: database.url, process: 1, redisUrl, tickSeconds: TICK_SECONDS },
    clock: { kind: 'running', ...begun, aheadSeconds: 0 },
  })
  const times = await pushAll(fleet, clock)
  await fleet.close()
  await hints.close()
  await database.close()
  return times
}

/** As {@link plansByWorker}, where one process on the embedded database does all of it. */
export async function plansEmbedded(): Promise<readonly number[]> {
  const database = await openTemporaryDatabase()
  const movable = movableClock()
  const { clock } = movable
  const hints = createMemoryHints(realClock)
  const fleet = await openFleet(database.db, { ...awayUntilPlugged, clock, hints })
  await seeAway(fleet, movable)
  const onFault = (where: string, error: unknown): void => {
    process.stderr.write(`${where}: ${String(error)}\n`)
  }
  const tickers = startTickers(fleet.service, { seconds: TICK_SECONDS, onFault })
  hints.onWake(DUE_TOPIC, () => {
    tickers.poke()
  })
  const times = await pushAll(fleet, clock)
  await tickers.stop()
  await fleet.close()
  await hints.close()
  await database.close()
  return times
}

const awayUntilPlugged = {
  cars: PUSHES,
  car: {
    limitPercent: 90,
    stays: [{ pluggedInAt: PLUGGED_IN, unpluggedAt: addMinutes(PLUGGED_IN, 13 * 60) }],
  },
}

/** Every car is known, with prices, as one that is away; then they are plugged in, and nobody is to look unless told to. */
async function seeAway(fleet: Fleet, { clock, passMinutes }: MovableClock): Promise<void> {
  while ((await fleet.service.tick()) > 0);
  passMinutes(SEEN_AWAY_FOR_MINUTES)
  await fleet.db
    .updateTable('vehicle_due')
    .set({ due_at: addMinutes(clock.now(), 30) })
    .execute()
}

async function pushAll(fleet: Fleet, clock: Clock): Promise<readonly number[]> {
  const server = createServer(fleet.service.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `${originOf(server)}/webhooks/tesla`
  const times: number[] = []
  for (const { vin } of fleet.simulator.report().cars) {
    // At any time between two ticks, never the same twice.
    await wait(300 + ((times.length * 1_370) % 4_700))
    times.push(await push(fleet, address, { vin, at: clock.now() }))
  }
  server.close()
  return times.toSorted((a, b) => a - b)
}

async function push(
  fleet: Fleet,
  address: string,
  { vin, at }: { readonly vin: string; readonly at: Date },
): Promise<number> {
  const before = await planned(fleet)
  const begin = performance.now()
  const data = [
    { key: 'DetailedChargeState', value: { detailedChargeStateValue: 'DetailedChargeStateCharging' } },
    { key: 'Soc', value: { doubleValue: 40 } },
  ]
  await axios.post(
    address,
    { vin, createdAt: at.toISOString(), isResend: false, data },
    { headers: { Authorization: `Bearer ${telemetrySecret(SEED)}` } },
  )
  const seconds = () => (performance.now() - begin) / 1000
  while ((await planned(fleet)) === before) {
    if (seconds() > LONGEST_WAIT_SECONDS) throw new Error('A car that was plugged in got no plan')
    await wait(10)
  }
  if ((await planned(fleet)) !== before + 1) throw new Error('A car that told nothing got a plan')
  return seconds()
}

/** Vehicles that have a plan. */
async function planned({ db }: Fleet): Promise<number> {
  return (await db.selectFrom('plan').select('vehicle_id').distinct().execute()).length
}

function originOf(server: Server): string {
  const { port } = z.object({ port: z.int() }).parse(server.address())
  return `http://127.0.0.1:${String(port)}`
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
