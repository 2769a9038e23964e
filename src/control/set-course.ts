import { isDrawing } from '../carmakers/charge-state.ts'
import type { CommandRecipe } from '../carmakers/command-recipe.ts'
import type { Reading } from '../carmakers/port.ts'
import type { Herd } from '../planning/herd-offset.ts'
import type { CostSlot, RunLimits, SiteLimits } from '../planning/problem.ts'
import type { CarLesson } from '../vehicles/car-lesson.ts'
import { runLimitsOf } from '../vehicles/run-limits.ts'
import { withUsualPower } from '../vehicles/usual-power.ts'
import {
  followingDeparture,
  learn,
  observe,
  policyFor,
  type ChargingPolicy,
  type Vehicle,
  type VehicleState,
} from '../vehicles/vehicle.ts'
import type { Following } from './charge-ahead.ts'
import { willOf } from './driver-will.ts'
import type { Decision, Facts, Intent } from './facts.ts'
import { isFirstTestDue, type BegunTest } from './first-test.ts'
import { ALONE, factsOf, type RoomNow } from './facts-of.ts'
import type { Known, StoredPlan } from './known.ts'
import { neighbourOf, rankOf, type Neighbour } from './neighbour.ts'
import { roomBeside } from './room.ts'
import { startsMade } from './starts-made.ts'
import { watchCourse } from './watch-course.ts'
import type { IncidentChange } from './watch-incidents.ts'
import { planInTurn, waitsUntil, type Turn } from './take-turns.ts'

/** A vehicle as a pass finds it: all that its course follows from beside what is around it. */
export interface Bench {
  readonly now: Date
  readonly known: Known
  readonly consent: Facts['consent']
  /** See {@link Facts.canWake}. */
  readonly canWake: boolean
  readonly recipe: CommandRecipe
  /** The driver left out the permission to command. Left out: they gave it. */
  readonly readOnly?: boolean
  /** Of the brand. */
  readonly runLimits: RunLimits
  /** The vehicle's place among all; left out: it is planned as if it were alone. */
  readonly herd?: Herd | undefined
  readonly newId: () => string
  /** Whether a test charge may begin by itself: none ever has. Left out: it may not. */
  readonly firstTest?: boolean
}

/** Where a car stands: what its site allows, who else is there, and what a kWh costs. */
export interface Place {
  readonly limits: SiteLimits | undefined
  readonly neighbours: readonly Neighbour[]
  readonly slots: readonly CostSlot[]
  /** The same and a day more, where a departure wants more than another. Left out: nothing is charged ahead. */
  readonly later?: readonly CostSlot[]
}

/** Where a pass goes: what was seen, the plan that now holds, and the decision. */
export interface Course {
  readonly now: Date
  readonly state: VehicleState | undefined
  readonly vehicle: Vehicle
  readonly newPlan: StoredPlan | null
  readonly planId: string | null
  /** What the decision rests on. */
  readonly facts: Facts
  readonly decision: Decision
  /** The test charge that begins with this pass, by itself. */
  readonly begunTest: BegunTest | null
  /** The other cars of the site that have to look again, since what is left to them has changed. */
  readonly told: readonly Neighbour[]
  /** What is new of what the driver has to know. */
  readonly incidents: readonly IncidentChange[]
  /** What the car has taught by now. */
  readonly lesson: CarLesson
}

/** What is now known, the plan that follows from it, and the decision. Pure but for the ids of plans: the loop and backtests share it. */
export function setCourse(bench: Bench, reading: Reading | 'none', place: Place | null): Course {
  const seen = see(bench, reading)
  const turn = place === null ? NO_TURN : planAnew(bench, seen, place)
  const newPlan = turn.result === null ? null : storedPlan(bench, seen, turn.result)
  const followed = newPlan ?? bench.known.plan ?? null
  const room = place === null ? ALONE : roomFor(bench, { ...seen, followed }, place, turn)
  const { canWake, recipe, readOnly = false } = bench
  const brand = { canWake, recipe, readOnly, carmakerDownSince: null }
  const known = factsOf(bench.known, bench.consent, { ...seen, followed, room, ...brand })
  const { facts, begunTest } = withFirstTest(bench, spread(bench, known))
  const { neighbours: others, limits } = place ?? NOWHERE
  const watched = watchCourse(bench, { ...seen, facts, limits, blocked: room.blocked })
  const told = toldBy(bench, { state: seen.state, decision: watched.decision }, { others, turn })
  const state = withNextLook(seen.state, watched.decision, reading)
  return { ...seen, state, newPlan, planId: followed?.id ?? null, facts, ...watched, begunTest, told }
}

/** A look says when the next is, and so does a command, whose effect is to be seen; whatever makes the car due before is no reason to ask. */
function withNextLook(
  state: VehicleState | undefined,
  { command, nextDue }: Decision,
  reading: Reading | 'none',
): VehicleState | undefined {
  if (state === undefined || (reading === 'none' && command === null)) return state
  return { ...state, lookAt: nextDue ?? undefined }
}

