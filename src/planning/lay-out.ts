import { at } from './optimise/columns.ts'
import { clockOf, hoursFor, powerAfter } from './optimise/taper/clock.ts'
import { Presence, type Solution } from './statement.ts'
import type { Stated } from './terms/statement-of.ts'

/** Charging at one power, within one slot. Instants are whole milliseconds where the slot's are. */
export interface Laid {
  readonly start: number
  readonly end: number
  /** kW at the grid side. */
  readonly power: number
}

const MS_PER_HOUR = 3_600_000
/** Excess over a whole millisecond that is rounding. */
const ROUNDING_MS = 1e-3

/**
 * The energies of a solution as charging in time, in order. A part of a slot is at full power and lies where its presence says,
 * rounded up to a millisecond so that no energy is missing.
 */
export function layOut(stated: Stated, solution: Solution): Laid[] {
  const laid: Laid[] = []
  let charged = 0
  for (let t = 0; t < stated.statement.count; t++) {
    const energy = at(solution.energy, t)
    if (solution.presence[t] !== Presence.off) {
      const span = spanOf(stated, solution, t)
      if (span.end > span.start) laid.push(...atPowers(stated, solution, { t, span, charged }))
    }
    charged += energy
  }
  return laid
}

interface Span {
  readonly start: number
  readonly end: number
}

function spanOf({ statement, slots }: Stated, { energy, presence, hours }: Solution, t: number): Span {
  const [start, end] = [at(slots.start, t), at(slots.end, t)]
  if (presence[t] === Presence.whole) return { start, end }
  const share = (at(energy, t) / at(statement.most, t)) * at(statement.hours, t)
  const length = Math.ceil((hours === null ? share : at(hours, t)) * MS_PER_HOUR - ROUNDING_MS)
  return presence[t] === Presence.late
    ? { start: Math.max(start, end - length), end }
    : { start, end: Math.min(end, start + length) }
}

function atPowers(
  { statement }: Stated,
  { energy, presence }: Solution,
  { t, span, charged }: { readonly t: number; readonly span: Span; readonly charged: number },
): Laid[] {
  const { taper } = statement
  const full = at(statement.most, t) / at(statement.hours, t)
  if (taper === null) {
    const power = presence[t] === Presence.whole ? at(energy, t) / at(statement.hours, t) : full
    return [{ ...span, power }]
  }
  const clock = clockOf(taper, full)
  const begun = hoursFor(clock, charged)
  const length = (span.end - span.start) / MS_PER_HOUR
  const inside = clock.hours.filter((knee) => knee > begun + 1e-9 && knee < begun + length - 1e-9)
  const marks = [begun, ...inside, begun + length]
  return marks.slice(1).map((mark, index) => {
    const from = marks[index] ?? begun
    return {
      start: Math.round(span.start + (from - begun) * MS_PER_HOUR),
      end: Math.round(span.start + (mark - begun) * MS_PER_HOUR),
      power: powerAfter(clock, (from + mark) / 2),
    }
  })
}
