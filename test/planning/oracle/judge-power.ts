import type { Case } from './judge.ts'
import { TIME_TOLERANCE_MS, type Piece } from './pieces.ts'
import { HOUR_MS, sum, taperedPower, type Cell } from './statement.ts'

const POWER_TOLERANCE_KW = 1e-6
const TAPER_TOLERANCE_KWH = 1e-5

/** Power within what every cell allows: blocked, unpriced, too dear, grid limit, least power, on or off, constant. */
export function powerFaults({ problem, statement, laid }: Case): string[] {
  const faults: string[] = []
  const tapers = (problem.taper ?? []).length > 0
  let added = 0
  for (const piece of laid.pieces) {
    const energy = (statement.efficiency * piece.power * (piece.end - piece.start)) / HOUR_MS
    // Powers fall, so that the most stands at the end of a piece.
    const most = tapers
      ? Math.min(piece.cell.power, taperedPower(problem, added + energy - TAPER_TOLERANCE_KWH))
      : piece.cell.power
    added += energy
    const least = leastPower(problem, most)
    if (isSliver(piece)) continue
    if (piece.power > most + POWER_TOLERANCE_KW) faults.push(`${named(piece)} is above ${String(most)} kW`)
    else if (piece.power < least - POWER_TOLERANCE_KW)
      faults.push(`${named(piece)} is below ${String(least)} kW`)
  }
  if (problem.granularity !== 'any' && !tapers) {
    for (const cell of statement.cells) faults.push(...constancyFaults(cell, laid.pieces))
  }
  return faults
}

/** Where a block reaches into a cell by rounding alone. */
function isSliver({ start, end }: Piece): boolean {
  return end - start <= TIME_TOLERANCE_MS
}

function leastPower({ power_mode, min_power_kw }: Case['problem'], most: number): number {
  if (power_mode === 'onoff') return most
  return power_mode === 'semi' ? Math.min(min_power_kw ?? 0, most) : 0
}

/** One power for the whole cell, or none. */
function constancyFaults(cell: Cell, pieces: readonly Piece[]): string[] {
  const own = pieces.filter((piece) => piece.cell === cell && !isSliver(piece))
  const [first] = own
  if (first === undefined) return []
  const time = sum(own.map(({ start, end }) => end - start))
  if (time < cell.end - cell.start - 2 * TIME_TOLERANCE_MS)
    return [`${named(first)} uses its slot only in part`]
  const varies = own.some(({ power }) => Math.abs(power - first.power) > POWER_TOLERANCE_KW)
  return varies ? [`${named(first)} changes its power within the slot`] : []
}

function named({ start, end, power }: Piece): string {
  return `The power of ${String(power)} kW from ${new Date(start).toISOString()} to ${new Date(end).toISOString()}`
}
