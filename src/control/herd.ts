import { keyedHash } from '../keys/keyed-hash.ts'
import type { Herd } from '../planning/herd-offset.ts'
import type { ControlDependencies } from './dependencies.ts'

/** The first of the hash: enough that no two vehicles share it. */
const SEED_DIGITS = 32

/** A vehicle's place in the herd, for its planning requests; `undefined` where cars are not spread. */
export function herdOf(
  { kek, herdSeconds }: Pick<ControlDependencies, 'kek' | 'herdSeconds'>,
  vehicleId: string,
): Herd | undefined {
  if (herdSeconds === 0) return undefined
  return { seed: keyedHash(kek, 'herd', vehicleId).slice(0, SEED_DIGITS), mostSeconds: herdSeconds }
}
