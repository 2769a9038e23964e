import type { CarmakerName } from '../carmakers/registry.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { referenceHash } from './reference-hash.ts'
import { isCarConnected } from './reference-store.ts'

/** Whether a car of a grant that is to end is connected all the same: asked of a car by its carmaker's name for it. */
export function isKeptBy(
  { db, kek }: Pick<ConnectionDependencies, 'db' | 'kek'>,
  carmaker: CarmakerName,
): (reference: string) => Promise<boolean> {
  return (reference) => isCarConnected(db, referenceHash(kek, carmaker, reference))
}
