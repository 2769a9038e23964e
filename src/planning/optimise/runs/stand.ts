import { at, idAt, numbers, room } from '../columns.ts'
import type { Cap } from './clip.ts'
import { type Pieces, valueOn } from './pieces.ts'
import { OFF } from './run-states.ts'
import { REGULAR } from './slot-moves.ts'
import { IRREGULAR, optionOf } from './stage-columns.ts'
import { type Stages, layerAfter } from './stages.ts'

/** Used over and over; one search at a time. */
const scratch = { leasts: numbers(8) }

/**
 * While the car stands, and to begin to charge cannot lead below the limit, a stage changes nothing; most stages of a
 * night are such.
 *
 * @param lists what the search holds at the beginning of stage `from`, by layer and state
 * @param cap at the λ that options are reduced by
 * @returns the first stage from there on that has to be looked at
 */
export function standsUntil(stages: Stages, lists: readonly Pieces[], cap: Cap, from: number): number {
  if (!isStanding(stages, lists)) return from
  noteLeasts(stages, lists)
  let s = from
  while (s < stages.columns.stages && stages.bounds[s] == null && staysOff(stages, cap, s)) s++
  return s
}

function isStanding({ layers, states }: Stages, lists: readonly Pieces[]): boolean {
  for (let place = 0; place < layers * states.count; place++) {
    if (place % states.count !== OFF && lists[place]?.count !== 0) return false
  }
  return true
}

/** The least value of each layer. */
function noteLeasts({ layers, states }: Stages, lists: readonly Pieces[]): void {
  scratch.leasts = room(scratch.leasts, layers)
  for (let layer = 0; layer < layers; layer++) {
    const list = lists[layer * states.count + OFF]
    scratch.leasts[layer] = list === undefined ? Infinity : leastOf(list)
  }
}

function leastOf(list: Pieces): number {
  let least = Infinity
  for (let piece = 0; piece < list.count; piece++) {
    const line = idAt(list.line, piece)
    const value = valueOn(list.lines, line, at(list.from, piece))
    least = Math.min(least, value, valueOn(list.lines, line, at(list.to, piece)))
  }
  return least
}

function staysOff(stages: Stages, cap: Cap, s: number): boolean {
  const { columns } = stages
  const begin = idAt(columns.moveBegin, s)
  if (idAt(columns.regular, s) !== IRREGULAR) return isClosed(stages, cap, s, begin + REGULAR.starting)
  const end = idAt(columns.moveEnd, s)
  let mayStand = false
  for (let move = begin; move < end; move++) {
    if (idAt(columns.moves.from, move) !== OFF) continue
    if (isStaying(stages, s, move)) mayStand = true
    else if (!isClosed(stages, cap, s, move)) return false
  }
  return mayStand
}

/** Not charging, before and after. */
function isStaying({ columns }: Stages, s: number, move: number): boolean {
  const { partBegin } = columns.options
  const option = optionOf(columns, s, move)
  return idAt(columns.moves.to, move) === OFF && idAt(partBegin, option) === idAt(partBegin, option + 1)
}

/** Whether a move from OFF leads below the limit from no layer. */
function isClosed(stages: Stages, { spare, ahead }: Cap, s: number, move: number): boolean {
  const { columns, layers, states, mostStarts } = stages
  const { to, starts, cost } = columns.moves
  const here = at(columns.options.reduced, optionOf(columns, s, move)) + at(cost, move)
  for (let layer = 0; layer < layers; layer++) {
    const after = layerAfter(mostStarts, layer, idAt(starts, move))
    if (after < 0) continue
    const next = ((s + 1) * layers + after) * states.count + idAt(to, move)
    if (at(scratch.leasts, layer) + here + at(ahead, next) < spare) return false
  }
  return true
}
