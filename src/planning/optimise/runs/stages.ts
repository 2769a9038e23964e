import { type CumulativeBound, Presence, type RunRules, type Statement } from '../../statement.ts'
import { at, idAt } from '../columns.ts'
import { type Option, type Part, makeOption } from './option.ts'
import { FREE, OFF, type RunStates, runStates } from './run-states.ts'
import { type Move, slotMoves } from './slot-moves.ts'

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
  /** Most starts; Infinity: not limited. */
  readonly mostStarts: number
  /** How many numbers of starts are told apart: 1 where they are not limited. */
  readonly layers: number
  readonly initial: readonly { readonly state: number; readonly layer: number }[]
  /** Bounds on the energy charged by the end of a stage. */
  readonly bounds: readonly (CumulativeBound | null)[]
}

/** What each clock hour has room for (kWh), and the hour of each slot. */
export interface HourRoom {
  readonly room: Float64Array
  readonly hourOf: Int32Array
}

/** Settles ties: of equal costs the earlier, then fewer starts. Per start; see {@link makeOption} for the other half. */
const FEWER_STARTS = 1e-10

export function buildStages(statement: Statement, rules: RunRules, hours: HourRoom | null): Stages {
  const states = runStates(statement, rules)
  const list: Stage[] = []
  for (let t = 0; t < statement.count; ) {
    const room = hours === null ? Infinity : at(hours.room, idAt(hours.hourOf, t))
    const end = hours === null ? t + 1 : endOfHour(statement, hours, t)
    list.push(buildStage({ statement, rules, states, room }, t, end))
    t = end
  }
  const limit = rules.oneRun ? Math.min(1, rules.maxStarts) : rules.maxStarts
  const mostStarts = limit < statement.count ? limit : Infinity
  const layers = mostStarts === Infinity ? 1 : mostStarts + 1
  const initial = initialStates(rules, layers)
  return { statement, states, list, mostStarts, layers, initial, bounds: boundsOf(statement, list) }
}

/** Bounds by stage: each at the end of the stage in which it falls. */
function boundsOf({ bounds, count }: Statement, list: readonly Stage[]): Stages['bounds'] {
  return list.map(({ first }, s) => {
    const end = list[s + 1]?.first ?? count
    const here = bounds.filter(({ after }) => after >= first && after < end)
    if (here.length === 0) return null
    const least = Math.max(...here.map((each) => each.least))
    const most = Math.min(...here.map((each) => each.most))
    return { after: end - 1, least, most }
  })
}

function initialStates(rules: RunRules, layers: number): Stages['initial'] {
  const off = { state: OFF, layer: 0 }
  if (!rules.initiallyOn) return [off]
  // Where all charging is one run, the one that goes on is it.
  return [off, { state: FREE, layer: rules.oneRun ? Math.min(1, layers - 1) : 0 }]
}

/** The end of the stage that begins with slot `t`: the whole hour if its limit can bind, else the slot alone. */
function endOfHour(statement: Statement, { room, hourOf }: HourRoom, t: number): number {
  const hour = idAt(hourOf, t)
  let end = t
  let sum = 0
  for (; end < statement.count && idAt(hourOf, end) === hour; end++) sum += at(statement.most, end)
  return sum > at(room, hour) ? end : t + 1
}

interface StageContext {
  readonly statement: Statement
  readonly rules: RunRules
  readonly states: RunStates
  readonly room: number
}

function buildStage(context: StageContext, first: number, end: number): Stage {
  const options = new Map<number, Option>()
  const moves: StageMove[] = []
  for (const path of paths(context, first, end)) {
    const least = path.parts.reduce((sum, part) => sum + part.least, 0)
    if (least > context.room + 1e-9) continue
    let option = options.get(path.key)
    if (option === undefined) {
      option = makeOption(context.statement, path.parts, context.room)
      options.set(path.key, option)
    }
    moves.push({ from: path.from, to: path.to, option, starts: path.starts, cost: path.cost })
  }
  return { first, options: [...options.values()], moves }
}

/** The number of starts after a move, or -1 if that is more than allowed. Where starts are not limited all is layer 0. */
export function layerAfter({ mostStarts }: Stages, layer: number, starts: number): number {
  if (mostStarts === Infinity) return 0
  return layer + starts > mostStarts ? -1 : layer + starts
}

/** A sequence of moves through the slots of a stage. */
interface Path {
  readonly from: number
  readonly to: number
  readonly starts: number
  readonly cost: number
  readonly parts: readonly Part[]
  /** Equal for equal parts. */
  readonly key: number
}

function paths(context: StageContext, first: number, end: number): Path[] {
  const begin = movesOf(context, first)
  let open = begin.map((move) => step(context, null, move, first))
  for (let t = first + 1; t < end; t++) {
    const moves = movesOf(context, t)
    open = open.flatMap((path) =>
      moves.filter((move) => move.from === path.to).map((move) => step(context, path, move, t)),
    )
  }
  return open
}

function movesOf({ statement, rules, states }: StageContext, t: number): readonly Move[] {
  return slotMoves(statement, rules, states, t)
}

function step({ statement, rules }: StageContext, before: Path | null, move: Move, t: number): Path {
  const share = move.hours / at(statement.hours, t)
  const part: Part = {
    slot: t,
    presence: move.presence,
    least: at(statement.least, t) * share,
    most: at(statement.most, t),
  }
  const charging = move.presence !== Presence.off
  const startCost = move.starts ? at(rules.startCost, t) + FEWER_STARTS : 0
  const least = charging && move.presence !== Presence.whole ? move.hours + 1 : 0
  const digit = charging ? move.presence * 100 + least : 0
  return {
    from: before?.from ?? move.from,
    to: move.to,
    starts: (before?.starts ?? 0) + Number(move.starts),
    cost: (before?.cost ?? 0) + startCost,
    parts: [...(before?.parts ?? []), ...(charging ? [part] : [])],
    key: (before?.key ?? 0) * 1021 + digit,
  }
}
