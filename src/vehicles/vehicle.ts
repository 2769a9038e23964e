import { latest } from '../base/interval.ts'
import type { TimeZone } from '../base/local-time.ts'
import { isPluggedIn, wasDrivenBetween, type ChargeState } from '../carmakers/charge-state.ts'
import type { Controllability } from '../carmakers/controllability.ts'
import type { Reading } from '../carmakers/port.ts'
import { assumedAfter, type AssumedSoc } from './assumed-soc.ts'
import { nextDeparture, type Departure, type Departures } from './departures.ts'
import { NOTHING_SEEN, withReport, type SeenChanges } from './seen-changes.ts'
import { recordedAt } from './undated-report.ts'
import { doubtAfter, endsDoubt } from './unseen-stay.ts'

/** A connected car. The carmaker's reference (a VIN) is not here: it is sealed in the store. */
export interface Vehicle {
  readonly id: string
  readonly connectionId: string
  readonly driverId: string
  readonly siteId: string
  readonly capacityKwh: number
  /** At the plug while charging, as last observed. */
  readonly powerKw: number
  /** Battery energy per energy at the plug. */
  readonly efficiency: number
  /** The driver says that the plug this car is usually on is the home plug. */
  readonly homePlug: boolean
  /** Whether the car is at home, as the app last told; `null`: it has not. */
  readonly toldAtHome: boolean | null
  /** Whether the car would obey, as the carmaker last told; `null`: not asked yet, or a brand that needs no asking. */
  readonly controllable: Controllability | null
  readonly controllableAskedAt: Date | null
  /** The carmaker asked to be left alone about this car until then. */
  readonly quietUntil: Date | null
  /** Its place in the order in which cars came, 1 or more; the store gives it. Left out: it has none yet. */
  readonly ordinal?: number
}

/** What the driver wants. */
export interface ChargingPolicy {
  readonly targetPercent: number
  readonly minimumPercent: number
  /** Local clock time, `HH:MM`, every day that does not differ. */
  readonly readyBy: string
  readonly timeZone: TimeZone
  /** When it was last changed; left out: never. For the store to say. */
  readonly zoneSince?: Date | undefined
  /** Days that differ in ready-by or target; left out: none does. */
  readonly departures?: Departures | undefined
  readonly paused: boolean
  /** When a pause ends by itself, or ended; left out: when the driver ends it. */
  readonly pausedUntil?: Date | undefined
  /** Most times that charging begins, 1 to 20; `null`: as configured for the brand. */
  readonly maxStarts: number | null
  /** A run lasts at least so long, 0 to 240; `null`: as configured for the brand. */
  readonly minimumRunMinutes: number | null
  /** Rises with every change; the entity tag of the policy resource. */
  readonly version: number
}

/** What is known of a car now. One row, overwritten. */
export interface VehicleState {
  readonly reach: 'online' | 'asleep' | 'offline'
  readonly checkedAt: Date
  /** The last report that came through; kept while the car sleeps. */
  readonly charge: ChargeState | null
  readonly pluggedInAt: Date | null
  /** Highest power seen since plug-in, kW; 0 while not plugged in. */
  readonly peakPowerKw: number
  /** See {@link promisedReadyBy}. */
  readonly readyByFrom: Date
  /** When the car last told something by itself; `null`: never. */
  readonly pushedAt: Date | null
  readonly changes: SeenChanges
  /** What is known is not enough to go by, since then: see {@link doubtAfter}. A whole report ends that. */
  readonly doubtedAt?: Date | undefined
  /** When the car is to be asked next, as its last look or command had it, or new prices found it. Left out, or past: whenever it is due. A report ends it. */
  readonly lookAt?: Date | undefined
  /** While the last report tells no state of charge. */
  readonly assumed?: AssumedSoc | undefined
}

/**
 * The ready-by time now promised: the first after plug-in, after the last change of policy, or after the target was last
 * seen reached. It may lie in the past: a car that was not ready in time goes on charging and is not put off to the next
 * night.
 */
export function promisedReadyBy(policy: ChargingPolicy, state: Pick<VehicleState, 'readyByFrom'>): Date {
  return promised(policy, state).readyBy
}

/** With the end of a pause the promise counts anew. */
function promised(policy: ChargingPolicy, { readyByFrom }: Pick<VehicleState, 'readyByFrom'>): Departure {
  return nextDeparture(policy, latest(readyByFrom, policy.pausedUntil ?? readyByFrom))
}

/** The departure after the promised one, if it wants more; days that are all alike have none. */
export function followingDeparture(
  policy: ChargingPolicy,
  state: Pick<VehicleState, 'readyByFrom'>,
): Departure | undefined {
  if (policy.departures === undefined) return undefined
  const first = promised(policy, state)
  const next = nextDeparture(policy, first.readyBy)
  return next.targetPercent > first.targetPercent ? next : undefined
}

/** The policy with the target of the departure that is promised now, which may have one of its own. */
export function policyFor(
  policy: ChargingPolicy,
  state: Pick<VehicleState, 'readyByFrom'> | undefined,
): ChargingPolicy {
  if (state === undefined || policy.departures === undefined) return policy
  return { ...policy, targetPercent: promised(policy, state).targetPercent }
}

/** The policy as it is at an instant: a pause that has come to its end is none. */
export function policyAt(policy: ChargingPolicy, now: Date): ChargingPolicy {
  const isOver = policy.pausedUntil !== undefined && policy.pausedUntil <= now
  return isOver ? { ...policy, paused: false } : policy
}

