import { Presence, type RunRules, type Statement, type Taper } from '../../statement.ts'
import { at, idAt, numbers } from '../columns.ts'
import { lowerEnvelope } from '../runs/envelope.ts'
import { type Extension, extend } from '../runs/extend.ts'
import { type Lines, type Pieces, copyInto, draw, noLines, noPieces } from '../runs/pieces.ts'
import { FREE, OFF, runStates } from '../runs/run-states.ts'
import { type Move, slotMoves } from '../runs/slot-moves.ts'
import { EARLIER } from '../runs/option.ts'
import { FEWER_STARTS } from '../runs/stage-context.ts'
import { type Clock, clockOf, toEnergy, toTime } from './clock.ts'

/** What the car may do in a slot, and how fast it charges there. */
export interface TaperSlot {
  readonly moves: readonly Move[]
  readonly clock: Clock
}

/** A move on the way of a plan, and the way before it. */
export interface Trail {
  readonly slot: number
  readonly move: Move
  readonly before: Trail | null
}

/** Everything a search under a taper works with. */
export interface TaperSearch {
  readonly statement: Statement
  readonly startCost: Float64Array
  readonly slots: readonly TaperSlot[]
  readonly lines: Lines
  readonly trails: Trail[]
  readonly extension: Extension
  readonly scratch: readonly [Pieces, Pieces, Pieces]
  readonly initial: readonly { readonly state: number; readonly layer: number }[]
  /** Most starts; Infinity: not limited. */
  readonly mostStarts: number
  readonly layers: number
  /** States of a run. */
  readonly states: number
}

export function newTaperSearch(given: Statement, taper: Taper): TaperSearch {
  const statement: Statement = { ...given, granularity: 'any' }
  const { runs } = given
  const lines = noLines()
  const list = (): Pieces => noPieces(lines)
  const { slots, states } = runs === null ? freely(statement, taper) : underRules(statement, runs, taper)
  const mostStarts = mostStartsOf(runs, given.count)
  const layers = mostStarts === Infinity ? 1 : mostStarts + 1
  return {
    statement,
    startCost: runs?.startCost ?? numbers(given.count),
    slots,
    states,
    lines,
    trails: [],
    extension: { before: list(), after: list(), between: list() },
    scratch: [list(), list(), list()],
    initial: initialStates(given, layers),
    mostStarts,
    layers,
  }
}

function mostStartsOf(runs: RunRules | null, slots: number): number {
  if (runs === null) return Infinity
  const limit = runs.oneRun ? Math.min(1, runs.maxStarts) : runs.maxStarts
  return limit < slots ? limit : Infinity
}

function initialStates({ runs, initiallyOn }: Statement, layers: number): TaperSearch['initial'] {
  const off = { state: OFF, layer: 0 }
  if (runs === null || !initiallyOn) return [off]
  return [off, { state: FREE, layer: runs.oneRun ? Math.min(1, layers - 1) : 0 }]
}

function underRules(
  statement: Statement,
  rules: RunRules,
  taper: Taper,
): Pick<TaperSearch, 'slots' | 'states'> {
  const states = runStates(statement, rules)
  const slots = Array.from({ length: statement.count }, (_, t) => ({
    moves: slotMoves(statement, rules, states, t),
    clock: clockAt(statement, taper, t),
  }))
  return { slots, states: states.count }
}

/** Without rules of runs there is one state. */
function freely(statement: Statement, taper: Taper): Pick<TaperSearch, 'slots' | 'states'> {
  const slots = Array.from({ length: statement.count }, (_, t) => ({
    moves: freeMoves(statement, t),
    clock: clockAt(statement, taper, t),
  }))
  return { slots, states: 1 }
}

function clockAt({ most, hours }: Statement, taper: Taper, t: number): Clock {
  const available = at(most, t) / at(hours, t)
  return clockOf(taper, available > 0 ? available : 1)
}

/** Any part of a slot may be used. */
function freeMoves(statement: Statement, t: number): Move[] {
  const idle: Move = { from: OFF, to: OFF, presence: Presence.off, hours: 0, starts: 0 }
  if (at(statement.most, t) <= 0) return [idle]
  const isForced = statement.forced[t] === 1
  const part: Move = { ...idle, presence: isForced ? Presence.whole : Presence.early }
  return isForced ? [part] : [idle, part]
}

/** The list of a state with so many starts made. */
export function placeOf({ states }: TaperSearch, state: number, layer: number): number {
  return layer * states + state
}

/** Leaves in the first scratch list what the source becomes by a move. */
export function apply(search: TaperSearch, source: Pieces, move: Move, t: number): void {
  const [moved, inTime, extended] = search.scratch
  if (move.presence === Presence.off) {
    copyInto(moved, source)
    return
  }
  const clock = search.slots[t]?.clock
  if (clock === undefined) return
  const price = at(search.statement.price, t) + EARLIER * t
  toTime(source, clock, -price, inTime)
  shiftAndMark(search, inTime, move, t)
  const width = at(search.statement.hours, t) - leastHours(search, move, t)
  if (width > 1e-12) {
    extend(inTime, { width, slope: 0 }, search.extension)
    lowerEnvelope(search.extension.before, search.extension.between, extended)
    lowerEnvelope(extended, search.extension.after, inTime)
  }
  toEnergy(inTime, clock, price, moved)
}

/** Hours of a slot in which a move charges at least. */
export function leastHours({ statement }: TaperSearch, { presence, hours }: Move, t: number): number {
  return presence === Presence.whole ? at(statement.hours, t) : hours
}

/** Moves a function of time by the least hours of a move and by what its start costs, and marks the way. In place. */
function shiftAndMark(search: TaperSearch, list: Pieces, move: Move, t: number): void {
  const { lines, trails } = search
  const startCost = move.starts === 0 ? 0 : at(search.startCost, t) + FEWER_STARTS
  const hours = leastHours(search, move, t)
  for (let piece = 0; piece < list.count; piece++) {
    const line = idAt(list.line, piece)
    const slope = at(lines.slope, line)
    const intercept = at(lines.intercept, line) + startCost - slope * hours
    const before = trails[idAt(lines.trail, line)] ?? null
    trails.push({ slot: t, move, before })
    list.from[piece] = at(list.from, piece) + hours
    list.to[piece] = at(list.to, piece) + hours
    list.line[piece] = draw(lines, slope, intercept, trails.length - 1)
  }
}
