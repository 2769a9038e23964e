import type { CumulativeBound, RunRules, Statement } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import { addHourStage } from './hour-stage.ts'
import { FEWER_STARTS, type HourRoom, type StageContext } from './stage-context.ts'
import { type Option, optionFor } from './option.ts'
import { FREE, OFF, type RunStates, runStates } from './run-states.ts'
import { type StageColumns, addMove, addOption, clearColumns, endStage, newColumns } from './stage-columns.ts'
import { slotMoves } from './slot-moves.ts'

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

/** Used over and over; one search at a time. */
const columns = newColumns()

export function buildStages(statement: Statement, rules: RunRules, hours: HourRoom | null): Stages {
  const states = runStates(statement, rules)
  const context = { statement, rules, states, columns }
  const first: number[] = []
  clearColumns(columns)
  for (let t = 0; t < statement.count;) {
    const end = hours === null ? t + 1 : endOfHour(statement, hours, t)
    const room = hours === null ? Infinity : at(hours.room, idAt(hours.hourOf, t))
    const isFree = end === t + 1 && at(statement.most, t) <= room
    if (isFree) addSlotStage(context, t)
    else addHourStage(context, t, end, room)
    endStage(columns)
    first.push(t)
    t = end
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

/** The end of the stage that begins with slot `t`: the whole hour if its limit can bind, else the slot alone. */
function endOfHour(statement: Statement, { room, hourOf }: HourRoom, t: number): number {
  const hour = idAt(hourOf, t)
  let end = t
  let sum = 0
  for (; end < statement.count && idAt(hourOf, end) === hour; end++) sum += at(statement.most, end)
  return sum > at(room, hour) ? end : t + 1
}

function addSlotStage({ statement, rules, states, columns }: StageContext, t: number): void {
  const options: Option[] = []
  const begin = columns.options.length
  const startCost = at(rules.startCost, t) + FEWER_STARTS
  for (const move of slotMoves(statement, rules, states, t)) {
    const known = options.length
    const option = optionFor(statement, move, t, options)
    if (options.length > known) addOption(columns, option)
    addMove(columns, move, begin + option.index, move.starts === 0 ? 0 : startCost)
  }
}
