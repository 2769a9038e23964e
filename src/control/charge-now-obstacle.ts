import { addSeconds } from 'date-fns'
import { ConflictError, NotFoundError } from '../base/errors.ts'
import type { ChargeState } from '../carmakers/charge-state.ts'
import { findConnection, type Connection } from '../connections/connection-store.ts'
import { findVehicle } from '../vehicles/vehicle-store.ts'
import { reachableTarget, type ChargingPolicy } from '../vehicles/vehicle.ts'
import { chargeNowEnd, type ChargeNowWish } from './charge-now-wish.ts'
import type { ControlDependencies } from './dependencies.ts'
import type { Facts } from './facts.ts'
import { factsInHand } from './facts-in-hand.ts'
import { gather, isReadOnly } from './gather.ts'
import type { Known } from './known.ts'
import type { ReasonCode } from './reasons.ts'
import { wanted } from './wanted.ts'
import { lastHeard } from './worth-reading.ts'

/** Why charge now could not be done, each a problem of the API's catalogue: those that no other choice mends come first. */
export const CHARGE_NOW_OBSTACLES = [
  'consent-missing',
  'consent-revoked',
  'scope-missing',
  'needs-pairing',
  'vehicle-unsupported',
  'vehicle-not-read',
  'vehicle-not-plugged-in',
  'fast-charging',
  'vehicle-away',
  'given-back',
  'paused',
  'vehicle-full',
  'target-above-vehicle-limit',
  'target-already-reached',
] as const
export type ChargeNowObstacle = (typeof CHARGE_NOW_OBSTACLES)[number]

/** An obstacle, with what is the matter and what to do. */
export interface FoundObstacle {
  readonly code: ChargeNowObstacle
  readonly message: string
}

/** What would come of charge now, as far as is known. */
export interface ChargeNowProspect {
  /** What keeps it from being done; `null`: nothing does. */
  readonly obstacle: FoundObstacle | null
  /** The car was last seen unplugged, a while ago: whether it still is will be seen at once. */
  readonly awaitsPlug: boolean
}

/**
 * What would come of charge now. What only delays it is no obstacle: the reason of the vehicle then says what it waits for.
 *
 * @throws NotFoundError if there is no such vehicle
 */
export async function chargeNowProspect(
  deps: Pick<ControlDependencies, 'db' | 'clock' | 'carmaker'>,
  vehicleId: string,
  wish: ChargeNowWish,
): Promise<ChargeNowProspect> {
  const vehicle = await findVehicle(deps.db, vehicleId)
  const known = vehicle && (await gather(deps.db, vehicle, deps.clock.now()))
  const connection = vehicle && (await findConnection(deps.db, vehicle.connectionId))
  if (known === undefined || connection === undefined) throw new NotFoundError('vehicle')
  return prospectIn(deps, { known, connection }, wish)
}

/**
 * Refuses a charge now of which nothing would come, before anything is promised; its quote too, since a cost of what will not be done misleads.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError with one of {@link CHARGE_NOW_OBSTACLES}
 */
export async function requireNoObstacle(
  ...asked: Parameters<typeof chargeNowProspect>
): Promise<ChargeNowProspect> {
  const prospect = await chargeNowProspect(...asked)
  const { obstacle } = prospect
  if (obstacle !== null) throw new ConflictError(obstacle.code, obstacle.message)
  return prospect
}

/** The same of what has been read already. The loop's own reducer is asked what it would make of the wish. */
export function prospectIn(
  deps: Pick<ControlDependencies, 'clock' | 'carmaker'>,
  given: { readonly known: Known; readonly connection: Connection },
  wish: ChargeNowWish,
): ChargeNowProspect {
  const { known } = given
  const now = deps.clock.now()
  const obstacle = obstacleIn(deps, given, wish)
  if (obstacle?.code !== 'vehicle-not-plugged-in' || !mayHaveCome(known.state, now))
    return { obstacle, awaitsPlug: false }
  const otherwise = obstacleIn(deps, { ...given, known: pluggedIn(known) }, wish)
  // How far it is charged will be seen: it may have been driven since.
  return { obstacle: isOfCharge(otherwise) ? null : otherwise, awaitsPlug: true }
}

/** What a car told so short a time ago is believed against a driver who says otherwise; s. */
const BELIEVED_SECONDS = 60

/** Whether the driver may know better than the last word of the car that it is not plugged in. */
function mayHaveCome(state: Known['state'], now: Date): boolean {
  return state?.charge?.status === 'disconnected' && now >= addSeconds(lastHeard(state), BELIEVED_SECONDS)
}

