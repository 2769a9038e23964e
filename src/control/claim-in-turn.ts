import { hostsOf } from '../carmakers/host.ts'
import type { CarmakerName } from '../carmakers/registry.ts'
import { claimDue, type Claim } from '../database/claim-due.ts'
import { claimVehicle } from '../database/claim-one.ts'
import type { ControlDependencies } from './dependencies.ts'
import { dueBeside, queueOf, type Line } from './queue-store.ts'
import type { Queue } from './queues.ts'
import { tellWaits } from './tell-waits.ts'

/** A vehicle to work on now. */
export interface Taken {
  readonly claim: Claim
  /** Its share of its carmaker's rate has been taken already. */
  readonly isPaid: boolean
}

/** So long the order of a queue holds, ms. */
const ORDER_HOLDS_MS = 1_000
/** Drivers of cars that wait for long are told at most this often, ms. */
const TOLD_EVERY_MS = 60_000

/**
 * Claims up to `limit` vehicles that are due. Where more cars wait than their carmaker may be asked about, a turn is taken first and
 * then the car whose latest start is nearest: nobody is looked at only to be refused, and whoever becomes due later passes nobody by.
 * Processes need not agree: all follow the same order, and a car that another one has taken gives its turn to the next.
 */
export async function claimInTurn(deps: ControlDependencies, limit: number): Promise<readonly Taken[]> {
  const { db, clock, queues } = deps
  const taken: Taken[] = []
  for (const carmaker of queues.all()) taken.push(...(await claimFrom(deps, carmaker, limit - taken.length)))
  const left = limit - taken.length
  const carmakers = queues.all()
  const claims =
    carmakers.length === 0
      ? await claimDue(db, { table: 'vehicle_due', now: clock.now(), limit: left })
      : await claimBeside(
          deps,
          carmakers.map((carmaker) => lineOf(deps, carmaker)),
          left,
        )
  return [...taken, ...claims.map((claim) => ({ claim, isPaid: false }))]
}

async function claimFrom(
  deps: ControlDependencies,
  carmaker: CarmakerName,
  limit: number,
): Promise<readonly Taken[]> {
  const taken: Taken[] = []
  while (taken.length < limit) {
    const claim = await claimNext(deps, carmaker)
    if (claim === undefined) break
    taken.push({ claim, isPaid: true })
  }
  return taken
}

/** @returns undefined if nobody waits, or the rate is used up */
async function claimNext(deps: ControlDependencies, carmaker: CarmakerName): Promise<Claim | undefined> {
  const { db, clock, queues, takeTurn } = deps
  for (;;) {
    const queue = await lookUp(deps, carmaker)
    const [next, ...vehicleIds] = queue?.vehicleIds ?? []
    if (queue === undefined || next === undefined) {
      queues.end(carmaker)
      return undefined
    }
    if (!queue.hasTurn && !(await takeTurn(carmaker))) return undefined
    const claim = await claimVehicle(db, next, clock.now())
    queues.write(carmaker, { ...queue, vehicleIds, hasTurn: claim === undefined })
    if (claim !== undefined) return claim
  }
}

async function lookUp(deps: ControlDependencies, carmaker: CarmakerName): Promise<Queue | undefined> {
  const { db, clock, processClock, queues, carsPerSecond, passesAtOnce } = deps
  const queue = queues.of(carmaker)
  const line = lineOf(deps, carmaker)
  const at = processClock.now().getTime()
  if (queue === undefined || isAllAway(deps, carmaker)) return undefined
  const isOrdered = queue.vehicleIds.length > 0 && at < queue.lookedUpAt + ORDER_HOLDS_MS
  if (isOrdered && queue.away === line.away.length) return queue
  const limit = Math.max(passesAtOnce, Math.ceil(carsPerSecond))
  const vehicleIds = await queueOf(db, { line, now: clock.now(), limit })
  const isToBeTold = at >= queue.toldAt + TOLD_EVERY_MS
  if (isToBeTold) await tellWaits(deps, line)
  const toldAt = isToBeTold ? at : queue.toldAt
  const looked = { ...queue, vehicleIds, away: line.away.length, lookedUpAt: at, toldAt }
  queues.write(carmaker, looked)
  return looked
}

function lineOf({ carmaker: made, breaker }: ControlDependencies, carmaker: CarmakerName): Line {
  const regions = made(carmaker).regions?.all ?? []
  const isAway = (region: string): boolean => breaker.openOf({ carmaker, region }) !== null
  return { carmaker, regions, away: regions.map(({ name }) => name).filter(isAway) }
}

/** Nobody is to be asked then, but by those who find out. */
function isAllAway({ carmaker: made, breaker }: ControlDependencies, carmaker: CarmakerName): boolean {
  return hostsOf(made(carmaker)).every((host) => breaker.openOf(host) !== null)
}

async function claimBeside(
  { db, clock }: ControlDependencies,
  lines: readonly Line[],
  limit: number,
): Promise<readonly Claim[]> {
  const now = clock.now()
  const ids = limit === 0 ? [] : await dueBeside(db, { lines, now, limit })
  const claims = await Promise.all(ids.map((id) => claimVehicle(db, id, now)))
  return claims.filter((claim) => claim !== undefined)
}
