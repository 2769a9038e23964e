import { addMilliseconds, addMinutes } from 'date-fns'
import { contains, earliest, latest, type Interval } from '../base/interval.ts'
import { addHoursExact, kw, kwh, percent } from '../base/units.ts'
import { isDrawing, isPluggedIn, type ChargeState } from '../carmakers/charge-state.ts'
import { ORDINARY_RECIPE } from '../carmakers/command-recipe.ts'
import { timeToGoal } from '../planning/charging-time.ts'
import { withAssumedSoc } from '../vehicles/assumed-soc.ts'
import { isAtHome } from '../vehicles/at-home.ts'
import {
  policyFor,
  promisedReadyBy,
  reachableTarget,
  type Vehicle,
  type VehicleState,
} from '../vehicles/vehicle.ts'
import { aheadOf } from './charge-ahead.ts'
import type { Facts } from './facts.ts'
import type { Known } from './known.ts'
import { FINISHING_POINTS } from './finishing.ts'
import { keepsTurnUntil } from './kept-turn.ts'
import { isFailure } from './reasons.ts'
import { isResting } from './resting.ts'

/** Another car behind the same meter, as far as it bears on ours. */
export interface Neighbour {
  readonly vehicleId: string
  readonly powerKw: number
  /** When it is going to charge, by its plan or by its driver's will; from now on. */
  readonly turns: readonly Interval[]
  /** Draws power, as last seen, or has just been told to. */
  readonly isDrawing: boolean
  /** Until when it keeps what it shares from those that do not draw, see `keepsTurnUntil`; `null`: it does not. */
  readonly keepsUntil: Date | null
  readonly rank: Rank
}

/** Who goes first where not all can be ready otherwise. */
export interface Rank {
  /**
   * `uncontrolled`: nobody can stop it. `charge-now`: pressed by a driver who takes what room the others leave. `resting`: its last
   * tries were of no use, and none is made now.
   */
  readonly kind: 'uncontrolled' | 'minimum' | 'ready-by' | 'charge-now' | 'resting'
  readonly readyBy: Date
  readonly vehicleId: string
}

const ORDER: readonly Rank['kind'][] = ['uncontrolled', 'minimum', 'ready-by', 'charge-now', 'resting']
/** What was told to start and is not seen to draw so long after does not. */
const START_MINUTES = 2

/** What one car tells another of itself; `null` while it takes nothing of what they share. Pure. */
export function neighbourOf(given: Known, consent: Facts['consent'], now: Date): Neighbour | null {
  const { vehicle } = given
  const state = given.state && withAssumedSoc(given.state, vehicle)
  const known = { ...given, state, policy: policyFor(given.policy, state) }
  const charge = state?.charge ?? null
  if (state === undefined || charge === null || !mayDraw(known, charge, consent)) return null
  const rank = rankOf(known, state, { consent, now })
  const draws = isDrawing(charge.status) && canStillDraw(vehicle, charge, now)
  const aheadPercent = aheadOf(given.plan, { policy: given.policy, state }, now)
  const keepsUntil = keepsTurnUntil(known, now)
  return {
    vehicleId: vehicle.id,
    powerKw: vehicle.powerKw,
    turns: turnsOf(known, { charge, rank, draws, aheadPercent, now }),
    isDrawing: draws || keepsUntil !== null || isStarting(known, now),
    keepsUntil,
    rank,
  }
}

/** Of a car whose consent is over nothing is known any more; one that says it is full takes nothing, whatever is planned. */
function mayDraw(
  { vehicle, state, site }: Known,
  { status, fastCharging }: ChargeState,
  consent: Facts['consent'],
): boolean {
  const isKnown = consent === 'live' || consent === 'lapsed'
  const isHere = isAtHome(vehicle, state, site) !== false
  return isKnown && isHere && isPluggedIn(status) && status !== 'complete' && !fastCharging
}

/** Negative if `a` goes first. */
export function compareRanks(a: Rank, b: Rank): number {
  const byKind = ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)
  const byTime = a.readyBy.getTime() - b.readyBy.getTime()
  return byKind || byTime || (a.vehicleId < b.vehicleId ? -1 : a.vehicleId > b.vehicleId ? 1 : 0)
}

export function rankOf(known: Known, state: VehicleState, pass: Pass): Rank {
  const { vehicle, policy } = known
  return {
    kind: kindOf(known, withAssumedSoc(state, vehicle), pass),
    readyBy: promisedReadyBy(policy, state),
    vehicleId: vehicle.id,
  }
}

interface Pass {
  readonly consent: Facts['consent']
  readonly now: Date
}

function kindOf(known: Known, { charge }: VehicleState, { consent, now }: Pass): Rank['kind'] {
  const { policy, override } = known
  if (consent !== 'live' || policy.paused) return 'uncontrolled'
  if (override !== undefined) return override.kind === 'charge-now' ? 'charge-now' : 'uncontrolled'
  if (isResting(known, now)) return 'resting'
  return (charge?.socPercent ?? 100) < policy.minimumPercent ? 'minimum' : 'ready-by'
}

interface Seen {
  readonly charge: ChargeState
  readonly rank: Rank
  readonly draws: boolean
  /** What its plan charges to past the target, for the departure after. */
  readonly aheadPercent: number
  readonly now: Date
}

