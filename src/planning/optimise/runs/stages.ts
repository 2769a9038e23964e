import type { CumulativeBound, RunRules, Statement } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import { hourStage } from './hour-stage.ts'
import { type Option, optionFor } from './option.ts'
import { FREE, OFF, type RunStates, runStates } from './run-states.ts'
import { type StageColumns, stageColumns } from './stage-columns.ts'
import { slotMoves } from './slot-moves.ts'

/** A way from state to state by one option of a stage. */
export interface StageMove {
  readonly from: number
  readonly to: number
  readonly option: Option
  /** Runs that begin, and what that costs. */
  readonly starts: number
  readonly cost: number
}

/**
 * A slot, or a clock hour whose limit may bind. Such an hour is one stage with all patterns of its slots: the limit cuts the
 * function of each pattern, so no function of the search has to know how much of the hour is used. That is what keeps
 * capacity steps exact, at the price of some more options.
 */
export interface Stage {
  readonly first: number
  readonly options: readonly Option[]
  readonly moves: readonly StageMove[]
}

/** A statement with rules of runs, as a path through states. */
export interface Stages {
  readonly statement: Statement
  readonly states: RunStates
  readonly list: readonly Stage[]
  readonly columns: StageColumns
  /** Most starts; Infinity: not limited. */
  readonly mostStarts: number
  /** How many numbers of starts are told apart: 1 where they are not limited. */
  readonly layers: number
  readonly initial: readonly { readonly state: number; readonly layer: number }[]
  /** Bounds on the energy charged by the end of a stage. */
  readonly bounds: readonly (CumulativeBound | null)[]
}

/** What the moves of a slot rest on. */
export interface StageContext {
  readonly statement: Statement
  readonly rules: RunRules
  readonly states: RunStates
}

/** What each clock hour has room for (kWh), and the hour of each slot. */
export interface HourRoom {
  readonly room: Float64Array
  readonly hourOf: Int32Array
}

/** Settles ties: of equal costs the earlier, then fewer starts. Per start; {@link optionFor} has the other half. */
export const FEWER_STARTS = 1e-10

export function buildStages(statement: Statement, rules: RunRules, hours: HourRoom | null): Stages {
  const states = runStates(statement, rules)
  const context = { statement, rules, states }
  const list: Stage[] = []
  for (let t = 0; t < statement.count; ) {
    const end = hours === null ? t + 1 : endOfHour(statement, hours, t)
    const room = hours === null ? Infinity : at(hours.room, idAt(hours.hourOf, t))
    const isFree = end === t + 1 && at(statement.most, t) <= room
    list.push(isFree ? slotStage(context, t) : hourStage(context, t, end, room))
    t = end
  }
  const limit = rules.oneRun ? Math.min(1, rules.maxStarts) : rules.maxStarts
  const mostStarts = limit < statement.count ? limit : Infinity
  const layers = mostStarts === Infinity ? 1 : mostStarts + 1
  const initial = initialStates(statement.initiallyOn, rules, layers)
  const columns = stageColumns(list)
  return { statement, states, list, columns, mostStarts, layers, initial, bounds: boundsOf(statement, list) }
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
function boundsOf({ bounds, count }: Statement, list: readonly Stage[]): Stages['bounds'] {
  if (bounds.length === 0) return []
  return list.map(({ first }, s) => {
    const end = list[s + 1]?.first ?? count
    const here = bounds.filter(({ after }) => after >= first && after < end)
    if (here.length === 0) return null
    const least = Math.max(...here.map((each) => each.least))
    const most = Math.min(...here.map((each) => each.most))
    return { after: end - 1, least, most }
  })
}

/** The end of the stage that begins with slot `t`: the whole hour if its limit can bind, else the slot alone. */
function endOfHour(statement: Statement, { room, hourOf }: HourRoom, t: number): number {
  const hour = idAt(hourOf, t)
  let end = t
  let sum = 0
  for (; end < statement.count && idAt(hourOf, end) === hour; end++) sum += at(statement.most, end)
  return sum > at(room, hour) ? end : t + 1
}

function slotStage({ statement, rules, states }: StageContext, t: number): Stage {
  const options: Option[] = []
  const moves: StageMove[] = []
  const startCost = at(rules.startCost, t) + FEWER_STARTS
  for (const move of slotMoves(statement, rules, states, t)) {
    const { from, to, starts } = move
    const option = optionFor(statement, move, t, options)
    moves.push({ from, to, option, starts, cost: starts === 0 ? 0 : startCost })
  }
  return { first: t, options, moves }
}
