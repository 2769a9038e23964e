import { at, idAt } from '../columns.ts'
import { type Pieces, SAME_ENERGY, reserve } from './pieces.ts'

/** Bounds on what may lie on a line in some state: `intercept + (slope + tilt) · energy < spare − ahead[state]`. */
export interface Cap {
  readonly tilt: number
  readonly spare: number
  readonly ahead: Float64Array
}

/** All that a function is cut by: the caps, and the most energy. */
export interface Cut {
  readonly caps: readonly Cap[]
  readonly most: number
}

/** Cuts every piece to the energies at which it lies below all caps of a state. @param into may be the list itself */
export function clip(list: Pieces, { caps, most }: Cut, state: number, into: Pieces): void {
  let kept = 0
  reserve(into, list.count)
  for (let piece = 0; piece < list.count; piece++) {
    const part = { from: at(list.from, piece), to: Math.min(at(list.to, piece), most) }
    const wasPoint = part.to - part.from <= SAME_ENERGY
    const line = idAt(list.line, piece)
    const slope = at(list.lines.slope, line)
    const intercept = at(list.lines.intercept, line)
    for (const { tilt, spare, ahead } of caps) {
      cutBelow(part, slope + tilt, spare - at(ahead, state) - intercept)
      if (part.from > part.to) break
    }
    if (!(part.from <= part.to) || (part.to - part.from <= SAME_ENERGY && !wasPoint)) continue
    into.from[kept] = part.from
    into.to[kept] = part.to
    into.line[kept++] = line
  }
  into.count = kept
}

/** Leaves where slope · x < spare. */
function cutBelow(part: { from: number; to: number }, slope: number, spare: number): void {
  if (slope * part.from >= spare) part.from = slope < 0 ? spare / slope : Infinity
  if (slope * part.to >= spare) part.to = slope > 0 ? spare / slope : -Infinity
}

/** Cuts a function to the energies from `least` to `most`. In place. */
export function restrict(list: Pieces, least: number, most: number): void {
  let kept = 0
  for (let piece = 0; piece < list.count; piece++) {
    const from = Math.max(at(list.from, piece), least - SAME_ENERGY)
    const to = Math.min(at(list.to, piece), most + SAME_ENERGY)
    if (from > to) continue
    list.from[kept] = from
    list.to[kept] = to
    list.line[kept++] = idAt(list.line, piece)
  }
  list.count = kept
}
