import { addMinutes, addSeconds } from 'date-fns'
import { setTimeout as pass } from 'node:timers/promises'
import { seededRandomness } from '../../src/base/random.ts'
import { ConflictError } from '../../src/base/errors.ts'
import { chargeNow } from '../../src/control/charge-now.ts'
import { realClock, type Clock } from '../../src/base/clock.ts'
import { DUSK } from '../simulator/support.ts'
import { openServerDatabase } from '../support/server-database.ts'
import { openFleet, SERVER_URL, startWorker, type Fleet, type Worker } from './fleet.ts'
import { vinsOf } from './vins.ts'
import type { Beginning } from './worker-orders.ts'

/** Long enough after they have come home for all cars to charge by themselves. */
const START = addMinutes(DUSK, 5)
/** Between the first look at a car and the first command, and some more: however long the first looks took, all are due. */
const FIRST_LOOK_SECONDS = 60
/** How long after the end of a storm every car has to be in the wanted state. */
export const CALM_SECONDS = 60
/** Of the cars, this many drivers ask for "charge now" in the course of a storm. */
const ASKING_SHARE = 0.5

/** A fleet in running time, processes that look after it, and what disturbs them. */
export interface Storm {
  readonly fleet: Fleet
  readonly workers: Worker[]
  /** Starts one more process. */
  start(changes?: Partial<Beginning>): Promise<Worker>
  close(): Promise<void>
}

export async function openStorm(cars: number): Promise<Storm> {
  const database = await openServerDatabase(SERVER_URL ?? '')
  const real = realClock.now()
  const world = { began: START }
  const clock: Clock = {
    now: () => new Date(world.began.getTime() + realClock.now().getTime() - real.getTime()),
  }
  const fleet = await openFleet(database.db, { cars, clock, car: { limitPercent: 90 } })
  // This process looks once; from then on all cars are to be stopped, and nothing else is done here.
  while ((await fleet.service.tick()) > 0);
  world.began = addSeconds(START, FIRST_LOOK_SECONDS)
  const workers: Worker[] = []
  let processes = 100
  return {
    fleet,
    workers,
    start: async (changes = {}) => {
      const running = { kind: 'running', real, world: world.began, aheadSeconds: 0 } as const
      const worker = await startWorker(fleet, {
        ...{ databaseUrl: database.url, process: ++processes, clock: running },
        ...changes,
      })
      workers.push(worker)
      return worker
    },
    close: async () => {
      await fleet.close()
      await database.close()
    },
  }
}

/** Cars that have been told to stop so many seconds from now, or as soon as all have. */
export async function stoppedWithin({ fleet }: Storm, seconds: number): Promise<number> {
  const end = realClock.now().getTime() + seconds * 1000
  const { cars } = fleet.simulator.report()
  const stopped = (): number =>
    fleet.simulator.report().cars.filter(({ effectiveCommands }) => effectiveCommands.length > 0).length
  while (stopped() < cars.length && realClock.now().getTime() < end) await pass(250)
  return stopped()
}

/** What came of a storm, as the carmaker and the drivers see it. */
export interface Aftermath {
  readonly asked: number
  /** Cars that do not do what is wanted, so long after the storm. */
  readonly wrong: number
  /** Seconds after the end of the storm until every car did. */
  readonly calmAfter: number
  /** Commands of a kind that the car had obeyed already. */
  readonly doubled: number
}

export interface Rage {
  readonly seconds: number
  readonly everySeconds: number
  readonly disturb: () => Promise<void>
  /** Seconds after the end within which every car has to be in the wanted state. */
  readonly calmWithin?: number
}

/**
 * Lets drivers ask for "charge now" and disturbs the processes every so often, for so many seconds. All cars are held back
 * at first, since power is dear.
 */
export async function rage(
  storm: Storm,
  { seconds, everySeconds, disturb, calmWithin = CALM_SECONDS }: Rage,
): Promise<Aftermath> {
  const { fleet } = storm
  const waiting = shuffled(fleet.vehicleIds).slice(0, Math.round(fleet.vehicleIds.length * ASKING_SHARE))
  const asked = new Set<string>()
  const rounds = Math.ceil(seconds / everySeconds)
  const perRound = Math.ceil(waiting.length / rounds)
  for (let round = 0; round < rounds; round++) {
    const next = pass(everySeconds * 1000)
    for (const id of waiting.splice(0, perRound)) {
      if (await asksFor(fleet, id)) asked.add(id)
      else waiting.push(id)
    }
    await disturb()
    await next
  }
  return calm(fleet, asked, calmWithin)
}

/** @returns false if nothing is known of the car yet */
async function asksFor({ deps }: Fleet, vehicleId: string): Promise<boolean> {
  try {
    await chargeNow(deps, vehicleId)
    return true
  } catch (error) {
    if (error instanceof ConflictError) return false
    throw error
  }
}

async function calm(fleet: Fleet, asked: ReadonlySet<string>, within: number): Promise<Aftermath> {
  const wanted = await wantedOf(fleet, asked)
  const ended = realClock.now().getTime()
  const passed = (): number => (realClock.now().getTime() - ended) / 1000
  const wrong = (): number => fleet.simulator.report().cars.filter((car) => !wanted(car)).length
  while (wrong() > 0 && passed() < within) await pass(250)
  return { asked: asked.size, wrong: wrong(), calmAfter: passed(), doubled: doubledIn(fleet) }
}

/** Figures for docs/reference/chaos.md. */
export function report(what: string, after: Aftermath): void {
  process.stdout.write(`${what}: ${JSON.stringify(after)}\n`)
}

type Car = ReturnType<Fleet['simulator']['report']>['cars'][number]

/** Told to charge if its driver asked for it, and to stand if not: it shows that within 15 s. */
async function wantedOf(fleet: Fleet, asked: ReadonlySet<string>): Promise<(car: Car) => boolean> {
  const asking = new Set([...(await vinsOf(fleet))].filter(([id]) => asked.has(id)).map(([, vin]) => vin))
  const isOn = ({ status, effectiveCommands }: Car): boolean =>
    effectiveCommands.length === 0 ? status !== 'connected' : effectiveCommands.at(-1)?.kind === 'start'
  if (asking.size !== asked.size || fleet.simulator.report().cars.length === 0)
    throw new Error('Cars are missing')
  return (car) => isOn(car) === asking.has(car.vin)
}

/** A command that follows another of its kind, and was not lost on the way. */
function doubledIn({ simulator }: Fleet): number {
  return simulator
    .report()
    .cars.map(({ commands }) =>
      commands.filter(({ kind, answered }) => kind !== 'wake' && answered !== 'lost'),
    )
    .reduce(
      (sum, commands) => sum + commands.filter(({ kind }, n) => kind === commands[n - 1]?.kind).length,
      0,
    )
}

function shuffled(ids: readonly string[]): string[] {
  const dice = seededRandomness('storm')
  return ids
    .map((id) => ({ id, order: dice.id() }))
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ id }) => id)
}
