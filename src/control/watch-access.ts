import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { clearAccessFault, isAccessFault, noteAccessFault } from '../connections/access-fault-store.ts'
import { tellHealth } from '../vehicles/health-watch.ts'
import { SealError } from '../keys/envelope.ts'
import type { Work } from './work.ts'

/**
 * A reading came: whatever the carmaker refused with this car before, it does not any more. Access that cannot be renewed ends soon, and its
 * driver is told while it still works.
 */
export async function accessWorks(
  work: Work,
  { isRenewable }: { readonly isRenewable: boolean },
): Promise<void> {
  if (!isRenewable) return accessFails(work, unreadable())
  const { deps, connection, known } = work
  if (!(await clearAccessFault(deps.db, connection, known.vehicle.id))) return
  await tellHealth(deps, connection.id, deps.clock.now())
}

/** A reading failed: if it is access itself that is refused, whoever can mend that is told at once, not when it is missed. */
export async function accessFails({ deps, connection, known }: Work, { code }: CarmakerError): Promise<void> {
  if (!isAccessFault(code)) return
  const now = deps.clock.now()
  const seen = { vehicleId: known.vehicle.id, code, now }
  if (await noteAccessFault(deps.db, connection.id, seen)) await tellHealth(deps, connection.id, now)
}

/** A call with stored access; where that does not open, nothing was sent, and consenting anew mends it. */
export async function whenItOpens<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (error instanceof SealError) throw unreadable()
    throw error
  }
}

/** What is stored of the access of a connection is damaged, in whole or in the part that renews it. */
export function unreadable(): CarmakerError {
  return new CarmakerError({
    code: 'token-unreadable',
    route: 'token store',
    temporary: false,
    mayHaveSucceeded: false,
  })
}
