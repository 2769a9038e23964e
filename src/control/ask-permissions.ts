import { addHours, addMinutes } from 'date-fns'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { isPluggedIn } from '../carmakers/charge-state.ts'
import type { Reading } from '../carmakers/port.ts'
import { findConnection } from '../connections/connection-store.ts'
import { PERMISSIONS_HOURS } from '../connections/consent-open.ts'
import { notePermissions } from '../connections/note-permissions.ts'
import { putOffPermissions } from '../connections/permission-store.ts'
import { RefreshBusyError, renewAccess } from '../connections/tokens.ts'
import { createReads } from '../database/reads.ts'
import { giveReadBack, takeRead } from '../vehicles/call-store.ts'
import { tellHealth } from '../vehicles/health-watch.ts'
import { isBilledError } from './call-carmaker.ts'
import { withCar } from './car-access.ts'
import { consentOf } from './gather.ts'
import { heedWait } from './heed-wait.ts'
import type { Known } from './known.ts'
import { READS_PER_DAY } from './quiet.ts'
import { accessFails, whenItOpens } from './watch-access.ts'
import type { Work } from './work.ts'

/** Where asking is a call that counts: a night at the plug is told of once. */
const ASKED_HOURS = 12
/** After a question that was not answered. */
const AGAIN_MINUTES = 30

/**
 * Asks what the driver still permits, while the car is at the plug and a night is ahead: who has taken a permission back in their
 * account at the carmaker is told that tonight is at stake before it is, and not by the first command that is refused.
 *
 * A question that fails changes nothing else.
 *
 * @param reading of this pass
 * @returns the work with the connection as it is by now
 */
export async function askPermissions(work: Work, reading: Reading | 'none'): Promise<Work> {
  const { deps, connection } = work
  const now = deps.clock.now()
  if (consentOf(connection) !== 'live' || !isDue(work, reading, now)) return work
  const heeded = await asked(work, now)
  await tellHealth(deps, connection.id, now)
  return { ...heeded, connection: (await findConnection(deps.db, connection.id)) ?? connection }
}

async function asked(work: Work, now: Date): Promise<Work> {
  const { deps, connection } = work
  try {
    await ask(work, now)
    return work
  } catch (error) {
    if (!(error instanceof RefreshBusyError) && !(error instanceof CarmakerError)) throw error
    await putOffPermissions(deps.db, connection.id, addMinutes(now, AGAIN_MINUTES))
    // A renewal that fails is noted with the token, whose present one may live on, and which the vehicle API knows nothing of.
    if (error instanceof RefreshBusyError || isRenewed(work)) return work
    await accessFails(work, error)
    return heedWait(work, error)
  }
}

function isDue({ connection, known }: Work, reading: Reading | 'none', now: Date): boolean {
  if (known.evacuating === true || !isAtPlug(known, reading)) return false
  const { permissionsDueAt } = connection
  return permissionsDueAt === null || permissionsDueAt <= now
}

/** As the pass has just seen it: whoever comes and charges by itself is sent a stop in the same pass. */
function isAtPlug({ state }: Known, reading: Reading | 'none'): boolean {
  if (state?.pluggedInAt != null) return true
  return reading !== 'none' && reading.kind === 'state' && isPluggedIn(reading.state.status)
}

function isRenewed({ deps, connection }: Work): boolean {
  return deps.carmaker(connection.carmaker).api.readPermissions === undefined
}

async function ask(work: Work, now: Date): Promise<void> {
  const { deps, connection, known } = work
  const { oauth, api } = deps.carmaker(connection.carmaker)
  const { readPermissions } = api
  await putOffPermissions(deps.db, connection.id, addHours(now, ASKED_HOURS))
  if (readPermissions === undefined) {
    // What the new token tells is written down by whoever stores it.
    return oauth.renewalTellsScopes ? whenItOpens(renewAccess(deps, connection)) : undefined
  }
  const vehicleId = known.vehicle.id
  if (!(await takeRead(createReads(deps.db), vehicleId, { now, budget: READS_PER_DAY }))) return
  try {
    const granted = await withCar(work, (one) => one.readPermissions ?? readPermissions)
    // What is missing may be given back at any time, and the car cannot be charged by plan before that is known.
    const isWhole = oauth.scopes.every((scope) => granted.includes(scope))
    await notePermissions(deps, connection, { granted, hours: isWhole ? ASKED_HOURS : PERMISSIONS_HOURS })
  } catch (error) {
    if (!isBilledError(error)) await giveReadBack(deps.db, vehicleId, now)
    throw error
  }
}
