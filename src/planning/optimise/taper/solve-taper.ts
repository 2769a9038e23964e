import { Presence, type RunRules, type Statement, type Taper } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import { lowerEnvelope } from '../runs/envelope.ts'
import { type Extension, extend } from '../runs/extend.ts'
import {
  type Lines,
  type Pieces,
  append,
  copyInto,
  draw,
  noLines,
  noPieces,
  valueOn,
} from '../runs/pieces.ts'
import { FREE, OFF, runStates } from '../runs/run-states.ts'
import { type Move, slotMoves } from '../runs/slot-moves.ts'
import { type Clock, clockOf, energyAfter, hoursFor, toEnergy, toTime } from './clock.ts'

/** A plan under a taper: energy and hours of every slot. */
export interface Tapered {
  readonly energy: Float64Array
  readonly hours: Float64Array
  readonly presence: Uint8Array
  /** Energy and starts at true prices. */
  readonly cost: number
}

/** What the car may do in a slot, and how fast it charges there. */
interface TaperSlot {
  readonly moves: readonly Move[]
  readonly clock: Clock
}

/** A move on the way, with what the function was before it. */
interface Trail {
  readonly slot: number
  readonly move: Move
  readonly before: Trail | null
}

const MOST_STARTS = 96

/**
 * The cheapest plan for a car whose power falls with its state of charge, charging at full power or not at all, at any
 * instant. Exact, for a taper in steps.
 *
 * V(slot, state)(e) is the least cost to have charged e. Within a slot it is time that can be chosen, not energy, so V is read
 * as a function of the hours at full power: there the choice of 0..h hours is an infimal convolution with a flat
 * segment, and the price p turns up as V(e) − p·e before and + p·e after. Reading e as hours is piecewise linear, so the
 * functions stay piecewise linear: nothing is rounded to a grid. Cheapest times first and energy reckoned afterwards would not do,
 * since an hour early in the charge is worth more energy than one late in it.
 *
 * O(slots · states · pieces); some hundred pieces in a night.
 */
export function solveTaper(statement: Statement, taper: Taper): Tapered | null {
  const search = newSearch(statement, taper)
  let current = [search.list()]
  for (const { state, layer } of search.initial) {
    const list = listAt(search, current, search.place(state, layer))
    append(list, 0, 0, draw(search.lines, 0, 0, -1))
  }
  for (let t = 0; t < statement.count; t++) {
    current = advance(search, current, t)
    for (const { after, least, most } of statement.bounds) if (after === t) restrict(current, least, most)
  }
  const trail = bestEnd(search, current)
  return trail === null ? null : retrace(search, trail)
}

interface Search {
  readonly statement: Statement
  readonly taper: Taper
  readonly rules: RunRules | null
  readonly slots: readonly TaperSlot[]
  readonly lines: Lines
  readonly trails: Trail[]
  readonly extension: Extension
  readonly scratch: readonly [Pieces, Pieces, Pieces]
  readonly initial: readonly { readonly state: number; readonly layer: number }[]
  readonly layers: number
  list(): Pieces
  place(state: number, layer: number): number
}

function newSearch(given: Statement, taper: Taper): Search {
  const statement: Statement = { ...given, granularity: 'any' }
  const { runs } = given
  const lines = noLines()
  const list = (): Pieces => noPieces(lines)
  const states = runs === null ? null : runStates(statement, runs)
  const count = states?.count ?? 1
  const limit = runs === null ? Infinity : runs.oneRun ? Math.min(1, runs.maxStarts) : runs.maxStarts
  const layers = limit <= MOST_STARTS ? limit + 1 : 1
  const slots = Array.from({ length: given.count }, (_, t): TaperSlot => {
    const available = at(given.most, t) / at(given.hours, t)
    const moves =
      runs === null || states === null ? freeMoves(given, t) : slotMoves(statement, runs, states, t)
    return { moves, clock: clockOf(taper, available > 0 ? available : 1) }
  })
  const off = { state: OFF, layer: 0 }
  const running = { state: FREE, layer: runs?.oneRun === true ? Math.min(1, layers - 1) : 0 }
  return {
    statement,
    taper,
    rules: runs,
    slots,
    lines,
    trails: [],
    extension: { before: list(), after: list(), between: list() },
    scratch: [list(), list(), list()],
    initial: runs !== null && given.initiallyOn ? [off, running] : [off],
    layers,
    list,
    place: (state, layer) => layer * count + state,
  }
}

/** Without rules of runs there is one state, and any part of a slot may be used. */
function freeMoves(statement: Statement, t: number): Move[] {
  const idle: Move = { from: OFF, to: OFF, presence: Presence.off, hours: 0, starts: 0 }
  if (at(statement.most, t) <= 0) return [idle]
  const isForced = statement.forced[t] === 1
  const part: Move = { ...idle, presence: isForced ? Presence.whole : Presence.early }
  return isForced ? [part] : [idle, part]
}

function listAt(search: Search, lists: Pieces[], place: number): Pieces {
  while (lists.length <= place) lists.push(search.list())
  return lists[place] ?? search.list()
}

function advance(search: Search, current: readonly Pieces[], t: number): Pieces[] {
  const next: Pieces[] = []
  const { slots, layers } = search
  for (const move of slots[t]?.moves ?? []) {
    for (let layer = 0; layer < layers; layer++) {
      const after = layers === 1 ? 0 : layer + move.starts
      const source = current[search.place(move.from, layer)]
      if (source === undefined || source.count === 0 || after >= layers) continue
      const [moved, merged] = search.scratch
      apply(search, source, move, t)
      const place = search.place(move.to, after)
      const target = listAt(search, next, place)
      lowerEnvelope(target, moved, merged)
      copyInto(target, merged)
    }
  }
  return next
}

