import type { RunRules, Statement } from '../../statement.ts'
import { at, idAt, ids, marks, numbers } from '../columns.ts'

/**
 * What has to be remembered of the past to know what may come: the state on the edge between two slots.
 *
 * - `OFF`: not charging.
 * - `FREE`: charging, and the run may end at any time.
 * - `FRESH`: charging since some instant inside the slot before; the least run counts from this edge.
 * - `bound(i)`: charging since the beginning of slot `i`, and the run has not lasted long enough yet.
 * - `closing(j)`: charging since some instant, and the run has lasted long enough at the end of slot `j`.
 *
 * Only so many runs can be unfinished on one edge, so `i` and `j` are remembered modulo `span`.
 */
export const OFF = 0
export const FREE = 1
export const FRESH = 2
const FIRST_BOUND = 3

export interface RunStates {
  readonly count: number
  readonly span: number
  /** Slots that a run takes at least, where all but the first and the last are of one length; else null. */
  readonly usualSlots: number | null
  /** 1 for slots that only runs of the usual number of slots go through. */
  readonly usual: Uint8Array
  /** Whether runs of a least length may begin inside a slot: `FRESH` and `closing` exist. */
  readonly hasClosing: boolean
  /** 1 for slots at whose end a run that began inside another slot can just be long enough. */
  readonly closesAt: Uint8Array
  /** Last slot that a run beginning with slot `t` has to reach; -1: it cannot last long enough. */
  readonly lastOf: Int32Array
  /** Hours of that last slot that the run has to last. */
  readonly restOf: Float64Array
}

/** O(n · slots in a least run). */
export function runStates(statement: Statement, { minimum }: RunRules): RunStates {
  const lastOf = ids(statement.count)
  const restOf = numbers(statement.count)
  const usualSlots = slotsOfRun(statement, minimum)
  // Regular slots have states for usual runs, even if none of them can last long enough.
  let span = (usualSlots ?? 0) + 1
  for (let t = 0; t < statement.count; t++) {
    const { last, rest } = reach(statement, minimum, t)
    lastOf[t] = last
    restOf[t] = rest
    span = Math.max(span, last - t + 2)
  }
  const hasClosing = statement.granularity === 'any' && minimum > 0
  const closesAt = hasClosing ? closingSlots(statement, minimum) : marks(0)
  const count = FIRST_BOUND + (hasClosing ? 2 : 1) * span
  const usual = usualSlots === null ? marks(0) : usualOnes(lastOf, usualSlots, span)
  return { count, span, usualSlots, usual, hasClosing, closesAt, lastOf, restOf }
}

/** Of runs that take another number of slots: they spoil those that they go through. */
function usualOnes(lastOf: Int32Array, usualSlots: number, span: number): Uint8Array {
  const usual = marks(lastOf.length)
  // A run that the slots ahead cut short may begin like the others, unless it would be the first: it finds no move to go on by.
  let spoilt = idAt(lastOf, 0) < 0 ? span - 1 : -1
  for (let t = 0; t < lastOf.length; t++) {
    const last = idAt(lastOf, t)
    if (last !== t + usualSlots - 1) spoilt = Math.max(spoilt, last)
    usual[t] = t > spoilt ? 1 : 0
  }
  return usual
}

/** Slots; beyond that runs are taken one by one. */
export const LONGEST_USUAL_RUN = 500

function slotsOfRun({ count, hours }: Statement, minimum: number): number | null {
  for (let t = 2; t < count - 1; t++) if (Math.abs(at(hours, t) - at(hours, 1)) > SAME_HOURS) return null
  const slots = Math.max(1, Math.ceil((minimum - SAME_HOURS) / at(hours, 1)))
  return slots <= LONGEST_USUAL_RUN ? slots : null
}

/** How far a run that begins with slot `t` has to reach, and how many hours into that slot. */
function reach(statement: Statement, minimum: number, t: number): { last: number; rest: number } {
  let rest = minimum
  let last = t
  while (canCharge(statement, last) && rest > at(statement.hours, last) + SAME_HOURS) {
    rest -= at(statement.hours, last)
    if (!goesOn(statement, last)) return { last: -1, rest: 0 }
    last++
  }
  if (!canCharge(statement, last)) return { last: -1, rest: 0 }
  return { last, rest: Math.min(rest, at(statement.hours, last)) }
}

function closingSlots(statement: Statement, minimum: number): Uint8Array {
  const closesAt = marks(statement.count)
  for (let t = 0; t < statement.count; t++) {
    for (const { end } of closings(statement, minimum, t)) if (end > t) closesAt[end] = 1
  }
  return closesAt
}

/** A run that begins inside a slot and is just long enough at the end of slot `end`, if it has `hours` of its first slot. */
export interface Closing {
  readonly end: number
  readonly hours: number
}

/** Where runs that begin inside slot `t` can just be long enough. Needing the whole slot is beginning on the edge. */
export function closings(statement: Statement, minimum: number, t: number): Closing[] {
  const found: Closing[] = []
  const hours = at(statement.hours, t)
  let missing = minimum
  for (let end = t; missing > 0 && canCharge(statement, end); end++) {
    if (missing < hours - SAME_HOURS) found.push({ end, hours: missing })
    if (!goesOn(statement, end)) break
    missing -= at(statement.hours, end + 1)
  }
  return found
}

/** The state of a run that began with slot `t` and is not long enough yet. */
export function bound({ span }: RunStates, t: number): number {
  return boundAt(t % span)
}

/** The same by the remainder of `t` and `span`. */
export function boundAt(phase: number): number {
  return FIRST_BOUND + phase
}

/** The state of a run that is long enough at the end of slot `t`. */
export function closing({ span }: RunStates, t: number): number {
  return FIRST_BOUND + span + (t % span)
}

/** Whether the next slot begins where slot `t` ends; a gap ends every run. */
export function goesOn({ count, start, hours }: Statement, t: number): boolean {
  return t + 1 < count && at(start, t) + at(hours, t) * MS_PER_HOUR >= at(start, t + 1) - 1
}

export function canCharge({ most }: Statement, t: number): boolean {
  return at(most, t) > 0
}

const MS_PER_HOUR = 3_600_000
/** Hours nearer than this are equal; far below a millisecond. */
const SAME_HOURS = 1e-9
