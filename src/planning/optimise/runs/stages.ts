import type { CumulativeBound, RunRules, Statement } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import { alikeKey } from './alike.ts'
import { type LimitedHour, addHourStage } from './hour-stage.ts'
import { addIdleAndWhole, optionFor } from './option.ts'
import { FREE, OFF, type RunStates, canCharge } from './run-states.ts'
import { type Move, regularKey, slotMoves } from './slot-moves.ts'
import { IRREGULAR, type StageColumns, addMove, addStage, clearColumns } from './stage-columns.ts'
import { type HourRoom, type SharedMoves, type StageContext, costOfStart } from './stage-context.ts'

/**
 * A statement with rules of runs, as ways through states from stage to stage. A stage is a slot, or a clock hour whose limit may
 * bind. Such an hour is one stage with all patterns of its slots: the limit cuts the function of each pattern, so no
 * function of the search has to know how much of the hour is used. That is what keeps capacity steps exact, at the price
 * of some more options.
 */
export interface Stages {
  readonly statement: Statement
  readonly states: RunStates
  readonly columns: StageColumns
  /** Most starts; Infinity: not limited. */
  readonly mostStarts: number
  /** How many numbers of starts are told apart: 1 where they are not limited. */
  readonly layers: number
  readonly initial: readonly { readonly state: number; readonly layer: number }[]
  /** Bounds on the energy charged by the end of a stage. */
  readonly bounds: readonly (CumulativeBound | null)[]
}

export function buildStages(context: StageContext, hours: HourRoom | null): Stages {
  const { statement, rules, states, columns } = context
  const first: number[] = []
  clearColumns(columns)
  context.shared.clear()
  for (let t = 0; t < statement.count;) {
    const hour = hours === null ? null : limitedHour(statement, hours, t)
    if (hour === null) addSlotStage(context, t)
    else addHourStage(context, hour)
    first.push(t)
    t = hour?.end ?? t + 1
  }
  const limit = rules.oneRun ? Math.min(1, rules.maxStarts) : rules.maxStarts
  const mostStarts = limit < statement.count ? limit : Infinity
  const layers = mostStarts === Infinity ? 1 : mostStarts + 1
  const initial = initialStates(statement.initiallyOn, rules, layers)
  return { statement, states, columns, mostStarts, layers, initial, bounds: boundsOf(statement, first) }
}

/** The number of starts after a move, or -1 if that is more than allowed. Where starts are not limited all is layer 0. */
export function layerAfter(mostStarts: number, layer: number, starts: number): number {
  if (mostStarts === Infinity) return 0
  return layer + starts > mostStarts ? -1 : layer + starts
}

function initialStates(initiallyOn: boolean, rules: RunRules, layers: number): Stages['initial'] {
  const off = { state: OFF, layer: 0 }
  if (!initiallyOn) return [off]
  // Where all charging is one run, the one that goes on is it.
  return [off, { state: FREE, layer: rules.oneRun ? Math.min(1, layers - 1) : 0 }]
}

/** Bounds by stage: each at the end of the stage in which it falls. */
function boundsOf({ bounds, count }: Statement, first: readonly number[]): Stages['bounds'] {
  if (bounds.length === 0) return []
  return first.map((begin, s) => {
    const end = first[s + 1] ?? count
    const here = bounds.filter(({ after }) => after >= begin && after < end)
    if (here.length === 0) return null
    const least = Math.max(...here.map((each) => each.least))
    const most = Math.min(...here.map((each) => each.most))
    return { after: end - 1, least, most }
  })
}

/** The clock hour that begins with slot `t`, if its limit can bind; else null: the slot is a stage by itself. */
function limitedHour(statement: Statement, { room, hourOf }: HourRoom, t: number): LimitedHour | null {
  const hour = idAt(hourOf, t)
  const limit = at(room, hour)
  let end = t
  let sum = 0
  for (; end < statement.count && idAt(hourOf, end) === hour; end++) sum += at(statement.most, end)
  return sum > limit ? { first: t, end, room: limit } : null
}

function addSlotStage(context: StageContext, t: number): void {
  const { columns, statement, shared } = context
  const firstOption = columns.options.count
  const regular = regularKey(statement, context.states, t)
  const phase = regular === null ? IRREGULAR : t % context.states.span
  const key = sharedKey(context, t, regular)
  const known = key === null ? undefined : shared.get(key)
  if (known === undefined) {
    const moves = addSlotMoves(context, t)
    if (key !== null) shared.set(key, moves)
    addStage(columns, firstOption, moves, phase)
    return
  }
  const slot = { t, first: firstOption }
  if (regular !== null) addIdleAndWhole(columns.options, statement, t)
  else for (const move of known.openers) optionFor(columns.options, statement, move, slot)
  addStage(columns, firstOption, known, phase)
}

/** Equal for slots with equal moves; else null. */
function sharedKey(
  { statement, states, isEqualStartCost, inRow }: StageContext,
  t: number,
  regular: number | null,
): number | null {
  if (!canCharge(statement, t)) return IDLE_KEY
  if (!isEqualStartCost) return null
  return inRow === null ? regular : alikeKey(inRow, states, t)
}

/** Any that is no other key. */
const IDLE_KEY = -1

function addSlotMoves(context: StageContext, t: number): SharedMoves {
  const { columns, statement, rules, states } = context
  const { moves, options } = columns
  const begin = moves.count
  const slot = { t, first: options.count }
  const openers: Move[] = []
  for (const move of slotMoves(statement, rules, states, t)) {
    const before = options.count
    const place = optionFor(options, statement, move, slot) - slot.first
    if (options.count > before) openers.push(move)
    addMove(moves, move, place, move.starts === 0 ? 0 : costOfStart(context, t))
  }
  return { begin, end: moves.count, openers }
}