/** What may be aimed for: the driver's target, or the car's own limit if that is lower. */
export function reachableTarget(policy: ChargingPolicy, charge: ChargeState): number {
  return Math.min(policy.targetPercent, charge.limitPercent ?? 100)
}

/**
 * What is known after a reading. A sleeping car keeps its last report; a report older than the one we have is ignored,
 * since carmakers deliver late and out of order.
 */
export function observe(
  previous: VehicleState | undefined,
  reading: Reading,
  facts: { checkedAt: Date; policy: ChargingPolicy },
): VehicleState {
  const { checkedAt, policy } = facts
  const known = {
    ...(trusted(previous, reading) ?? { ...UNSEEN, readyByFrom: checkedAt }),
    lookAt: undefined,
  }
  if (reading.kind !== 'state')
    return { ...known, ...doubtAfter(previous, reading, checkedAt), reach: reading.kind, checkedAt }
  const observedAt = recordedAt(reading.state, known.charge, checkedAt)
  if (known.charge !== null && observedAt < known.charge.observedAt) {
    return { ...known, reach: 'online', checkedAt }
  }
  const lasting = wasDrivenBetween(known.charge, reading.state) ? null : known.pluggedInAt
  const fastCharging = reading.state.fastCharging ?? wasFastCharging(known.charge, lasting)
  const charge = { ...reading.state, observedAt, fastCharging }
  const pluggedInAt = pluggedInSince(lasting, charge)
  const isNewStay = pluggedInAt !== null && lasting === null
  const countsAnew = isNewStay || isTargetReached(policyFor(policy, known), charge)
  const readyByFrom = countsAnew ? charge.observedAt : known.readyByFrom
  const peakPowerKw = peakOf(charge, { since: lasting, peakPowerKw: known.peakPowerKw })
  const changes = changesSeen(known, charge, lasting)
  const assumed = assumedAfter(known, charge, lasting !== null)
  const stay = { pluggedInAt, peakPowerKw, readyByFrom, changes }
  return { ...known, reach: 'online', checkedAt, charge, ...stay, assumed }
}

const UNSEEN = {
  charge: null,
  pluggedInAt: null,
  peakPowerKw: 0,
  pushedAt: null,
  changes: NOTHING_SEEN,
} as const

/** Of the stay that lasts; a new one begins with nothing seen. */
function changesSeen(
  known: Pick<VehicleState, 'changes' | 'charge'>,
  charge: ChargeState,
  lasting: Date | null,
): SeenChanges {
  if (lasting === null) return withReport(NOTHING_SEEN, null, charge)
  return withReport(known.changes, known.charge, charge)
}

/** A whole report ends a doubt, unless it tells of a time before it. */
function trusted(previous: VehicleState | undefined, reading: Reading): VehicleState | undefined {
  return previous === undefined || !endsDoubt(previous, reading)
    ? previous
    : { ...previous, doubtedAt: undefined }
}

/** A report that does not tell the kind of current says nothing against what was told before in the stay that lasts. */
function wasFastCharging(charge: ChargeState | null, lasting: Date | null): boolean {
  return lasting !== null && charge?.fastCharging === true
}

/** A report that does not tell, as cars send them when they have just woken up, ends no stay and begins none. */
function pluggedInSince(known: Date | null, { status, observedAt }: ChargeState): Date | null {
  if (status === 'unknown') return known
  return isPluggedIn(status) ? (known ?? observedAt) : null
}

/** Highest power of the present stay; what was seen in one before does not count. */
function peakOf(
  { powerKw, status }: ChargeState,
  before: { readonly since: Date | null; readonly peakPowerKw: number },
): number {
  if (status === 'disconnected') return 0
  return Math.max(before.since === null ? 0 : before.peakPowerKw, powerKw ?? 0)
}

function isTargetReached(policy: ChargingPolicy, charge: ChargeState): boolean {
  return charge.socPercent !== null && charge.socPercent >= reachableTarget(policy, charge)
}

/**
 * The smallest state of charge from which a report still tells the capacity well: it comes in whole percent. Below it only a larger
 * one is believed: a car taken to be too large is started too early, one taken to be too small is late.
 */
const CAPACITY_MIN_SOC = 15
/** Below this a battery takes full power; above, it tapers and says nothing about the charger. */
const FULL_POWER_MAX_SOC = 80

/** What a report teaches about the car itself: capacity and charging power. */
export function learn(vehicle: Vehicle, charge: ChargeState): Vehicle {
  const soc = charge.socPercent ?? 0
  const isNearlyFull = soc >= FULL_POWER_MAX_SOC
  const tellsPower =
    charge.status === 'charging' && !isNearlyFull && !charge.fastCharging && (charge.powerKw ?? 0) >= 1
  const powerKw = tellsPower ? settled(vehicle.powerKw, charge.powerKw ?? vehicle.powerKw) : vehicle.powerKw
  const capacityKwh = capacityOf(vehicle, charge)
  const isNews = powerKw !== vehicle.powerKw || capacityKwh !== vehicle.capacityKwh
  return isNews ? { ...vehicle, powerKw, capacityKwh } : vehicle
}

function capacityOf({ capacityKwh }: Vehicle, { capacityKwh: reported, socPercent }: ChargeState): number {
  const soc = socPercent ?? 0
  if (reported === null || soc <= 0) return capacityKwh
  const told = settled(capacityKwh, reported)
  return soc < CAPACITY_MIN_SOC ? Math.max(capacityKwh, told) : told
}

/** Power and capacity are reported in coarse steps; a change smaller than this is noise and would only cause replanning. */
const NOISE = 0.05

function settled(assumed: number, reported: number): number {
  return Math.abs(reported - assumed) > NOISE * assumed ? reported : assumed
}
