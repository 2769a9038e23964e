import { addMinutes } from 'date-fns'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { Streaming } from '../carmakers/streaming.ts'
import { RefreshBusyError } from '../connections/tokens.ts'
import { findStreamAsked, saveStreamAsked, type StreamAsked } from '../vehicles/streaming-store.ts'
import { withCar } from './call-carmaker.ts'
import { consentOf } from './gather.ts'
import type { Work } from './work.ts'

const DAY = 24 * 60
/** What may change by itself is tried again after so many minutes: the driver's next step, an update, another app's end. */
const TRIED_AGAIN_AFTER: Readonly<Record<Exclude<Streaming, 'yes'> | 'untold', number>> = {
  needs_pairing: 15,
  too_many_apps: DAY,
  unsupported: 7 * DAY,
  untold: 60,
}

/**
 * Has a car stream its charge state, once it would obey: the key that it takes for the one it takes for the other. Once for each
 * connection; what did not work is tried again in time. A failure changes nothing: the car is read as it was before.
 */
export async function askToStream(work: Work): Promise<void> {
  const { deps, connection, known } = work
  const { setUpStream } = deps.carmaker(connection.carmaker).api
  if (setUpStream === undefined || consentOf(connection) !== 'live') return
  if (known.vehicle.controllable !== 'yes') return
  const now = deps.clock.now()
  const asked = await findStreamAsked(deps.db, known.vehicle.id)
  if (asked?.connectionId === connection.id && !isToBeTried(asked, now)) return
  const outcome = await told(withCar(work, (api) => api.setUpStream ?? setUpStream))
  if (outcome === 'busy') return
  await saveStreamAsked(deps.db, known.vehicle.id, { connectionId: connection.id, outcome, askedAt: now })
}

function isToBeTried({ outcome, askedAt }: StreamAsked, now: Date): boolean {
  return outcome !== 'yes' && now >= addMinutes(askedAt, TRIED_AGAIN_AFTER[outcome ?? 'untold'])
}

async function told(asking: Promise<Streaming>): Promise<Streaming | null | 'busy'> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof RefreshBusyError) return 'busy'
    if (error instanceof CarmakerError) return null
    throw error
  }
}
