import { addMinutes, addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
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
import { isSought, soughtUntil } from './sought-car.ts'

/** What a doubt is judged by. */
type Doubted = Pick<Known, 'vehicle' | 'policy' | 'state' | 'lesson' | 'site' | 'intent'> &
  Partial<Pick<Known, 'override'>> &
  Pick<Facts, 'canWake'>

/**
 * When a car is woken of which it is in doubt whether it stands at the plug: at the latest start of an empty battery before the next
 * departure. Until then most doubts end for nothing, since a car that is driven tells; so there is no need to wake it sooner. A driver who
 * presses charge now says that it stands there, and waits for it.
 *
 * @returns `null` if there is no doubt, or nothing that the driver would lose by it
 */
export function wakeByOf(
  { vehicle, policy, state, lesson, site, intent, override, canWake }: Doubted,
  recipe: CommandRecipe,
  now: Date,
): Date | null {
  if (!canWake || state === undefined || !isOpen(state)) return null
  if (!isToBeWoken(doubtedSince(state, override, now), intent)) return null
  if (policy.paused || isAtHome(vehicle, state, site) === false) return null
  if (isSought(override, state.charge, now)) return now
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

/** Once for each doubt. */
function isToBeWoken(since: Date | undefined, intent: Known['intent']): boolean {
  return since !== undefined && !wasWoken(since, intent)
}

function isOpen({ charge, reach }: VehicleState): boolean {
  return reach === 'asleep' && charge?.status === 'disconnected'
}

function doubtedSince(
  state: VehicleState | undefined,
  override: Facts['override'] | undefined,
  now: Date,
): Date | undefined {
  return isSought(override, state?.charge, now) ? override.since : state?.doubtedAt
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
export function nextLookAlone(
  facts: Pick<Facts, 'now' | 'lookPhase' | 'state' | 'previous'> & Partial<Pick<Facts, 'override'>>,
): Date {
  const { now, state, previous, override } = facts
  const wasAsked = wasWoken(doubtedSince(state, override, now), previous)
  const isAsked = wasAsked && now < addMinutes(previous?.decidedAt ?? now, AWAKE_MINUTES)
  const look = isAsked ? addMinutes(now, ASKED_AGAIN_MINUTES) : pollNear(facts, IDLE_POLL_MINUTES)
  return isSought(override, state?.charge, now) ? earliest(look, soughtUntil(override)) : look
}

/** Once for each doubt: what was wanted last stays written down while nothing is. */
function wasWoken(doubtedSince: Date | undefined, previous: Facts['previous'] | undefined): boolean {
  if (doubtedSince === undefined || previous?.cause !== 'in-doubt') return false
  return previous.decidedAt >= doubtedSince
}
