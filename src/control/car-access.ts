import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { CarmakerApi } from '../carmakers/port.ts'
import { inRegion } from '../connections/in-region.ts'
import { addOpening, withAccess, type Opening } from '../connections/tokens.ts'
import { createReads, type Reads } from '../database/reads.ts'
import type { DriverKey } from '../keys/envelope.ts'
import { referenceRead } from '../vehicles/reference-store.ts'
import { whenItOpens } from './watch-access.ts'
import { hostFor, type Work } from './work.ts'

/** What a call about a car needs: the access to its connection, and what the carmaker calls it. Sealed until the call. */
export interface CarAccess {
  readonly opening: Opening
  readonly reference: () => (key: DriverKey) => string
}

/**
 * For whoever calls next, and has something else to ask of the database just before: a withdrawal counts as soon as it is stored, so
 * it is read before each call.
 *
 * @returns what a call needs, once `reads` are through
 */
export function addCarAccess(reads: Reads, { deps, connection, known }: Work): CarAccess {
  const reference = reads.add(referenceRead(deps.db, known.vehicle.id))
  return { opening: addOpening(reads, deps, connection), reference }
}

/** What a caller has already, or wants to know. */
interface Calling {
  /** Read if left out. */
  readonly access?: CarAccess | undefined
  /** Told whether the access can be renewed when it ends. */
  readonly tell?: (isRenewable: boolean) => void
}

/**
 * The one place where a car's reference is in clear: between the store and the call. The breaker learns whose call came to nothing.
 *
 * @throws CarmakerError from the call; `token-unreadable` if what is stored of the access does not open, and nothing was sent
 */
export async function withCar<T>(
  work: Work,
  choose: (api: CarmakerApi) => (accessToken: string, reference: string) => Promise<T>,
  { access, tell }: Calling = {},
): Promise<T> {
  const { deps, connection, known } = work
  const { opening, reference: openReference } = access ?? (await readAccess(work))
  const call = (accessToken: string, key: DriverKey, isRenewable: () => boolean): Promise<T> => {
    tell?.(isRenewable())
    const reference = openReference()(key)
    return inRegion(deps, { connection, accessToken }, (api) => choose(api)(accessToken, reference))
  }
  const called = withAccess(deps, connection, call, opening)
  try {
    return await whenItOpens(called)
  } catch (error) {
    if (error instanceof CarmakerError && error.temporary)
      deps.breaker.tellMissed(hostFor(work), known.vehicle.id)
    throw error
  }
}

async function readAccess(work: Work): Promise<CarAccess> {
  const reads = createReads(work.deps.db)
  const access = addCarAccess(reads, work)
  await reads.run()
  return access
}
