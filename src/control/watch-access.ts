import type { CarmakerError } from '../carmakers/carmaker-error.ts'
import { clearAccessFault, isAccessFault, noteAccessFault } from '../connections/access-fault-store.ts'
import { tellHealth } from '../vehicles/health-watch.ts'
import type { Work } from './work.ts'

/** A reading came: whatever the carmaker refused with this car before, it does not any more. */
export async function accessWorks({ deps, connection, known }: Work): Promise<void> {
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
