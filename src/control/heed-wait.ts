import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { fenced } from '../database/claim-due.ts'
import { saveQuiet } from '../vehicles/vehicle-store.ts'
import { quietAskedBy } from './quiet.ts'
import type { Work } from './work.ts'

/**
 * A question beside the reading was not answered. A carmaker that says when to come back, or that it is asked too often, is left alone
 * about this car until then, as after a read: nothing else is asked, and nothing sent.
 */
export async function heedWait(work: Work, error: unknown): Promise<Work> {
  const { deps, claim, known } = work
  const asked = error instanceof CarmakerError ? quietAskedBy(error, deps.clock.now()) : null
  if (asked === null) return work
  const { id } = known.vehicle
  await fenced(deps.db, claim, (trx) => saveQuiet(trx, id, asked.until))
  return { ...work, known: { ...known, vehicle: { ...known.vehicle, quietUntil: asked.until } } }
}

/** Nothing is to be asked about the car in the rest of this pass. */
export function isLeftAlone({ deps, known }: Work): boolean {
  const { quietUntil } = known.vehicle
  return quietUntil !== null && deps.clock.now() < quietUntil
}
