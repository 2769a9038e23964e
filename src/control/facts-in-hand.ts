import type { Connection } from '../connections/connection-store.ts'
import { isRefused } from '../connections/consent-open.ts'
import type { ControlDependencies } from './dependencies.ts'
import type { Facts } from './facts.ts'
import { ALONE, factsOf } from './facts-of.ts'
import { consentOf, isReadOnly } from './gather.ts'
import type { Known } from './known.ts'

/** What a decision rests on where nothing new is to be learnt: the car is not asked, nothing is planned, nobody else is looked at. */
export function factsInHand(
  { clock, carmaker }: Pick<ControlDependencies, 'clock' | 'carmaker'>,
  connection: Connection,
  known: Known,
  carmakerDownSince: Date | null,
): Facts {
  const { vehicle, state, plan: followed = null } = known
  const now = clock.now()
  const made = carmaker(connection.carmaker)
  const { recipe, capabilities } = made
  const room = { ...ALONE, waitsUntil: waitsFor(known, now) }
  const brand = { recipe, canWake: capabilities.wake, readOnly: isReadOnly(connection, made) }
  const seen = { now, vehicle, state, followed, room, ...brand, carmakerDownSince }
  return factsOf(known, isLost(connection, vehicle, now) ? 'lapsed' : consentOf(connection), seen)
}

/** The carmaker refuses access, and the car is left alone because of it: only the driver can mend that. */
function isLost(connection: Connection, { quietUntil }: Known['vehicle'], now: Date): boolean {
  return connection.state === 'connected' && isRefused(connection) && quietUntil !== null && now < quietUntil
}

/** As the last pass found it. */
function waitsFor({ intent }: Known, now: Date): Date | null {
  return intent?.cause === 'other-car' && intent.validUntil > now ? intent.validUntil : null
}