function turnsOf(known: Known, seen: Seen): readonly Interval[] {
  const { vehicle } = known
  const { charge, rank, draws, now } = seen
  if (rank.kind === 'uncontrolled')
    return draws ? until(fullAt(vehicle, charge, charge.limitPercent ?? 100), now) : []
  if (!draws && isOfNoUse(known, seen)) return []
  if (rank.kind === 'charge-now') return until(chargedNowUntil(known, charge), now)
  return plannedTurns(known, seen)
}

/** A car that does not do what it is told takes nothing until it does, or is told again; nor does one that should be full by its last word. */
function isOfNoUse({ intent }: Known, { charge, rank }: Seen): boolean {
  const isFailing = intent !== undefined && isFailure(intent.reason)
  return isDrawing(charge.status) || rank.kind === 'resting' || isFailing
}

/** When charge now ends, at the latest when the car is as full as it may be. */
function chargedNowUntil({ vehicle, policy, override }: Known, charge: ChargeState): Date {
  const end = override?.end ?? { until: 'target' }
  const limit = charge.limitPercent ?? 100
  if (end.until !== 'target') {
    const full = fullAt(vehicle, charge, limit)
    return end.until === 'time' ? earliest(full, end.endsAt) : full
  }
  const { targetPercent = reachableTarget(policy, charge) } = end
  return fullAt(vehicle, charge, Math.min(targetPercent, limit))
}

function plannedTurns(known: Known, { charge, aheadPercent, draws, now }: Seen): readonly Interval[] {
  const { vehicle, policy, plan } = known
  const target = Math.max(reachableTarget(policy, charge), aheadPercent)
  if (plan === undefined || (charge.socPercent ?? 0) >= target) return []
  if (draws && isPastLatestStart(known)) return untilSeenFull(vehicle, charge, { target, now })
  const ahead = plan.plan.blocks
    .filter(({ end }) => end > now)
    .map(({ start, end }) => ({ start: latest(start, now), end }))
  const [finish] = draws ? finishing(vehicle, charge, { target, now }) : []
  return finish === undefined ? ahead : [finish, ...after(finish, ahead)]
}

/** What is left of intervals once another is over: a car draws its power once, whatever it has two reasons for. */
function after({ end: over }: Interval, intervals: readonly Interval[]): readonly Interval[] {
  return intervals
    .filter(({ end }) => end > over)
    .map(({ start, end }) => ({ start: latest(start, over), end }))
}

/** Past its latest start a car charges on to its target, wherever the blocks of its plan lie. */
function isPastLatestStart({ intent }: Known): boolean {
  return intent?.desired === 'CHARGE' && intent.cause === 'ready-by'
}

/** The last points are charged at once, whatever the plan said of their time. */
function finishing(
  vehicle: Vehicle,
  charge: ChargeState,
  { target, now }: { target: number; now: Date },
): readonly Interval[] {
  if (target - (charge.socPercent ?? 0) > FINISHING_POINTS) return []
  return untilSeenFull(vehicle, charge, { target, now })
}

/** Until it is seen to be there: one that was last seen a while ago, or takes less than it is thought to, draws on past the time worked out. */
function untilSeenFull(
  vehicle: Vehicle,
  charge: ChargeState,
  { target, now }: { target: number; now: Date },
): readonly Interval[] {
  return until(latest(fullAt(vehicle, charge, target), addMinutes(now, START_MINUTES)), now)
}

function until(end: Date, now: Date): readonly Interval[] {
  return end > now ? [{ start: now, end }] : []
}

/** When a level would be reached by drawing on from what was last seen. */
function fullAt(vehicle: Vehicle, { observedAt, socPercent }: ChargeState, level: number): Date {
  const missing = ((level - (socPercent ?? 0)) / 100) * vehicle.capacityKwh
  return addHoursExact(observedAt, Math.max(0, missing) / vehicle.efficiency / vehicle.powerKw)
}

/** A report of a car that has not been reached since holds no longer than its battery could go on taking, with less and less power near full. */
function canStillDraw(vehicle: Vehicle, charge: ChargeState, now: Date): boolean {
  const { capacityKwh, powerKw, efficiency } = vehicle
  const need = {
    ...{ soc: percent(charge.socPercent ?? 0), target: percent(charge.limitPercent ?? 100), readyBy: now },
    ...{ minimum: percent(0), capacity: kwh(capacityKwh), power: kw(powerKw), efficiency },
    taper: ORDINARY_RECIPE.taper.map(({ fromPercent, share }) => ({
      soc: percent(fromPercent),
      power: kw(powerKw * share),
    })),
  }
  return addMilliseconds(addMinutes(charge.observedAt, START_MINUTES), timeToGoal(need)) > now
}

function isStarting({ commands }: Known, now: Date): boolean {
  const last = commands.find(({ kind }) => kind !== 'wake')
  if (last?.kind !== 'start' || last.outcome === 'refused' || last.confirmedAt !== null) return false
  return last.sentAt > addMinutes(now, -START_MINUTES)
}

/** Whether it is a car's turn at an instant. */
export function hasTurn({ turns }: Pick<Neighbour, 'turns'>, instant: Date): boolean {
  return turns.some((turn) => contains(turn, instant))
}