/** One that has its minimum goes on charging, but goes before the others no more. */
function isOtherwiseWanted({ desired, cause }: Intent, before: Known['intent']): boolean {
  return before?.desired !== desired || (before.cause === 'minimum') !== (cause === 'minimum')
}

/**
 * The others of the site look again when this car takes their turn, when it begins or ends to use what they share, and when it begins or
 * ends to be charged at once.
 */
function toldBy(
  { known }: Bench,
  { state, decision }: Pick<Course, 'state' | 'decision'>,
  { others, turn }: { readonly others: readonly Neighbour[]; readonly turn: Turn },
): readonly Neighbour[] {
  const draws = (of: VehicleState | undefined): boolean => of?.charge != null && isDrawing(of.charge.status)
  // What was wanted last stays written down while a car is not ours to control: that is no change.
  const isWantedAnew = decision.intent !== null && isOtherwiseWanted(decision.intent, known.intent)
  const isOtherwise = draws(known.state) !== draws(state) || isWantedAnew
  return isOtherwise ? others : others.filter((each) => !turn.respected.includes(each))
}

function spread({ herd }: Bench, facts: Facts): Facts {
  return herd === undefined ? facts : { ...facts, spreadSeconds: herd.mostSeconds }
}

/** A test charge that begins by itself runs from this very pass on. */
function withFirstTest(
  { firstTest = false, newId }: Bench,
  facts: Facts,
): { readonly facts: Facts; readonly begunTest: BegunTest | null } {
  if (!firstTest || !isFirstTestDue(facts)) return { facts, begunTest: null }
  const begunTest = { id: newId(), askedAt: facts.now }
  return { facts: { ...facts, test: begunTest }, begunTest }
}

interface Seen {
  readonly now: Date
  readonly state: VehicleState | undefined
  readonly vehicle: Vehicle
}

function see({ now, known }: Bench, reading: Reading | 'none'): Seen {
  if (reading === 'none') return { now, state: known.state, vehicle: known.vehicle }
  const state = observe(known.state, reading, { checkedAt: now, policy: known.policy })
  const learnt = state.charge === null ? known.vehicle : learn(known.vehicle, state.charge)
  const usual = { lesson: known.lesson, maxPowerKw: known.site.maxPowerKw }
  return { now, state, vehicle: withUsualPower(learnt, state, usual) }
}

const NOWHERE: Pick<Place, 'limits' | 'neighbours'> = { limits: undefined, neighbours: [] }
const NO_TURN: Turn = { result: null, respected: [] }

/** No plan is made while the driver's own will rules. */
function planAnew(
  { known, runLimits, recipe, herd }: Bench,
  { now, state, vehicle }: Seen,
  { limits, neighbours, slots, later }: Place,
): Turn {
  if (state === undefined || hasWill(known, state, now)) return { result: null, respected: neighbours }
  const { commands, plan: previous = null } = known
  const policy = policyFor(known.policy, state)
  const runs = runLimitsOf(policy, runLimits)
  const { lesson } = known
  const following = followingOf(known.policy, state, later)
  const asked = { now, vehicle, policy, state, slots, following, site: limits, runs, previous }
  const facts = { ...asked, herd, lesson, brand: recipe }
  const own = rankOf({ ...known, vehicle, override: undefined }, state, { consent: 'live', now })
  return planInTurn({ ...facts, startsMade: startsMade(commands, known.tests) }, own, neighbours)
}

/** Not of a car whose state of charge is assumed: what it lacks is not known well enough to charge more. */
function followingOf(
  policy: ChargingPolicy,
  state: VehicleState,
  later: readonly CostSlot[] | undefined,
): Following | undefined {
  const departure = followingDeparture(policy, state)
  if (departure === undefined || later === undefined || state.charge?.socPercent == null) return undefined
  return { ...departure, slots: later.filter(({ start }) => start < departure.readyBy) }
}

function hasWill(
  { policy, override, intent, commands, test }: Known,
  state: VehicleState,
  now: Date,
): boolean {
  const inForce = policyFor(policy, state)
  const will = {
    now,
    policy: inForce,
    state,
    override: override ?? null,
    previous: intent ?? null,
    commands,
    test,
  }
  return willOf(will).override !== null
}

function storedPlan(
  { newId }: Bench,
  { now, vehicle }: Seen,
  result: NonNullable<Turn['result']>,
): StoredPlan {
  const { made, cause } = result
  return { ...made, id: newId(), vehicleId: vehicle.id, madeAt: now, cause }
}

function roomFor(
  { known, consent }: Bench,
  { now, state, vehicle, followed }: Seen & { followed: StoredPlan | null },
  { limits, neighbours }: Place,
  { respected }: Turn,
): RoomNow {
  const plan = followed ?? undefined
  const own = neighbourOf({ ...known, vehicle, state, plan }, consent, now)
  const blocked = roomBeside(limits, respected, vehicle.powerKw).blocked
  if (own === null) return { blocked, waitsUntil: null }
  return { blocked, waitsUntil: waitsUntil({ now, own, limits, others: neighbours, respected }) }
}