/** What is known, if the driver is right. */
function pluggedIn(known: Known): Known {
  const { state } = known
  if (state?.charge == null) return known
  return { ...known, state: { ...state, charge: { ...state.charge, status: 'connected' } } }
}

function isOfCharge(obstacle: FoundObstacle | null): boolean {
  return obstacle?.code === 'vehicle-full' || obstacle?.code === 'target-already-reached'
}

function obstacleIn(
  deps: Pick<ControlDependencies, 'clock' | 'carmaker'>,
  { known, connection }: { readonly known: Known; readonly connection: Connection },
  wish: ChargeNowWish,
): FoundObstacle | null {
  if (connection.state !== 'connected') return found('consent-missing')
  const facts = factsInHand(deps, connection, known, null)
  const { now } = facts
  const override = { kind: 'charge-now', since: now, end: chargeNowEnd(wish, now) } as const
  const { want, reason } = wanted({ ...facts, override })
  const unreachable = wish.until === 'target' ? beyondReach(wish.targetPercent, facts) : null
  if (want?.cause === 'charge-now' || want?.cause === 'other-car') return unreachable
  const readOnly = isReadOnly(connection, deps.carmaker(connection.carmaker))
  return outOfHand(reason.code, readOnly) ?? unreachable ?? found('vehicle-full')
}

/** What no other wish would change. */
function outOfHand(code: ReasonCode, readOnly: boolean): FoundObstacle | null {
  if (code === 'not_controllable') return found(readOnly ? 'scope-missing' : 'vehicle-unsupported')
  const obstacle = BY_REASON[code]
  return obstacle === undefined ? null : found(obstacle)
}

const BY_REASON: Partial<Readonly<Record<ReasonCode, keyof typeof MESSAGES>>> = {
  reauth_required: 'consent-revoked',
  needs_pairing: 'needs-pairing',
  analysing: 'vehicle-not-read',
  not_plugged_in: 'vehicle-not-plugged-in',
  fast_charging: 'fast-charging',
  away: 'vehicle-away',
  given_back: 'given-back',
  paused: 'paused',
}

const MESSAGES = {
  'consent-missing': 'There is no live consent for this car. The driver has to connect it again.',
  'consent-revoked': 'The carmaker refuses what the driver granted. The driver has to connect the car again.',
  'scope-missing':
    'The driver left out the permission to start and stop charging. They have to connect again and leave it on.',
  'needs-pairing':
    'The driver has not given us a key to the car. Send them to pairingUrl of the vehicle, then charge now.',
  'vehicle-unsupported': 'The carmaker does not let us control this car. Start charging in the car.',
  'vehicle-not-read':
    'The car has not been read yet, so it is not known to be plugged in. Ask again in a few minutes.',
  'vehicle-not-plugged-in': 'The car is not plugged in. Plug it in, then charge now.',
  'fast-charging':
    'The car is at a fast charger, which is never controlled. Charge now once it is plugged in at home.',
  'vehicle-away':
    'The car is not at home, and is not controlled elsewhere. Charge now once it is plugged in at home.',
  'given-back':
    'Operations have given every car back, and none is controlled for now. Start charging in the car.',
  // A pause beats charge now: what is asked for in one would never be done.
  paused: 'Smart charging is paused, and the car is left to itself. End the pause, then charge now.',
  'vehicle-full': "The car is as full as it lets itself be. Raise the car's own limit, then charge now.",
} as const

function found(code: keyof typeof MESSAGES): FoundObstacle {
  return { code, message: MESSAGES[code] }
}

/** What a target runs into that the car would not reach, or is at already. */
function beyondReach(told: number | undefined, { policy, state }: Facts): FoundObstacle | null {
  const charge = state?.charge
  return charge == null ? null : (aboveLimit(told, charge) ?? reachedAlready(told, policy, charge))
}

function aboveLimit(told: number | undefined, { limitPercent }: ChargeState): FoundObstacle | null {
  if (told === undefined || limitPercent === null || told <= limitPercent) return null
  const message = `targetPercent is ${String(told)}, but the car's own limit is ${String(limitPercent)}. Ask for no more, or raise the limit in the car.`
  return { code: 'target-above-vehicle-limit', message }
}

function reachedAlready(
  told: number | undefined,
  policy: ChargingPolicy,
  charge: ChargeState,
): FoundObstacle | null {
  const { socPercent } = charge
  const target = told ?? reachableTarget(policy, charge)
  if (socPercent === null || socPercent < target) return null
  const message = `The car is at ${String(socPercent)} %, and charge now would end at ${String(target)} %. Ask for a higher targetPercent, or for hours.`
  return { code: 'target-already-reached', message }
}
