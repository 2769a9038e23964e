import type { Taper } from '../../statement.ts'
import type { Pieces } from '../runs/pieces.ts'
import { append, draw, valueOn } from '../runs/pieces.ts'
import { at, idAt } from '../columns.ts'

/**
 * Energy charged against time at full power, for one available power: straight between knees. `energy[k]` is reached after
 * `hours[k]`; from there on the power is `power[k]` until the next knee.
 */
export interface Clock {
  readonly energy: readonly number[]
  readonly hours: readonly number[]
  readonly power: readonly number[]
}

export function clockOf({ from, power }: Taper, available: number): Clock {
  const rates = power.map((each) => Math.min(each, available))
  const hours: number[] = [0]
  for (let k = 1; k < from.length; k++) {
    const energy = (from[k] ?? 0) - (from[k - 1] ?? 0)
    hours.push((hours[k - 1] ?? 0) + energy / (rates[k - 1] ?? 1))
  }
  return { energy: from, hours, power: rates }
}

/** Hours at full power until so much energy is charged. */
export function hoursFor({ energy, hours, power }: Clock, wanted: number): number {
  const k = levelOf(energy, wanted)
  return (hours[k] ?? 0) + (wanted - (energy[k] ?? 0)) / (power[k] ?? 1)
}

/** Energy charged after so many hours at full power. */
export function energyAfter({ energy, hours, power }: Clock, spent: number): number {
  const k = levelOf(hours, spent)
  return (energy[k] ?? 0) + (spent - (hours[k] ?? 0)) * (power[k] ?? 1)
}

/** Power after so many hours at full power. */
export function powerAfter({ hours, power }: Clock, spent: number): number {
  return power[levelOf(hours, spent)] ?? 0
}

function levelOf(knees: readonly number[], value: number): number {
  let k = 0
  while (k + 1 < knees.length && (knees[k + 1] ?? Infinity) <= value) k++
  return k
}

/** A function of energy as a function of time, cut at the knees. `rise` is added per kWh on the way. */
export function toTime(source: Pieces, clock: Clock, rise: number, into: Pieces): void {
  into.count = 0
  eachLevel(source, clock.energy, (k, from, to, line) => {
    const [energy, hours, power] = [clock.energy[k] ?? 0, clock.hours[k] ?? 0, clock.power[k] ?? 1]
    const perKwh = at(source.lines.slope, line) + rise
    const value = valueOn(source.lines, line, from) + rise * from
    const begin = hours + (from - energy) / power
    const drawn = drawThrough(into, {
      slope: perKwh * power,
      at: begin,
      value,
      trail: idAt(source.lines.trail, line),
    })
    append(into, begin, hours + (to - energy) / power, drawn)
  })
}

/** A function of time as a function of energy; the other way round. */
export function toEnergy(source: Pieces, clock: Clock, rise: number, into: Pieces): void {
  into.count = 0
  eachLevel(source, clock.hours, (k, from, to, line) => {
    const [energy, hours, power] = [clock.energy[k] ?? 0, clock.hours[k] ?? 0, clock.power[k] ?? 1]
    const begin = energy + (from - hours) * power
    const value = valueOn(source.lines, line, from) + rise * begin
    const slope = at(source.lines.slope, line) / power + rise
    append(
      into,
      begin,
      energy + (to - hours) * power,
      drawThrough(into, { slope, at: begin, value, trail: idAt(source.lines.trail, line) }),
    )
  })
}

function drawThrough(
  { lines }: Pieces,
  { slope, at: place, value, trail }: { slope: number; at: number; value: number; trail: number },
): number {
  return draw(lines, slope, value - slope * place, trail)
}

/** Visits what of every piece lies in each level, in order. A point on a knee belongs to the level after it. */
function eachLevel(
  source: Pieces,
  knees: readonly number[],
  visit: (level: number, from: number, to: number, line: number) => void,
): void {
  for (let piece = 0; piece < source.count; piece++) {
    const end = at(source.to, piece)
    let from = at(source.from, piece)
    let k = levelOf(knees, from)
    for (;;) {
      const to = Math.min(end, knees[k + 1] ?? Infinity)
      visit(k, from, to, idAt(source.line, piece))
      if (to >= end - 1e-12) break
      from = to
      k++
    }
  }
}
