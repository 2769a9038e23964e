import { claimVehicle } from '../database/claim-one.ts'
import type { Hints } from '../hints/hints.ts'
import { makeDueInTurn } from '../vehicles/turn-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { beginEvacuation, findHeldCars, type HeldCar } from './evacuation-store.ts'
import { safely } from './loop.ts'

export interface EvacuationOptions {
  /** Cars per second at each carmaker. */
  readonly perSecond: number
  readonly hints: Pick<Hints, 'takeToken'>
  /** Waits for a moment of process time. */
  readonly wait: (milliseconds: number) => Promise<void>
  /** Cars worked on at once. */
  readonly atOnce: number
  /** Ends the work, with what is done by then. */
  readonly until: Date
  readonly onProgress?: ((progress: EvacuationProgress) => void) | undefined
}

export interface EvacuationProgress {
  /** Cars that stood because of us when it began. */
  readonly found: number
  readonly givenBack: number
  /** Still held. */
  readonly left: number
}

/** Between two looks for cars that are not given back yet, ms. */
const PAUSE_MS = 1_000

/**
 * Gives every car back that stands because of us, those first whose latest start is nearest, at each carmaker no faster than
 * told. First it is written down that none may be held any more, so running workers help instead of stopping them again, and
 * whoever is killed here goes on where it was: what is left is what the database says.
 *
 * @returns what was done; `left` is 0 unless `until` came first
 */
export async function evacuate(
  deps: ControlDependencies,
  options: EvacuationOptions,
): Promise<EvacuationProgress> {
  await beginEvacuation(deps.db, deps.clock.now())
  const first = await findHeldCars(deps.db)
  await takeTurns(deps, first, options.perSecond)
  const known = new Set(first.map(({ vehicleId }) => vehicleId))
  for (;;) {
    const held = await findHeldCars(deps.db)
    for (const { vehicleId } of held) known.add(vehicleId)
    const progress = { found: known.size, givenBack: known.size - held.length, left: held.length }
    options.onProgress?.(progress)
    if (held.length === 0 || deps.clock.now() >= options.until) return progress
    const due = held.filter(({ dueAt }) => dueAt <= deps.clock.now())
    await giveBackAll(deps, options, due)
    await options.wait(PAUSE_MS)
  }
}

/** Each car becomes due when its turn comes: whoever takes it then, this process or a worker, all together keep to the rate. */
async function takeTurns(
  { db, clock }: ControlDependencies,
  cars: readonly HeldCar[],
  perSecond: number,
): Promise<void> {
  const from = clock.now()
  for (const carmaker of new Set(cars.map((car) => car.carmaker))) {
    const ids = cars.filter((car) => car.carmaker === carmaker).map(({ vehicleId }) => vehicleId)
    await db.transaction().execute((trx) => makeDueInTurn(trx, ids, { from, perSecond }))
  }
}

/** One round, several cars at once, begun in order. */
async function giveBackAll(
  deps: ControlDependencies,
  options: EvacuationOptions,
  cars: readonly HeldCar[],
): Promise<void> {
  const waiting = [...cars]
  const worker = async (): Promise<void> => {
    for (let car = waiting.shift(); car !== undefined; car = waiting.shift()) {
      if (deps.clock.now() >= options.until) return
      await turnOf(car, options)
      const claim = await claimVehicle(deps.db, car.vehicleId, deps.clock.now())
      if (claim !== undefined) await safely(deps, claim)
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.atOnce, cars.length) }, worker))
}

async function turnOf({ carmaker }: HeldCar, { perSecond, hints, wait }: EvacuationOptions): Promise<void> {
  const limit = { perSecond, burst: Math.max(1, perSecond) }
  while (!(await hints.takeToken(`evacuate:${carmaker}`, limit))) await wait(1_000 / perSecond)
}
