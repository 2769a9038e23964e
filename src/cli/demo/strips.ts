import { addMinutes } from 'date-fns'
import { localTime, MARKET_TIME_ZONE } from '../../base/local-time.ts'
import { contains, type Interval } from '../../base/interval.ts'
import { isDrawing, isPluggedIn } from '../../carmakers/charge-state.ts'
import { findConnection } from '../../connections/connection-store.ts'
import { findOverride } from '../../control/intent-store.ts'
import type { Database } from '../../database/database.ts'
import { findState } from '../../vehicles/state-store.ts'
import type { Vehicle } from '../../vehicles/vehicle.ts'

/** One character per half hour. */
const CELL_MINUTES = 30
const BARS = '▁▂▃▄▅▆▇█'

/** One strip per car under a price line; filled in as world time goes by. */
export interface Strips {
  /** Looks whether more prices are known. */
  refresh(): Promise<void>
  fill(name: string, cell: string, now: Date): void
  lines(): readonly string[]
}

export function createStrips(
  names: readonly string[],
  span: Interval,
  prices: { readonly label: string; readonly legend: string; at(instant: Date): number | undefined },
): Omit<Strips, 'refresh'> {
  const cells = Math.ceil((span.end.getTime() - span.start.getTime()) / 60_000 / CELL_MINUTES)
  const strips = new Map(names.map((name) => [name, Array.from({ length: cells }, () => ' ')]))
  const filled = new Map(names.map((name) => [name, -1]))
  const width = Math.max(prices.label.length, ...names.map((name) => name.length)) + 2
  const row = (label: string, body: string): string => `  ${label.padEnd(width)}${body}`
  return {
    fill: (name, cell, now) => {
      if (!contains(span, now)) return
      const strip = strips.get(name) ?? []
      const index = Math.floor((now.getTime() - span.start.getTime()) / 60_000 / CELL_MINUTES)
      const from = Math.max(0, (filled.get(name) ?? -1) + 1)
      const before = strip[from - 1] ?? ' '
      for (let between = from; between < index; between++) strip[between] = before
      strip[index] = strongest(strip[index] ?? ' ', cell)
      filled.set(name, index)
    },
    lines: () => [
      row('', hours(span, cells)),
      row(
        prices.label,
        priceLine(span, cells, (instant) => prices.at(instant)),
      ),
      ...names.map((name) => row(name, (strips.get(name) ?? []).join(''))),
      row('', prices.legend),
    ],
  }
}

/** What a car is doing, as the service knows it. */
export async function cellOf(db: Database, vehicle: Vehicle): Promise<string> {
  const connection = await findConnection(db, vehicle.connectionId)
  if (connection?.state !== 'connected') return '×'
  const { reach, charge } = (await findState(db, vehicle.id)) ?? { reach: 'offline', charge: null }
  if (charge === null || !isPluggedIn(charge.status)) return ' '
  if (!isDrawing(charge.status)) return reach === 'asleep' ? 'z' : '·'
  return (await findOverride(db, vehicle.id)) === undefined ? '█' : '◆'
}

/** Of several things in one half hour the rarer one is shown. */
const STRENGTH = ' z·█◆×'

function strongest(a: string, b: string): string {
  return STRENGTH.indexOf(a) > STRENGTH.indexOf(b) ? a : b
}

function hours(span: Interval, cells: number): string {
  let line = ''
  for (let cell = 0; cell < cells; cell++) {
    const time = localTime(addMinutes(span.start, cell * CELL_MINUTES), MARKET_TIME_ZONE)
    const everyThird = time.endsWith(':00') && Number(time.slice(0, 2)) % 3 === 0
    if (everyThird && line.length <= cell) line = line.padEnd(cell) + time.slice(0, 2)
  }
  return line.padEnd(cells)
}

function priceLine(span: Interval, cells: number, at: (instant: Date) => number | undefined): string {
  const values = Array.from({ length: cells }, (_, cell) => at(addMinutes(span.start, cell * CELL_MINUTES)))
  const known = values.filter((value) => value !== undefined)
  const low = Math.min(...known)
  const high = Math.max(...known)
  return values.map((value) => (value === undefined ? ' ' : bar((value - low) / (high - low || 1)))).join('')
}

/** Square root: without it a single peak flattens the night, where the choice is made. */
function bar(share: number): string {
  return BARS[Math.min(BARS.length - 1, Math.floor(Math.sqrt(share) * BARS.length))] ?? ' '
}
