import { isRefusedByCarmaker } from '../connections/consent-open.ts'
import { KEYS_AT_ONCE, readOfEach } from '../database/reads.ts'
import { idOf, isAloneRead } from '../vehicles/vehicle-store.ts'
import { addAround, type Around } from './around.ts'
import { costHorizon } from './cost-horizon.ts'
import type { ControlDependencies } from './dependencies.ts'
import { addAll, type Gathered } from './gather.ts'
import { releaseUntilOf } from './release.ts'
import type { Work } from './work.ts'

/** What is known of a vehicle when a pass over it begins. */
export type Prepared = Pick<Work, 'connection' | 'known' | 'around' | 'firstTest'>

/** All that is known of a vehicle, in one statement; undefined if the vehicle is gone. */
export async function prepare(deps: ControlDependencies, vehicleId: string): Promise<Prepared | undefined> {
  return (await readTogether(deps, [vehicleId]))(vehicleId)
}

/**
 * As {@link prepare}, of many: several in one statement. What keeps one from being read keeps none of the others.
 *
 * @returns of each in turn
 */
export function prepareAll(
  deps: ControlDependencies,
  vehicleIds: readonly string[],
): readonly Promise<Prepared | undefined>[] {
  const prepared: Promise<Prepared | undefined>[] = []
  for (let from = 0; from < vehicleIds.length; from += KEYS_AT_ONCE) {
    const together = vehicleIds.slice(from, from + KEYS_AT_ONCE)
    const found = readTogether(deps, together)
    for (const id of together)
      prepared.push(
        found.then(
          (of) => of(id),
          () => prepare(deps, id),
        ),
      )
  }
  return prepared
}

function readTogether(
  deps: ControlDependencies,
  vehicleIds: readonly string[],
): Promise<(vehicleId: string) => Prepared | undefined> {
  const { db, clock } = deps
  const now = clock.now()
  return readOfEach(db, vehicleIds, (reads, vehicleId) => {
    const gather = addAll(reads, db, { vehicleId, now })
    const around = addAround(reads, db, { siteId: idOf('site', vehicleId), horizon: costHorizon(now) })
    const isAlone = reads.add(isAloneRead(db, vehicleId))
    return () => {
      const gathered = gather()
      return gathered && preparedFrom(deps, gathered, isAlone() ? around(gathered.site) : null)
    }
  })
}

function preparedFrom(
  deps: ControlDependencies,
  { known, connection, wasTested }: Gathered,
  around: Around | null,
): Prepared {
  return {
    ...{ connection, around },
    known: {
      ...known,
      accessRefused: isRefusedByCarmaker(connection),
      releaseUntil: releaseUntilOf(connection),
    },
    firstTest: deps.firstTestCharge && !wasTested,
  }
}
