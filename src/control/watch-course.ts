import { earliest, type Interval } from '../base/interval.ts'
import { isDrawing } from '../carmakers/charge-state.ts'
import type { TroubleCause } from '../events/trouble-causes.ts'
import type { SiteLimits } from '../planning/problem.ts'
import type { CarLesson } from '../vehicles/car-lesson.ts'
import type { Vehicle, VehicleState } from '../vehicles/vehicle.ts'
import { chargesForLater } from './charge-ahead.ts'
import { decide } from './decide.ts'
import type { Decision, Facts } from './facts.ts'
import type { Known } from './known.ts'
import { atPace, paceOf } from './latest-start.ts'
import { learnLesson } from './learn-lesson.ts'
import { needOf } from './make-plan.ts'
import { foreseeShortfall, type Shortfall } from './shortfall.ts'
import { judgeTrouble, type TroubleSign } from './trouble.ts'
import { nextIncidentLook, watchIncidents, type IncidentChange } from './watch-incidents.ts'

/** What a pass has seen, and what stands in the way of charging. */
export interface Sight {
  readonly now: Date
  readonly state: VehicleState | undefined
  readonly vehicle: Vehicle
  readonly facts: Facts
  readonly limits: SiteLimits | undefined
  readonly blocked: readonly Interval[]
}

/** A decision with what is new of what its driver has to know, and what the car has taught. */
export interface Watched {
  readonly decision: Decision
  readonly incidents: readonly IncidentChange[]
  readonly lesson: CarLesson
}

/**
 * Decides, and judges by the decision what is wrong. What may pass by itself is looked at again when it should have.
 */
export function watchCourse(
  { known, newId }: { readonly known: Known; readonly newId: () => string },
  sight: Sight,
): Watched {
  const { facts } = sight
  const decision = decide(facts)
  const { found, sign } = troubleOf(facts, decision, known.lesson)
  const shortfall = decision.intent === null ? null : shortfallOf(known, sight)
  const watch = { facts, decision, sign, shortfall, open: known.incidents, newId }
  const incidents = watchIncidents(watch)
  const told = incidents.find(({ event }) => event?.type === 'charging.trouble')?.event
  const lesson = learnLesson(known.lesson, {
    before: known.state,
    ...{ facts, battery: sight.vehicle },
    confirmed: decision.confirmed,
    failed: told?.type === 'charging.trouble' ? told.data.cause : causeUntold(found, sign),
  })
  return { decision: withLook(decision, nextIncidentLook(incidents, watch)), incidents, lesson }
}

/** What is wrong, and what of it is for the driver: one whose car has what it is promised is not told that charging ahead fails. */
export function troubleOf(
  facts: Facts,
  decision: Decision,
  lesson: CarLesson,
): { readonly found: TroubleSign | null; readonly sign: TroubleSign | null } {
  const found = judgeTrouble(facts, decision, lesson)
  return { found, sign: chargesForLater(facts, decision) ? null : found }
}

/** A failure of which the driver need not know still tells how the car is. */
function causeUntold(found: TroubleSign | null, sign: TroubleSign | null): TroubleCause | null {
  return sign === null && found?.patienceMinutes === 0 ? found.cause : null
}

function withLook(decision: Decision, look: Date | undefined): Decision {
  if (look === undefined || decision.nextDue === null) return decision
  return { ...decision, nextDue: earliest(decision.nextDue, look) }
}

/** A paused car is promised nothing. */
function shortfallOf(
  { policy, lesson }: Known,
  { now, state, vehicle, facts, limits, blocked }: Sight,
): Shortfall | null {
  if (state === undefined || policy.paused) return null
  const need = needOf({ vehicle, policy, state })
  if (need === null || need.soc >= need.target) return null
  const { peakPowerKw } = state
  const car = {
    ...vehicle,
    peakPowerKw,
    isDrawing: isDrawing(state.charge?.status ?? 'unknown'),
  }
  // What is only feared is not foretold.
  const pace = paceOf(car, lesson, { ...facts.recipe, untoldPowerKw: undefined })
  return foreseeShortfall({
    ...{ now, blocked, site: limits },
    need: atPace(need, pace),
    delaySeconds: pace.delaySeconds,
  })
}
