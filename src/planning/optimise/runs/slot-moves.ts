import { Presence, type RunRules, type Statement } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import {
  FREE,
  FRESH,
  OFF,
  type RunStates,
  bound,
  canCharge,
  closing,
  goesOn,
} from './run-states.ts'

/** What the car does in one slot, and the states it leads from and to. */
export interface Move {
  readonly from: number
  readonly to: number
  readonly presence: number
  /** Hours of the slot in which the car charges at least. */
  readonly hours: number
  /** Whether a run begins. */
  readonly starts: boolean
}

/**
 * The moves of slot `t`. With granularity `slot` charging begins and ends on edges. With `any` they suffice for an optimum
 * as well: for a given order of edges and ends of runs the rest is a linear programme, and in a vertex of it every run has
 * an end on an edge, its other end on an edge or at the least length from the first, and only one end in the whole plan is
 * free. (If the available power changes within a run of just the least length, one run may float; see `optimise.ts`.)
 */
export function slotMoves(statement: Statement, rules: RunRules, states: RunStates, t: number): Move[] {
  const idle = [
    { from: OFF, to: OFF, presence: Presence.off, hours: 0, starts: false },
    { from: FREE, to: OFF, presence: Presence.off, hours: 0, starts: false },
  ]
  if (!canCharge(statement, t)) return idle
  const whole = wholeMoves(statement, states, t)
  const isForced = statement.forced[t] === 1
  const parts = statement.granularity === 'any' && !isForced ? partMoves(statement, rules, states, t) : []
  const moves = [...(isForced ? [] : idle), ...whole, ...parts]
  return goesOn(statement, t) ? moves : moves.flatMap(endingRun)
}

/** Before a gap, and at the end, every run is over; one that may not end there is no move. */
function endingRun(move: Move): Move[] {
  return move.to === OFF || move.to === FREE ? [{ ...move, to: OFF }] : []
}

/** Charging throughout the slot. */
function wholeMoves(statement: Statement, states: RunStates, t: number): Move[] {
  const whole = (from: number, to: number, starts = false): Move => ({
    from,
    to,
    presence: Presence.whole,
    hours: at(statement.hours, t),
    starts,
  })
  const moves = [whole(FREE, FREE)]
  const inside = states.count > bound(states, states.span - 1) + 1
  const last = idAt(states.lastOf, t)
  if (last >= 0) {
    const begun = last === t ? FREE : bound(states, t)
    moves.push(whole(OFF, begun, true))
    if (inside) moves.push(whole(FRESH, begun))
  }
  for (let i = Math.max(0, t - states.span + 1); i < t; i++) {
    const end = idAt(states.lastOf, i)
    if (end >= t) moves.push(whole(bound(states, i), end === t ? FREE : bound(states, i)))
  }
  for (let j = t; inside && j < t + states.span - 1; j++) {
    moves.push(whole(closing(states, j), j === t ? FREE : closing(states, j)))
  }
  return moves
}

/** Charging in a part of the slot. */
function partMoves(statement: Statement, { minimum }: RunRules, states: RunStates, t: number): Move[] {
  const early = (from: number, hours: number, starts = false): Move => ({
    from,
    to: OFF,
    presence: Presence.early,
    hours,
    starts,
  })
  const moves = [early(FREE, 0), ...lateMoves(statement, minimum, states, t)]
  if (idAt(states.lastOf, t) === t) {
    moves.push(early(OFF, minimum, true))
    if (minimum > 0) moves.push(early(FRESH, minimum))
  }
  for (let i = Math.max(0, t - states.span + 1); i < t; i++) {
    if (idAt(states.lastOf, i) === t) moves.push(early(bound(states, i), at(states.restOf, i)))
  }
  return moves
}

/** A run that begins inside slot `t`, up to its end and on. */
function lateMoves(statement: Statement, minimum: number, states: RunStates, t: number): Move[] {
  const late = (to: number, hours: number): Move => ({
    from: OFF,
    to,
    presence: Presence.late,
    hours,
    starts: true,
  })
  if (minimum === 0) return [late(FREE, 0)]
  const moves = [late(FRESH, 0)]
  let missing = minimum
  for (let j = t; missing > 0 && j < t + states.span - 1; j++) {
    if (missing <= at(statement.hours, t)) moves.push(late(j === t ? FREE : closing(states, j), missing))
    if (!goesOn(statement, j) || !canCharge(statement, j + 1)) break
    missing -= at(statement.hours, j + 1)
  }
  return moves
}
