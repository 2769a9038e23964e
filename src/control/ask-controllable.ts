import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { RefreshBusyError } from '../connections/tokens.ts'
import { fenced } from '../database/claim-due.ts'
import { saveLearnt } from '../vehicles/vehicle-store.ts'
import { withCar } from './car-access.ts'
import { consentOf } from './gather.ts'
import { heedWait, isLeftAlone } from './heed-wait.ts'
import { isToBeAsked } from './quiet.ts'
import type { Work } from './work.ts'

/**
 * Asks whether the car would obey, where its brand knows such a thing and it is time to. What a failed question would
 * have told stays as it was.
 *
 * @returns the work with what is now known of the car, which is written down; the same object if nothing new is
 */
export async function askControllable(work: Work): Promise<Work> {
  const { deps, claim, connection, known } = work
  const now = deps.clock.now()
  const { readControllability } = deps.carmaker(connection.carmaker).api
  if (readControllability === undefined || consentOf(connection) !== 'live' || isLeftAlone(work)) return work
  if (!isToBeAsked(known.vehicle, now)) return work
  try {
    const controllable = await withCar(work, (api) => api.readControllability ?? readControllability)
    const vehicle = { ...known.vehicle, controllable, controllableAskedAt: now }
    await fenced(deps.db, claim, (trx) => saveLearnt(trx, vehicle))
    return { ...work, known: { ...known, vehicle } }
  } catch (error) {
    if (error instanceof RefreshBusyError || error instanceof CarmakerError) return heedWait(work, error)
    throw error
  }
}
