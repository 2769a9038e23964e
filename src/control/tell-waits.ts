import { subMinutes } from 'date-fns'
import { findConnection } from '../connections/connection-store.ts'
import { write } from '../database/writes.ts'
import { findVehicle } from '../vehicles/vehicle-store.ts'
import { decide } from './decide.ts'
import { entryOf, WITHOUT_A_CALL, type DecisionEntry } from './decision-log.ts'
import { decisionWrite } from './decision-log-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { factsInHand } from './facts-in-hand.ts'
import { gather } from './gather.ts'
import { saveReason } from './intent-store.ts'
import { waitersOf, waitsStill, type Line, type Waiter } from './queue-store.ts'

/** A car that waits for the rate of its carmaker no longer than this says nothing of it. */
const UNTOLD_MINUTES = 3

/**
 * Writes down of cars that have waited for the rate of their carmaker for some minutes, and to which something is to be sent, that they do:
 * nothing looks at them meanwhile, so that neither page nor log could tell. What is wanted stays; the next pass decides, and logs, anew.
 */
export async function tellWaits(deps: ControlDependencies, line: Line): Promise<void> {
  const { db, clock } = deps
  const now = clock.now()
  const waiters = await waitersOf(db, { line, now, dueBefore: subMinutes(now, UNTOLD_MINUTES) })
  for (const waiter of waiters) {
    const entry = await waitOf(deps, waiter)
    if (entry === undefined) continue
    await db.transaction().execute(async (trx) => {
      if (!(await waitsStill(trx, waiter.id, now))) return
      await saveReason(trx, waiter.id, entry.decided.reason)
      await write(trx, decisionWrite(waiter.id, entry, now))
    })
  }
}

/** @returns undefined if nothing is held up by it */
async function waitOf(deps: ControlDependencies, { id, since }: Waiter): Promise<DecisionEntry | undefined> {
  const { db, clock } = deps
  const vehicle = await findVehicle(db, id)
  if (vehicle === undefined) return undefined
  const connection = await findConnection(db, vehicle.connectionId)
  const known = await gather(db, vehicle, clock.now())
  if (connection === undefined || known === undefined) return undefined
  const facts = { ...factsInHand(deps, connection, known, null), queuedSince: since }
  const decision = { ...decide(facts), nextDue: null }
  return decision.reason.code === 'waiting_for_turn'
    ? entryOf({ facts, decision }, WITHOUT_A_CALL)
    : undefined
}
