import { at } from './optimise/columns.ts'
import { type Clock, clockOf, hoursFor, powerAfter } from './optimise/taper/clock.ts'
import { Presence, type Solution, type Statement } from './statement.ts'
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
  const { count, taper, most, hours } = stated.statement
  const stretches = mayStretch(stated.statement)
  for (let t = 0; t < count; t++) {
    const energy = at(solution.energy, t)
    if (solution.presence[t] === Presence.off) continue
    const { start, end } = spanOf(stated, solution, t, stretches)
    const full = at(most, t) / at(hours, t)
    if (end <= start) continue
    if (taper === null) {
      const mean = energy / ((end - start) / MS_PER_HOUR)
      // A part at full power is rounded up to a millisecond; full power stays full power.
      const isMean = solution.presence[t] === Presence.whole || stretches
      laid.push({ start, end, power: isMean ? mean : full })
    } else laid.push(...atKnees({ start, end }, clockOf(taper, full), charged))
    charged += energy
  }
  return laid
}

interface Span {
  readonly start: number
  readonly end: number
}

function spanOf({ statement, slots }: Stated, solution: Solution, t: number, stretches: boolean): Span {
  const { energy, presence, hours } = solution
  const [start, end] = [at(slots.start, t), at(slots.end, t)]
  if (presence[t] === Presence.whole) return { start, end }
  // Energy of the whole slot at the power at which a part of it is used.
  const whole = at(stretches ? statement.least : statement.most, t)
  const share = Math.min(1, at(energy, t) / whole) * at(statement.hours, t)
  const exact = (hours === null ? share : at(hours, t)) * MS_PER_HOUR
  const length = stretches ? Math.floor(exact) : Math.ceil(exact - ROUNDING_MS)
  return presence[t] === Presence.late
    ? { start: Math.max(start, end - length), end }
    : { start, end: Math.min(end, start + length) }
}

/** Where runs have a least length parts are as long as the least power allows, so that no run is too short. */
function mayStretch({ runs, least, most }: Statement): boolean {
  return (
    runs !== null &&
    runs.minimum > 0 &&
    !runs.oneRun &&
    least.some((each, t) => each > 0 && each < at(most, t))
  )
}

/** Cut where the power falls. */
function atKnees(span: Span, clock: Clock, charged: number): Laid[] {
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
