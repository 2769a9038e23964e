import type { Interval } from '../base/interval.ts'
import { at } from './optimise/columns.ts'
import { Presence, type Solution } from './statement.ts'
import type { Stated } from './terms/statement-of.ts'

const MS_PER_HOUR = 3_600_000
/** Excess over a whole millisecond that is rounding. */
const ROUNDING_MS = 1e-3

/** The stretches of charging at full power in a solution, touching ones joined. Instants are whole milliseconds. */
export function stretchesOf({ statement, slots }: Stated, { energy, presence }: Solution): Interval[] {
  const stretches: { start: number; end: number }[] = []
  for (let t = 0; t < statement.count; t++) {
    const g = at(energy, t)
    if (presence[t] === Presence.off || g <= 0) continue
    const [start, end] = [at(slots.start, t), at(slots.end, t)]
    const length = Math.ceil((g / at(statement.most, t)) * at(statement.hours, t) * MS_PER_HOUR - ROUNDING_MS)
    const isLate = presence[t] === Presence.late
    const part = isLate
      ? { start: Math.max(start, end - length), end }
      : { start, end: Math.min(end, start + length) }
    const last = stretches.at(-1)
    if (last !== undefined && part.start - last.end < 1) last.end = part.end
    else if (part.end > part.start) stretches.push(part)
  }
  return stretches.map(({ start, end }) => ({ start: new Date(start), end: new Date(end) }))
}
