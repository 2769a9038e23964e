import axios from 'axios'
import { addMinutes, addSeconds } from 'date-fns'
import { sql } from 'kysely'
import { setTimeout as pass } from 'node:timers/promises'
import { z } from 'zod'
import { SteppedClock } from '../../src/base/clock.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { cancelChargeNow, chargeNow } from '../../src/control/charge-now.ts'
import { DUSK } from '../simulator/support.ts'
import { openServerDatabase } from '../support/server-database.ts'
import type { Step } from './dispatch-steps.ts'
import { FROZEN_MS } from './freezing-events.ts'
import { kill, openFleet, SERVER_URL, startWorker, type Fleet, type Worker } from './fleet.ts'

/** Every kill meets as many dispatches at its step. */
export const CARS = 10
/** Time in which a car shows what it was told, and a lost command is sent again. */
const SETTLING_MINUTES = 15
const LOOK_MS = 50
/** A process that has sent something looks again this much later. */
const LOOK_AGAIN_SECONDS = 40

/** Ten cars that came home at dusk and are held back, since power is dear until late at night. */
export interface World {
  readonly fleet: Fleet
  readonly clock: SteppedClock
  readonly databaseUrl: string
  /** What the drivers asked for last. */
  wanted: 'start' | 'stop'
  processes: number
  close(): Promise<void>
}

export async function openWorld(serverUrl = SERVER_URL ?? ''): Promise<World> {
  const database = await openServerDatabase(serverUrl)
  const clock = new SteppedClock(DUSK)
  const fleet = await openFleet(database.db, { cars: CARS, clock, car: { limitPercent: 90 } })
  const close = async (): Promise<void> => {
    await fleet.close()
    await database.close()
  }
  const world: World = { fleet, clock, databaseUrl: database.url, wanted: 'stop', processes: 100, close }
  await settle(world)
  return world
}

/** A process that lives sees to everything until all has settled. */
export function settle({ fleet, clock }: Pick<World, 'fleet' | 'clock'>): Promise<void> {
  return stepWorld(fleet.service, clock, addMinutes(clock.now(), SETTLING_MINUTES))
}

/** Every driver changes their mind: charge now, or as planned after all. */
export async function flip(world: World): Promise<void> {
  world.wanted = world.wanted === 'stop' ? 'start' : 'stop'
  const ask = world.wanted === 'start' ? chargeNow : cancelChargeNow
  for (const id of world.fleet.vehicleIds) await ask(world.fleet.deps, id)
}

/** Every driver changes their mind, and the process that acts on it is killed at a step of all these dispatches. */
export async function dieAt(world: World, step: Step): Promise<void> {
  await flip(world)
  const doomed = await startWorker(world.fleet, {
    databaseUrl: world.databaseUrl,
    process: ++world.processes,
    clock: { kind: 'stepped', now: world.clock.now() },
    stallAt: step,
  })
  if (step === 'sent' || step === 'accepted') await killOnTheWay(world, step, doomed)
  else await killAt(world, step, doomed)
  // The dead process's leases run out by the database's clock; that is not waited for.
  await world.fleet.db.updateTable('vehicle_due').set({ lease_until: null }).execute()
}

export interface Zombie {
  readonly worker: Worker
  /** When the other processes may take over, by process time. */
  readonly since: number
}

/** The process that acts on what drivers ask for stands still with a command in hand, until its leases are over. */
export async function freeze(
  world: World,
  defects: { readonly how: 'stopped' | 'busy'; readonly sendsLate: boolean },
): Promise<Zombie> {
  const { how, sendsLate } = defects
  const worker = await startWorker(world.fleet, {
    databaseUrl: world.databaseUrl,
    process: ++world.processes,
    clock: { kind: 'stepped', now: world.clock.now() },
    ...{ freeze: how, sendsLate },
  })
  order(world, worker)
  await worker.until('freezing')
  if (worker.told('freezing') === 0) throw new Error('The process ended before it froze')
  const since = performance.now()
  while (await isServed(world)) await pass(LOOK_MS)
  await world.fleet.db.updateTable('vehicle_due').set({ lease_until: null }).execute()
  return { worker, since }
}

/**
 * Of other cars it may have asked something just before, which renews their leases, or have been in the middle of a transaction: what
 * that has locked is free once the server ends it.
 */
async function isServed({ fleet }: World): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend'
      and pid <> pg_backend_pid() and state <> 'idle'`.execute(fleet.db)
  return rows.length > 0
}

/** Lets it go on, and waits until it has done what it was about to do. */
export async function thaw({ worker, since }: Zombie): Promise<void> {
  await pass(Math.max(0, since + FROZEN_MS - performance.now()))
  worker.child.kill('SIGCONT')
  await worker.until('done')
}

async function killAt(world: World, step: Step, doomed: Worker): Promise<void> {
  order(world, doomed)
  if (step === 'verified') {
    await doomed.until('done')
    world.clock.stepTo(addSeconds(world.clock.now(), LOOK_AGAIN_SECONDS))
    order(world, doomed)
  }
  // A claim takes all cars at once.
  await doomed.until('reached', step === 'leased' ? 1 : CARS)
  await kill(doomed)
}

const SILENCE = { sent: 'silence-before-effect', accepted: 'silence-after-effect' } as const

/** The carmaker has got the commands and answers none. */
async function killOnTheWay(
  { fleet, clock }: World,
  step: keyof typeof SILENCE,
  doomed: Worker,
): Promise<void> {
  const faults = `${fleet.simulator.url}/_simulator/faults`
  await axios.post(faults, { kind: SILENCE[step], times: CARS })
  order({ clock }, doomed)
  const armed = async (): Promise<number> => z.array(z.unknown()).parse((await axios.get(faults)).data).length
  while ((await armed()) > 0);
  await kill(doomed)
}

function order({ clock }: Pick<World, 'clock'>, { child }: Worker): void {
  child.send({ now: clock.now() })
}
