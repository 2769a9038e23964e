import { Presence, type RunRules, type Statement } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import {
  FREE,
  FRESH,
  LONGEST_USUAL_RUN,
  OFF,
  type RunStates,
  bound,
  canCharge,
  closing,
  closings,
  goesOn,
} from './run-states.ts'

/** What the car does in one slot, and the states it leads from and to. */
export interface Move {
  readonly from: number
  readonly to: number
  readonly presence: number
  /** Hours of the slot in which the car charges at least, if it charges in a part of it. */
  readonly hours: number
  /** Runs that begin: 0 or 1. */
  readonly starts: number
}

const IDLE: readonly Move[] = [move(OFF, OFF, Presence.off, 0), move(FREE, OFF, Presence.off, 0)]

/** Moves of slots that are like all slots around them, by {@link regularKey}: made once in a process. */
const regular = new Map<number, readonly Move[]>()

/**
 * The moves of slot `t`. With granularity `slot` charging begins and ends on edges. With `any` the moves suffice for an
 * optimum as well: for a given order of edges and ends of runs the rest is a linear programme, and in a vertex of it every
 * run has an end on an edge, its other end on an edge or at the least length from the first, and only one end in the whole plan
 * is free. (Where that does not hold, `relaxation.ts` has a
 * gap stated.)
 */
export function slotMoves(
  statement: Statement,
  rules: RunRules,
  states: RunStates,
  t: number,
): readonly Move[] {
  if (!canCharge(statement, t)) return IDLE
  const key = regularKey(statement, states, t)
  if (key === null) return irregularMoves(statement, rules, states, t)
  const known = regular.get(key) ?? regularMoves(states, t)
  regular.set(key, known)
  return known
}

/**
 * Equal for slots with equal moves, and the same for equal slots of another statement; null for a slot that is not like those
 * around it: forced, used in part, before a gap, or where a run that has begun takes another number of slots.
 */
export function regularKey(statement: Statement, states: RunStates, t: number): number | null {
  const { span, usualSlots, usual } = states
  if (usualSlots === null || statement.granularity === 'any' || statement.forced[t] === 1) return null
  const isRegular = usual[t] === 1 && canCharge(statement, t) && goesOn(statement, t)
  return isRegular ? (span * RADIX + usualSlots) * RADIX + (t % span) : null
}

/** More than the slots of a usual run and the short one it may begin with. */
const RADIX = LONGEST_USUAL_RUN + 3

/** Where the moves of a regular slot stand among them: idle from OFF and from FREE, charging on, starting; then the runs begun before. */
export const REGULAR = { idle: 0, ending: 1, goingOn: 2, starting: 3, bound: 4 } as const
/** The options of a regular slot, in order: not charging, and charging throughout. */
export const CHARGING = 1

/**
 * In the order of {@link REGULAR}; a dual pass knows them by that rule. Of runs that would have begun before the first slot too: states that
 * no plan comes through do no harm.
 */
function regularMoves(states: RunStates, t: number): readonly Move[] {
  const { span, usualSlots } = states
  const slots = usualSlots ?? 1
  const begun = slots === 1 ? FREE : bound(states, t)
  const moves = [...IDLE, move(FREE, FREE, Presence.whole, 0), starting(begun, Presence.whole, 0)]
  for (let past = slots - 1; past > 0; past--) {
    const state = bound(states, t + span - past)
    moves.push(move(state, past === slots - 1 ? FREE : state, Presence.whole, 0))
  }
  return moves
}

function irregularMoves(
  statement: Statement,
  rules: RunRules,
  states: RunStates,
  t: number,
): readonly Move[] {
  const isForced = statement.forced[t] === 1
  const moves = isForced ? [] : [...IDLE]
  addWhole(states, t, moves)
  if (statement.granularity === 'any' && !isForced) addParts({ statement, rules, states, t }, moves)
  return goesOn(statement, t) ? moves : moves.flatMap(endingRun)
}

function move(from: number, to: number, presence: number, hours: number): Move {
  return { from, to, presence, hours, starts: 0 }
}

function starting(to: number, presence: number, hours: number): Move {
  return { from: OFF, to, presence, hours, starts: 1 }
}

/** A start inside a slot, also right after a run that ends where the slot begins. */
function addStart(to: number, presence: number, hours: number, moves: Move[]): void {
  const start = starting(to, presence, hours)
  moves.push(start, { ...start, from: FREE })
}

/** Before a gap, and at the end, every run is over; one that may not end there is no move. */
function endingRun(each: Move): readonly Move[] {
  return each.to === OFF || each.to === FREE ? [{ ...each, to: OFF }] : []
}

/** Charging throughout the slot. */
function addWhole(states: RunStates, t: number, moves: Move[]): void {
  const last = idAt(states.lastOf, t)
  const begun = last === t ? FREE : bound(states, t)
  moves.push(move(FREE, FREE, Presence.whole, 0))
  if (last >= 0) moves.push(starting(begun, Presence.whole, 0))
  if (last >= 0 && states.hasClosing) moves.push(move(FRESH, begun, Presence.whole, 0))
  for (let i = Math.max(0, t - states.span + 1); i < t; i++) {
    const end = idAt(states.lastOf, i)
    if (end < t) continue
    moves.push(move(bound(states, i), end === t ? FREE : bound(states, i), Presence.whole, 0))
  }
  if (states.hasClosing) addClosing(states, t, moves)
}

/** Runs that began inside a slot and end, or are free to, at the end of some slot from `t` on. */
function addClosing(states: RunStates, t: number, moves: Move[]): void {
  for (let j = t; j < t + states.span - 1; j++) {
    if (states.closesAt[j] !== 1) continue
    moves.push(move(closing(states, j), j === t ? FREE : closing(states, j), Presence.whole, 0))
  }
}

interface PartContext {
  readonly statement: Statement
  readonly rules: RunRules
  readonly states: RunStates
  readonly t: number
}

/** Charging in a part of the slot. */
function addParts({ statement, rules, states, t }: PartContext, moves: Move[]): void {
  const { minimum } = rules
  moves.push(move(FREE, OFF, Presence.early, 0))
  if (idAt(states.lastOf, t) === t) {
    moves.push(starting(OFF, Presence.early, minimum))
    if (minimum > 0) moves.push(move(FRESH, OFF, Presence.early, minimum))
  }
  for (let i = Math.max(0, t - states.span + 1); i < t; i++) {
    if (idAt(states.lastOf, i) === t)
      moves.push(move(bound(states, i), OFF, Presence.early, at(states.restOf, i)))
  }
  if (minimum === 0) addStart(FREE, Presence.late, 0, moves)
  else addLate({ statement, rules, states, t }, moves)
}

/**
 * A run that begins inside slot `t` and goes on. Either it lasts long enough after the slot, or it needs some hours of it
 * to be long enough at the end of a later one.
 */
function addLate({ statement, rules, states, t }: PartContext, moves: Move[]): void {
  addStart(FRESH, Presence.late, 0, moves)
  for (const { end, hours } of closings(statement, rules.minimum, t)) {
    addStart(end === t ? FREE : closing(states, end), Presence.late, hours, moves)
  }
}
