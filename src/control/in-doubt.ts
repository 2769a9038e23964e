import { addMinutes, addSeconds } from 'date-fns'
import { kw, kwh, percent } from '../base/units.ts'
import type { CommandRecipe } from '../carmakers/command-recipe.ts'
import { isAtHome } from '../vehicles/at-home.ts'
import { nextDeparture } from '../vehicles/departures.ts'
import type { VehicleState } from '../vehicles/vehicle.ts'
import type { Facts } from './facts.ts'
import type { Known } from './known.ts'
import { latestStart, paceOf } from './latest-start.ts'
import { pollNear } from './look-phase.ts'
import { IDLE_POLL_MINUTES, type Step } from './next-step.ts'

/** What a doubt is judged by. */
type Doubted = Pick<Known, 'vehicle' | 'policy' | 'state' | 'lesson' | 'site' | 'intent'> &
  Pick<Facts, 'canWake'>

/**
 * When a car is woken of which it is in doubt whether it stands at the plug: at the latest start of an empty battery before the next
 * departure. Until then most doubts end for nothing, since a car that is driven tells; so there is no need to wake it sooner.
 *
 * @returns `null` if there is no doubt, or nothing that the driver would lose by it
 */
export function wakeByOf(
  { vehicle, policy, state, lesson, site, intent, canWake }: Doubted,
  recipe: CommandRecipe,
  now: Date,
): Date | null {
  if (!canWake || state === undefined || !isOpen(state) || wasWoken(state, intent)) return null
  if (policy.paused || isAtHome(vehicle, state, site) === false) return null
  const { readyBy: promised, targetPercent } = nextDeparture(policy, now)
  const need = {
    soc: percent(0),
    target: percent(Math.min(targetPercent, state.charge?.limitPercent ?? 100)),
    minimum: percent(0),
    readyBy: promised,
    capacity: kwh(vehicle.capacityKwh),
    power: kw(vehicle.powerKw),
    efficiency: vehicle.efficiency,
  }
  const car = { ...vehicle, peakPowerKw: 0, isDrawing: false }
  return latestStart(need, paceOf(car, lesson, recipe), { now, promised })
}

function isOpen({ doubtedAt, charge, reach }: VehicleState): boolean {
  return doubtedAt !== undefined && reach === 'asleep' && charge?.status === 'disconnected'
}

/** Once, and then it is looked at when it should be awake. */
export function wakeToAsk({ now, recipe }: Facts): Step {
  return {
    command: { kind: 'wake', purpose: 'intent', attempt: 1 },
    nextDue: addSeconds(now, recipe.giveUpSeconds),
    failed: false,
  }
}

/** A car that has been woken to be asked is looked at again so soon, in case it sleeps yet or tells of a time before; minutes. */
const ASKED_AGAIN_MINUTES = 3
/** For so long, in which it stays awake; minutes. */
const AWAKE_MINUTES = 15

/** When a car that is left alone is looked at next. */
export function nextLookAlone(facts: Pick<Facts, 'now' | 'lookPhase' | 'state' | 'previous'>): Date {
  const { now, state, previous } = facts
  const isAsked = wasWoken(state, previous) && now < addMinutes(previous?.decidedAt ?? now, AWAKE_MINUTES)
  return isAsked ? addMinutes(now, ASKED_AGAIN_MINUTES) : pollNear(facts, IDLE_POLL_MINUTES)
}

/** Once for each doubt: what was wanted last stays written down while nothing is. */
function wasWoken(state: VehicleState | undefined, previous: Facts['previous'] | undefined): boolean {
  if (state?.doubtedAt === undefined || previous?.cause !== 'in-doubt') return false
  return previous.decidedAt >= state.doubtedAt
}