/** Leaves in the first scratch list what the source becomes by a move. */
function apply(search: Search, source: Pieces, move: Move, t: number): void {
  const [moved, inTime, extended] = search.scratch
  if (move.presence === Presence.off) {
    copyInto(moved, source)
    return
  }
  const { clock } = search.slots[t] ?? { clock: clockOf(search.taper, 1) }
  const price = at(search.statement.price, t) + 1e-9 * t
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

function leastHours({ statement }: Search, { presence, hours }: Move, t: number): number {
  return presence === Presence.whole ? at(statement.hours, t) : hours
}

/** Moves a function of time by the least hours of a move and by what its start costs, and marks the way. In place. */
function shiftAndMark(search: Search, list: Pieces, move: Move, t: number): void {
  const { lines, trails, rules } = search
  const startCost = move.starts === 0 ? 0 : at(rules?.startCost ?? new Float64Array(1), t) + 1e-10
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

function restrict(lists: readonly Pieces[], least: number, most: number): void {
  for (const list of lists) {
    const kept = noPieces(list.lines)
    for (let piece = 0; piece < list.count; piece++) {
      const from = Math.max(at(list.from, piece), least - 1e-9)
      const to = Math.min(at(list.to, piece), most + 1e-9)
      if (from <= to) append(kept, from, to, idAt(list.line, piece))
    }
    copyInto(list, kept)
  }
}

interface End {
  readonly trail: Trail | null
  readonly energy: number
}

function bestEnd({ statement, layers, lines, trails, place }: Search, lists: readonly Pieces[]): End | null {
  const { least, most } = statement.need
  let best: End | null = null
  let cost = Infinity
  for (let layer = 0; layer < layers; layer++) {
    const list = lists[place(OFF, layer)]
    for (let piece = 0; list !== undefined && piece < list.count; piece++) {
      const line = idAt(list.line, piece)
      const from = Math.max(at(list.from, piece), least - 1e-8)
      const to = Math.min(at(list.to, piece), most + 1e-8)
      for (const energy of from <= to ? [from, to] : []) {
        if (valueOn(lines, line, energy) >= cost - 1e-12) continue
        cost = valueOn(lines, line, energy)
        best = {
          energy: Math.min(most, Math.max(least, energy)),
          trail: trails[idAt(lines.trail, line)] ?? null,
        }
      }
    }
  }
  return best
}

/**
 * Reads the plan back: the moves are known, so one function for each slot suffices. Going backwards every slot takes the hours
 * for which what came before is cheapest.
 */
function retrace(search: Search, { trail, energy: total }: End): Tapered {
  const { statement, taper, rules } = search
  const moves: Trail[] = []
  for (let step = trail; step !== null; step = step.before) moves.unshift(step)
  const functions = forward(search, moves)
  const energy = new Float64Array(statement.count)
  const hours = new Float64Array(statement.count)
  const presence = new Uint8Array(statement.count)
  let reached = total
  let cost = 0
  for (let i = moves.length - 1; i >= 0; i--) {
    const step = moves[i]
    const before = functions[i]
    if (step === undefined || before === undefined) continue
    const { slot, move } = step
    const clock = search.slots[slot]?.clock ?? clockOf(taper, 1)
    const most = at(statement.hours, slot)
    const least = leastHours(search, move, slot)
    const spent = cheapestHours(before, { clock, reached, least, price: at(statement.price, slot), most })
    const begun = energyAfter(clock, hoursFor(clock, reached) - spent)
    energy[slot] = reached - begun
    hours[slot] = spent
    presence[slot] =
      spent <= 1e-9
        ? Presence.off
        : spent >= at(statement.hours, slot) - 1e-9
          ? Presence.whole
          : move.presence
    cost += at(statement.price, slot) * (reached - begun)
    if (move.starts > 0) cost += at(rules?.startCost ?? new Float64Array(1), slot)
    reached = begun
  }
  return { energy, hours, presence, cost }
}

/** The function before each move, along one way; what bounds forbid in between is cut off. */
function forward(search: Search, moves: readonly Trail[]): Pieces[] {
  const { bounds } = search.statement
  let current = search.list()
  append(current, 0, 0, draw(search.lines, 0, 0, -1))
  const functions: Pieces[] = []
  moves.forEach(({ move, slot }, index) => {
    const since = moves[index - 1]?.slot ?? -1
    for (const { after, least, most } of bounds) {
      if (after >= since && after < slot) restrict([current], least, most)
    }
    functions.push(current)
    apply(search, current, move, slot)
    current = search.list()
    copyInto(current, search.scratch[0])
  })
  return functions
}

interface Choice {
  readonly clock: Clock
  readonly reached: number
  readonly price: number
  readonly least: number
  readonly most: number
}

/** The hours of a move after which `reached` is reached at the least cost. Ends of pieces and of the choice suffice. */
function cheapestHours(before: Pieces, { clock, reached, least, price, most }: Choice): number {
  const now = hoursFor(clock, reached)
  let best = least
  let value = Infinity
  for (let piece = 0; piece < before.count; piece++) {
    const line = idAt(before.line, piece)
    const earliest = Math.max(hoursFor(clock, at(before.from, piece)), now - most)
    const latest = Math.min(hoursFor(clock, at(before.to, piece)), now - least)
    if (earliest > latest + 1e-9) continue
    const knees = clock.hours.filter((knee) => knee > earliest && knee < latest)
    for (const begun of [earliest, ...knees, Math.max(earliest, latest)]) {
      const energy = energyAfter(clock, begun)
      const cost = valueOn(before.lines, line, energy) + price * (reached - energy)
      if (cost >= value - 1e-12) continue
      value = cost
      best = now - begun
    }
  }
  return Math.max(0, best)
}
