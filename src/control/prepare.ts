import { isRefusedByCarmaker } from '../connections/consent-open.ts'
import type { Claim } from '../database/claim-due.ts'
import { createReads } from '../database/reads.ts'
import { idOf, isAloneRead } from '../vehicles/vehicle-store.ts'
import { addAround } from './around.ts'
import { costHorizon } from './cost-horizon.ts'
import type { ControlDependencies } from './dependencies.ts'
import { addAll } from './gather.ts'
import { releaseUntilOf } from './release.ts'
import type { Work } from './work.ts'

/**
 * Puts a vehicle on the bench: all that is known of it, in one statement.
 *
 * @returns undefined if the vehicle is gone
 */
export async function prepare(deps: ControlDependencies, claim: Claim): Promise<Work | undefined> {
  const { db, clock } = deps
  const [vehicleId, now] = [claim.key, clock.now()]
  const reads = createReads(db)
  const gather = addAll(reads, db, { vehicleId, now })
  const around = addAround(reads, db, { siteId: idOf('site', vehicleId), horizon: costHorizon(now) })
  const isAlone = reads.add(isAloneRead(db, vehicleId))
  await reads.run()
  const gathered = gather()
  if (gathered === undefined) return undefined
  const { known, site, connection, wasTested } = gathered
  return {
    ...{ deps, claim, connection },
    known: {
      ...known,
      accessRefused: isRefusedByCarmaker(connection),
      releaseUntil: releaseUntilOf(connection),
    },
    around: isAlone() ? around(site) : null,
    firstTest: deps.firstTestCharge && !wasTested,
  }
}
