import axios from 'axios'
import { addMinutes, addSeconds, differenceInMilliseconds } from 'date-fns'
import { earliest } from '../../src/base/interval.ts'
import { SteppedClock } from '../../src/base/clock.ts'
import { hostOf } from '../../src/carmakers/host.ts'
import { settle, stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { openServerDatabase } from '../support/server-database.ts'
import { openFleet, SERVER_URL, type Fleet } from './fleet.ts'
import { vinsOf } from './vins.ts'

/** An hour before the cheap hours begin, and an hour more. */
const HOME = new Date('2024-12-12T21:30:00Z')
const LEAVING = new Date('2024-12-13T06:30:00Z')
/** Between two looks at what is due, as in production. */
const TICK_SECONDS = 15
/** Every fault the simulator takes at once. */
const ALL = 10_000
/** Failed calls by which a process finds an outage. */
const FAILURES = 20

/** Cars that came home late, some nearly empty, and a carmaker that can be away. */
export interface Outage {
  readonly fleet: Fleet
  readonly clock: SteppedClock
  close(): Promise<void>
}

export async function openOutage(
  cars: number,
  limits: { readonly carsPerSecond?: number } = {},
): Promise<Outage> {
  const database = await openServerDatabase(SERVER_URL ?? '')
  const clock = new SteppedClock(HOME)
  const car = { limitPercent: 90, stays: [{ pluggedInAt: HOME, unpluggedAt: LEAVING }] }
  const fleet = await openFleet(database.db, {
    ...{ cars, clock, hints: createMemoryHints(clock), car, ...limits },
    // The emptiest has to begin while the carmaker is away, and can still be ready when it is back.
    socPercentOf: (n) => 15 + ((n * 7) % 40),
  })
  const close = async (): Promise<void> => {
    await fleet.close()
    await database.close()
  }
  return { fleet, clock, close }
}

/** Answers nothing but server errors to any car, or works again. */
export async function setAway({ fleet }: Pick<Outage, 'fleet'>, isAway: boolean): Promise<void> {
  const fault = { kind: 'http-500', times: isAway ? ALL : 0 }
  await axios.post(`${fleet.simulator.url}/_simulator/faults`, fault)
}

/** The carmaker goes away. The first process finds it out; all cars are due, and wait. */
export async function loseCarmaker({ fleet, clock }: Pick<Outage, 'fleet' | 'clock'>): Promise<void> {
  const { deps, db, service } = fleet
  await setAway({ fleet }, true)
  clock.stepTo(addMinutes(clock.now(), 1))
  for (let n = 0; n < FAILURES; n++) deps.breaker.tell(hostOf(deps.carmaker('tesla'), null), false)
  await db.updateTable('vehicle_due').set({ due_at: clock.now() }).execute()
  await settle(service, clock)
}

/** What reached the carmaker between two looks. */
export interface Looked {
  readonly at: Date
  readonly vins: readonly string[]
  readonly requests: number
}

/** Plays world time from one due instant to the next, and tells what was asked of the carmaker each time. */
export async function play(
  { fleet, clock }: Pick<Outage, 'fleet' | 'clock'>,
  until: Date,
): Promise<readonly Looked[]> {
  const watch = watchRequests(fleet)
  await stepWorld(fleet.service, clock, until, (now) => {
    watch.look(now)
    return Promise.resolve()
  })
  return watch.looks
}

/** The same by ticks as in production: cars that wait become due one by one, too many instants to step to each. */
export async function playTicks({ fleet, clock }: Outage, until: Date): Promise<readonly Looked[]> {
  const watch = watchRequests(fleet)
  while (clock.now() < until) {
    await settle(fleet.service, clock)
    watch.look(clock.now())
    clock.stepTo(earliest(addSeconds(clock.now(), TICK_SECONDS), until))
  }
  return watch.looks
}

interface Watch {
  readonly looks: Looked[]
  look(now: Date): void
}

export function watchRequests({ simulator }: Fleet): Watch {
  const looks: Looked[] = []
  let before = simulator.callsByVin()
  return {
    looks,
    look: (at) => {
      const now = simulator.callsByVin()
      const vins = [...now.keys()].filter((vin) => now.get(vin) !== before.get(vin))
      if (vins.length > 0) looks.push({ at, vins, requests: total(now) - total(before) })
      before = now
    },
  }
}

function total(requests: ReadonlyMap<string, number>): number {
  return [...requests.values()].reduce((sum, count) => sum + count, 0)
}

export function requestsIn(looks: readonly Looked[]): number {
  return looks.reduce((sum, { requests }) => sum + requests, 0)
}

/** Vehicle identification numbers of all cars, the one that has to begin first in front. */
export async function byLatestStart({ fleet }: Outage): Promise<readonly string[]> {
  const intents = await fleet.db.selectFrom('intent').select(['vehicle_id', 'latest_start']).execute()
  const starts = new Map(intents.map(({ vehicle_id, latest_start }) => [vehicle_id, latest_start]))
  return [...(await vinsOf(fleet))]
    .toSorted(([a], [b]) => differenceInMilliseconds(startOf(starts, a), startOf(starts, b)))
    .map(([, vin]) => vin)
}

function startOf(starts: ReadonlyMap<string, Date | null>, id: string): Date {
  const start = starts.get(id)
  if (start === undefined || start === null) throw new Error(`No latest start is known of ${id}`)
  return start
}
