import { Presence, type Statement } from '../statement.ts'
import { at, marks, numbers } from './columns.ts'
import { energyCost } from './fill.ts'
import type { Completed } from './runs/complete.ts'
import { goesOn } from './runs/run-states.ts'

const MS_PER_HOUR = 3_600_000
/** kWh and ms below this are rounding. */
const TOLERANCE = 1e-9

/**
 * One block at full power that may begin at any instant, beside what is forced.
 *
 * The cost of a block is piecewise linear in its start, and its slope changes only where its start or its end passes an edge
 * of a slot. So a cheapest block begins or ends on an edge, or on the edge of what is forced or blocked, which are edges too.
 * Looking at blocks that begin on an edge alone is not exact. O(n²) at worst for n slots, O(n · slots in a block) in practice.
 *
 * @returns null if no block fits
 */
export function oneBlock(statement: Statement): Completed | null {
  const forced = forcedEnergy(statement)
  const given = forced.reduce((sum, g) => sum + g, 0)
  if (given > statement.need.most + TOLERANCE) return null
  const wanted = statement.need.least - given
  if (wanted <= TOLERANCE) return completed(statement, forced, marks(statement.count))
  let best: Completed | null = null
  for (let t = 0; t < statement.count; t++) {
    for (const laid of [layFrom(statement, t, wanted), layUpTo(statement, t, wanted)]) {
      if (laid === null) continue
      const energy = forced.map((g, i) => g + at(laid.energy, i))
      const candidate = completed(statement, energy, laid.presence)
      if (best === null || isBetter(candidate, best)) best = candidate
    }
  }
  return best
}

function isBetter(a: Completed, b: Completed): boolean {
  return a.cost < b.cost - TOLERANCE || (a.cost < b.cost + TOLERANCE && a.score < b.score - TOLERANCE)
}

function forcedEnergy({ count, forced, most }: Statement): Float64Array {
  return Float64Array.from({ length: count }, (_, t) => (forced[t] === 1 ? at(most, t) : 0))
}

interface Laid {
  readonly energy: Float64Array
  readonly presence: Uint8Array
}

/** A block that begins with slot `first`. */
function layFrom(statement: Statement, first: number, wanted: number): Laid | null {
  return lay(statement, wanted, { first, step: 1, part: Presence.early })
}

/** A block that ends with slot `last`. */
function layUpTo(statement: Statement, last: number, wanted: number): Laid | null {
  return lay(statement, wanted, { first: last, step: -1, part: Presence.late })
}

function lay(
  statement: Statement,
  wanted: number,
  { first, step, part }: { readonly first: number; readonly step: 1 | -1; readonly part: number },
): Laid | null {
  const energy = numbers(statement.count)
  const presence = marks(statement.count)
  let missing = wanted
  for (let t = first; t >= 0 && t < statement.count; t += step) {
    const room = statement.forced[t] === 1 ? 0 : at(statement.most, t)
    if (room <= 0) return null
    energy[t] = Math.min(room, missing)
    presence[t] = missing < room - TOLERANCE ? part : Presence.whole
    missing -= at(energy, t)
    if (missing <= TOLERANCE) return { energy, presence }
    if (!goesOn(statement, step === 1 ? t : t - 1)) return null
  }
  return null
}

/** The score is the time of the block: of equal costs the earliest wins. */
function completed(statement: Statement, energy: Float64Array, presence: Uint8Array): Completed {
  const shown = presence.map((value, t) => (statement.forced[t] === 1 ? Presence.whole : value))
  const weight = energy.reduce((sum, g, t) => {
    const middle =
      at(statement.start, t) - at(statement.start, 0) + (at(statement.hours, t) * MS_PER_HOUR) / 2
    return sum + g * (middle / MS_PER_HOUR)
  }, 0)
  return { energy, presence: shown, cost: energyCost(statement, energy), score: weight }
}
