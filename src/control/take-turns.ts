import { addMinutes } from 'date-fns'
import { contains, latest } from '../base/interval.ts'
import { replan, type MadePlan, type PlanningFacts } from './make-plan.ts'
import { compareRanks, hasTurn, type Neighbour, type Rank } from './neighbour.ts'
import { roomBeside, slotsBeside, type Room } from './room.ts'

/** A plan beside other cars. */
export interface Turn {
  /** `null`: the previous plan holds, or nothing is needed. */
  readonly result: ReturnType<typeof replan>
  /** The others that keep their turns; the rest has to plan anew. */
  readonly respected: readonly Neighbour[]
}

/**
 * Plans a car in the room that the other cars of its site leave. If it would be late there, it takes the turns of those that
 * go after it, which then plan anew in what is left: whoever has to be ready first goes first. Where every car needs the
 * whole of what they share, all are ready whenever that is possible at all: by each ready-by time there is as much time as
 * the cars before it and this one need (earliest deadline first; Jackson 1955). Pure.
 */
export function planInTurn(facts: PlanningFacts, own: Rank, others: readonly Neighbour[]): Turn {
  const first = others.filter(({ rank }) => compareRanks(rank, own) < 0)
  // The minimum is charged at once: only those that go before it are waited for.
  if (own.kind === 'minimum') return turnBeside(facts, first)
  const besideAll = turnBeside(facts, others)
  if (first.length === others.length || !isLate(besideAll.made)) return besideAll
  const ahead = turnBeside(facts, first)
  return isSooner(ahead.made, besideAll.made) ? ahead : besideAll
}

function turnBeside(facts: PlanningFacts, respected: readonly Neighbour[]): Turn & { made: MadePlan | null } {
  const { site, blocked } = roomBeside(facts.site, respected, facts.vehicle.powerKw)
  const { following, slots } = facts
  const later = following && { ...following, slots: slotsBeside(following.slots, respected) }
  const result = replan({ ...facts, site, blocked, following: later, slots: slotsBeside(slots, respected) })
  return { result, respected, made: result?.made ?? facts.previous }
}

/** By what the driver was promised: the plan itself aims earlier. */
function isLate(made: MadePlan | null): boolean {
  return made?.plan.expectedReadyAt != null && made.plan.expectedReadyAt > made.promisedReadyBy
}

function isSooner(a: MadePlan | null, b: MadePlan | null): boolean {
  if (a?.plan.expectedReadyAt == null) return false
  return b?.plan.expectedReadyAt == null || a.plan.expectedReadyAt < b.plan.expectedReadyAt
}

/** Looked at again so soon where a car has to be stopped first. */
const STOP_MINUTES = 1

/** What the right of way depends on. */
export interface Crossing {
  readonly now: Date
  /** Our car, as the others see it. */
  readonly own: Pick<Neighbour, 'powerKw' | 'isDrawing' | 'turns' | 'rank' | 'keepsUntil'>
  /** Without the other cars. */
  readonly limits: PlanningFacts['site']
  readonly others: readonly Neighbour[]
  /** Those of them that keep their turns. */
  readonly respected: readonly Neighbour[]
}

/**
 * Until when our car has to wait because the fuse does not hold it beside the others; `null` if it may charge now. A car in
 * its turn has the fuse, and of two at the crossing of their turns the one that goes first; so has each that still draws,
 * until it is seen to have stopped, unless ours draws already. One that has just taken its turn back gives it away only to a car that draws.
 */
export function waitsUntil({ now, own, limits, others, respected }: Crossing): Date | null {
  const before = respected.filter(({ rank }) => !hasTurn(own, now) || compareRanks(rank, own.rank) < 0)
  const keeps = own.keepsUntil !== null
  const inTurn = before.filter((other) => hasTurn(other, now) && (!keeps || other.isDrawing))
  const drawing = own.isDrawing ? [] : others.filter(({ isDrawing }) => isDrawing)
  const isFree = (cars: readonly Neighbour[]): boolean => blockedNow(cars, { now, own, limits }) === undefined
  if (isFree([...new Set([...inTurn, ...drawing])].map((car) => drawingFrom(car, now)))) return null
  const turn = blockedNow(before, { now, own, limits })
  const kept = drawing.map(({ keepsUntil }) => keepsUntil ?? now)
  return turn ?? latest(addMinutes(now, STOP_MINUTES), ...kept)
}

/** The end of the time around `now` in which there is no room beside some cars. */
function blockedNow(
  cars: readonly Neighbour[],
  { now, own, limits }: Pick<Crossing, 'now' | 'own' | 'limits'>,
): Date | undefined {
  const { blocked }: Room = roomBeside(limits, cars, own.powerKw)
  return blocked.find((pause) => contains(pause, now))?.end
}

/** A car that draws although it is not its turn does so for a moment yet. */
function drawingFrom(car: Neighbour, now: Date): Neighbour {
  if (hasTurn(car, now)) return car
  return { ...car, turns: [...car.turns, { start: now, end: addMinutes(now, STOP_MINUTES) }] }
}
