import { addMinutes } from 'date-fns'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { CarmakerApi } from '../carmakers/port.ts'
import type { Streaming } from '../carmakers/streaming.ts'
import { RefreshBusyError } from '../connections/tokens.ts'
import { findStreamAsked, saveStreamAsked, type StreamAsked } from '../vehicles/streaming-store.ts'
import { withCar } from './car-access.ts'
import { consentOf } from './gather.ts'
import { heedWait, isLeftAlone } from './heed-wait.ts'
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
 * connection; what did not work is tried again in time. A failure changes nothing else: the car is read as it was before.
 *
 * @returns the work with what the carmaker asks for, if it wants to be left alone
 */
export async function askToStream(work: Work): Promise<Work> {
  const { deps, connection, known } = work
  const { setUpStream } = deps.carmaker(connection.carmaker).api
  if (setUpStream === undefined || known.vehicle.controllable !== 'yes') return work
  if (consentOf(connection) !== 'live' || isLeftAlone(work)) return work
  const asked = await findStreamAsked(deps.db, known.vehicle.id)
  if (asked?.connectionId === connection.id && !isToBeTried(asked, deps.clock.now())) return work
  return ask(work, setUpStream)
}

async function ask(work: Work, setUpStream: NonNullable<CarmakerApi['setUpStream']>): Promise<Work> {
  const { deps, connection, known } = work
  const note = (outcome: Streaming | null): Promise<void> =>
    saveStreamAsked(deps.db, known.vehicle.id, { connectionId: connection.id, outcome, askedAt })
  const askedAt = deps.clock.now()
  try {
    await note(await withCar(work, (api) => api.setUpStream ?? setUpStream))
    return work
  } catch (error) {
    if (error instanceof RefreshBusyError) return work
    if (!(error instanceof CarmakerError)) throw error
    await note(null)
    return heedWait(work, error)
  }
}

function isToBeTried({ outcome, askedAt }: StreamAsked, now: Date): boolean {
  return outcome !== 'yes' && now >= addMinutes(askedAt, TRIED_AGAIN_AFTER[outcome ?? 'untold'])
}
