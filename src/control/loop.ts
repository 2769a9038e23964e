import { addMinutes } from 'date-fns'
import { fenced, LeaseLostError, settleDue, type Claim } from '../database/claim-due.ts'
import { claimInTurn, type Taken } from './claim-in-turn.ts'
import type { ControlDependencies } from './dependencies.ts'
import { pass } from './pass.ts'
import { prepare, prepareAll } from './prepare.ts'

/** So many passes for each place, and the process looks after other things before it goes on. */
const PASSES_PER_PLACE = 8
/** From a claim that left places free to the next. */
const CLAIM_PAUSE_MS = 100
/** After a fault of our own the vehicle is looked at again soon, not at once. */
const FAULT_MINUTES = 1

/**
 * Looks after the vehicles that are due. Level-triggered: what is wanted is derived anew from stored facts at each pass,
 * so a lost event, a crash or a missed tick costs one tick and nothing else.
 *
 * No more is claimed than begins at once, so that every pass has its whole lease; while some wait for their carmaker,
 * the places of those that are through are filled anew. With one place the vehicles are taken in the order in which they
 * are due, each seeing what the one before has done.
 *
 * @returns how many vehicles were looked after; none means that nothing is due
 */
export async function lookAfterVehicles(deps: ControlDependencies): Promise<number> {
  const { passesAtOnce } = deps
  const running = new Set<Promise<void>>()
  const claim = sparingly(deps)
  let lookedAfter = 0
  try {
    while (lookedAfter < PASSES_PER_PLACE * passesAtOnce && !deps.isStopping()) {
      const taken = await claim(passesAtOnce - running.size)
      for (const work of passes(deps, taken)) enter(running, work)
      lookedAfter += taken.length
      if (running.size === 0) break
      await Promise.race(running)
    }
  } finally {
    await Promise.all(running)
  }
  return lookedAfter
}

/** Where less was due than there were places, nobody is asked again at once: passes end one by one, and each would ask. */
function sparingly(deps: ControlDependencies): (limit: number) => Promise<readonly Taken[]> {
  let notBefore = -Infinity
  return async (limit) => {
    const at = deps.processClock.now().getTime()
    if (at < notBefore) return []
    const taken = await claimInTurn(deps, limit)
    if (taken.length < limit) notBefore = at + CLAIM_PAUSE_MS
    return taken
  }
}

/** A turn is taken once. */
function paid(deps: ControlDependencies, { isPaid }: Taken): ControlDependencies {
  return isPaid ? { ...deps, takeTurn: () => Promise.resolve(true) } : deps
}

/** Those that are taken together are read together. */
function passes(deps: ControlDependencies, taken: readonly Taken[]): readonly Promise<void>[] {
  const prepared = prepareAll(
    deps,
    taken.map(({ claim }) => claim.key),
  )
  return taken.map((one, n) => safely(paid(deps, one), one.claim, prepared[n]))
}

/** Never rejects, so that nobody has to wait for it at once. */
function enter(running: Set<Promise<void>>, work: Promise<void>): void {
  const place = work.finally(() => {
    running.delete(place)
  })
  running.add(place)
}

/** One pass. A fault with one vehicle must not keep the others from being looked after. */
export async function safely(
  deps: ControlDependencies,
  claim: Claim,
  prepared = prepare(deps, claim.key),
): Promise<void> {
  const startedAt = deps.processClock.now().getTime()
  try {
    const reason = await pass(deps, claim, await prepared)
    const durationMs = deps.processClock.now().getTime() - startedAt
    deps.events.passDone({ vehicleId: claim.key, reason, durationMs })
  } catch (error) {
    if (error instanceof LeaseLostError) return
    deps.events.passFailed({ vehicleId: claim.key, error })
    const nextDue = addMinutes(deps.clock.now(), FAULT_MINUTES)
    await fenced(deps.db, claim, (trx) => settleDue(trx, claim, nextDue)).catch((second: unknown) => {
      if (!(second instanceof LeaseLostError))
        deps.events.somethingFailed({ where: 'control loop', error: second })
    })
  }
}
