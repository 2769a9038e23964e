import { Presence } from '../../statement.ts'
import { at, idAt, marks, numbers } from '../columns.ts'
import { restrict } from '../runs/clip.ts'
import { type Pieces, append, copyInto, draw, noPieces, valueOn } from '../runs/pieces.ts'
import { type Clock, energyAfter, hoursFor } from './clock.ts'
import { type TaperSearch, type Trail, apply, leastHours } from './taper-search.ts'

/** A plan under a taper: energy and hours of every slot. */
export interface Tapered {
  readonly energy: Float64Array
  readonly hours: Float64Array
  readonly presence: Uint8Array
  /** Energy and starts at true prices. */
  readonly cost: number
}

/** Where a plan ends. */
export interface End {
  readonly trail: Trail | null
  readonly energy: number
}

/**
 * Reads the plan back: the moves are known, so one function for each slot suffices. Going backwards every slot takes the hours
 * for which what came before is cheapest.
 */
export function retrace(search: TaperSearch, { trail, energy: total }: End): Tapered {
  const { count } = search.statement
  const moves: Trail[] = []
  for (let step = trail; step !== null; step = step.before) moves.unshift(step)
  const functions = forward(search, moves)
  const plan = {
    energy: numbers(count),
    hours: numbers(count),
    presence: marks(count),
    cost: 0,
  }
  let reached = total
  for (let i = moves.length - 1; i >= 0; i--) {
    const step = moves[i]
    const before = functions[i]
    if (step !== undefined && before !== undefined)
      reached = stepBack(search, step, { before, reached }, plan)
  }
  return plan
}

/** Enters one slot into the plan. @returns the energy charged before it */
function stepBack(
  search: TaperSearch,
  { slot, move }: Trail,
  { before, reached }: { readonly before: Pieces; readonly reached: number },
  plan: { -readonly [Field in keyof Tapered]: Tapered[Field] },
): number {
  const { statement, startCost, slots } = search
  const clock = slots[slot]?.clock
  if (clock === undefined) return reached
  const price = at(statement.price, slot)
  const most = at(statement.hours, slot)
  const spent = cheapestHours(before, { clock, reached, least: leastHours(search, move, slot), price, most })
  const begun = energyAfter(clock, hoursFor(clock, reached) - spent)
  plan.energy[slot] = reached - begun
  plan.hours[slot] = spent
  plan.presence[slot] = presenceOf(spent, most, move.presence)
  plan.cost += price * (reached - begun) + (move.starts === 0 ? 0 : at(startCost, slot))
  return begun
}

/** Hours below this are rounding. */
const NO_HOURS = 1e-9

function presenceOf(spent: number, most: number, part: number): number {
  if (spent <= NO_HOURS) return Presence.off
  return spent >= most - NO_HOURS ? Presence.whole : part
}

/** The function before each move, along one way; what bounds forbid in between is cut off. */
function forward(search: TaperSearch, moves: readonly Trail[]): Pieces[] {
  const { bounds } = search.statement
  let current = noPieces(search.lines)
  append(current, 0, 0, draw(search.lines, 0, 0, -1))
  const functions: Pieces[] = []
  moves.forEach(({ move, slot }, index) => {
    const since = moves[index - 1]?.slot ?? -1
    for (const { after, least, most } of bounds) {
      if (after >= since && after < slot) restrict(current, least, most)
    }
    functions.push(current)
    apply(search, current, move, slot)
    current = noPieces(search.lines)
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
