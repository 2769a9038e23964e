import type { CommandRecipe } from '../carmakers/command-recipe.ts'
import type { Interval } from '../base/interval.ts'
import { withAssumedSoc } from '../vehicles/assumed-soc.ts'
import { isAtHome } from '../vehicles/at-home.ts'
import { policyFor, type Vehicle, type VehicleState } from '../vehicles/vehicle.ts'
import { aheadOf } from './charge-ahead.ts'
import type { Facts } from './facts.ts'
import { wakeByOf } from './in-doubt.ts'
import type { Known, StoredPlan } from './known.ts'
import { lookPhaseOf, type LookPhase } from './look-phase.ts'
import { urgency } from './make-plan.ts'

/** What the other cars of the site leave. */
export interface RoomNow {
  readonly blocked: readonly Interval[]
  readonly waitsUntil: Date | null
}

/** A car that has its site to itself. */
export const ALONE: RoomNow = { blocked: [], waitsUntil: null }

/** What a pass has seen. */
interface SeenNow {
  readonly now: Date
  readonly state: VehicleState | undefined
  readonly vehicle: Vehicle
  readonly followed: StoredPlan | null
  readonly room: RoomNow
  readonly canWake: boolean
  readonly recipe: CommandRecipe
  /** The driver left out the permission to command. */
  readonly readOnly: boolean
  /** `null` of a pass that may call its carmaker. */
  readonly carmakerDownSince: Date | null
}

/** What a decision rests on, from what is stored and what was seen just now. */
export function factsOf(known: Known, consent: Facts['consent'], seen: SeenNow): Facts {
  const { now, vehicle, followed, room, canWake, recipe } = seen
  const state = taken(seen)
  const pace = { brand: recipe, previous: followed, blocked: room.blocked }
  const { site, lesson } = known
  const policy = policyFor(known.policy, state)
  const pressed =
    state === undefined ? null : urgency({ ...{ now, vehicle, policy, state, lesson }, ...pace })
  return {
    now,
    lookPhase: phaseOf(vehicle),
    consent,
    policy,
    ...{ evacuating: known.evacuating === true, accessRefused: known.accessRefused === true },
    releaseUntil: known.releaseUntil,
    controllable: controllabilityOf(seen),
    canWake,
    quietUntil: vehicle.quietUntil,
    carmakerDownSince: seen.carmakerDownSince,
    wakeBy: wakeByOf({ ...known, vehicle, state, canWake }, recipe, now),
    recipe,
    doesNotRestart: known.lesson.doesNotRestartSince !== null,
    atHome: isAtHome(vehicle, state, site),
    state,
    followed,
    aheadPercent: aheadOf(followed, { policy: known.policy, state }, now),
    latestStart: pressed?.latestStart ?? null,
    finishAt: pressed?.finishAt ?? null,
    waitsUntil: room.waitsUntil,
    roomUntil: room.blocked.find(({ start }) => start > now)?.start ?? null,
    test: known.test,
    override: known.override ?? null,
    previous: known.intent ?? null,
    commands: known.commands,
    spentToday: known.spentToday,
  }
}

/** A car that is not stored has no place among others. */
function phaseOf({ ordinal }: Vehicle): LookPhase | undefined {
  return ordinal === undefined ? undefined : lookPhaseOf(ordinal)
}

/** As it is decided by. */
function taken({ state, vehicle }: { readonly state: VehicleState | undefined; readonly vehicle: Vehicle }) {
  return state === undefined ? undefined : withAssumedSoc(state, vehicle)
}

/** A car may obey and still not be ours to command. */
function controllabilityOf(seen: {
  readonly readOnly: boolean
  readonly vehicle: Vehicle
}): Facts['controllable'] {
  return seen.readOnly ? 'no' : seen.vehicle.controllable
}
