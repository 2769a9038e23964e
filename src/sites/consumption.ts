import { hoursBetween } from '../base/units.ts'

/** What the meter showed: power at an instant, or energy over a stretch of time. Import only; what is sold is left out. */
export type ConsumptionReading =
  | { readonly kind: 'power'; readonly at: Date; readonly importKw: number }
  | { readonly kind: 'energy'; readonly start: Date; readonly end: Date; readonly importKwh: number }

/** Mean power over one clock hour. Hours begin where UTC's do: local hours of Europe do too, also on clock-change nights. */
export interface HourMean {
  readonly start: Date
  readonly meanKw: number
}

/** A power reading tells of the time after it, until the next one, but no longer than this. */
export const HOLD_MINUTES = 15
/** An hour is told if readings cover this share of it. */
export const LEAST_COVER = 0.9

const HOUR_MS = 3_600_000

/**
 * Mean power of every clock hour that readings cover, in order. Energy is exact; it is spread evenly over its stretch.
 * Power is weighted by time: each reading holds until the next, 15 minutes at most. Where readings overlap the shorter
 * stretch of energy counts, and energy before power. Nothing is told of an hour of which a tenth or more is missing.
 */
export function hourlyMeans(readings: readonly ConsumptionReading[]): readonly HourMean[] {
  const hours = new Map<number, { kwh: number; covered: number }>()
  for (const piece of withoutOverlap(readings)) addTo(hours, piece)
  return [...hours]
    .filter(([, { covered }]) => covered >= LEAST_COVER - ROUNDING)
    .toSorted(([a], [b]) => a - b)
    .map(([start, { kwh, covered }]) => ({ start: new Date(start), meanKw: kwh / covered }))
}

/** Hours are summed from fractions of them. */
const ROUNDING = 1e-9

/** A stretch of constant power, in milliseconds since the epoch. */
interface Piece {
  readonly from: number
  readonly to: number
  readonly kw: number
}

function withoutOverlap(readings: readonly ConsumptionReading[]): Piece[] {
  const counted: Piece[] = []
  for (const piece of energyPieces(readings)) counted.push(...outside(piece, counted))
  const samples = powerPieces(readings).flatMap((piece) => outside(piece, counted))
  return [...counted, ...samples]
}

/** Shortest first: of two that overlap the shorter tells more. */
function energyPieces(readings: readonly ConsumptionReading[]): Piece[] {
  return readings
    .flatMap((reading) => (reading.kind === 'energy' ? [reading] : []))
    .map(({ start, end, importKwh }) => ({
      from: start.getTime(),
      to: end.getTime(),
      kw: importKwh / hoursBetween(start, end),
    }))
    .toSorted((a, b) => a.to - a.from - (b.to - b.from) || a.from - b.from)
}

function powerPieces(readings: readonly ConsumptionReading[]): Piece[] {
  const samples = readings
    .flatMap((reading) => (reading.kind === 'power' ? [reading] : []))
    .map(({ at, importKw }) => ({ from: at.getTime(), kw: importKw }))
    .toSorted((a, b) => a.from - b.from)
  return samples.map(({ from, kw }, index) => {
    const next = samples[index + 1]?.from ?? Number.POSITIVE_INFINITY
    return { from, to: Math.min(next, from + HOLD_MINUTES * 60_000), kw }
  })
}

/** What of a piece lies outside all of `others`, which do not overlap each other. */
function outside(piece: Piece, others: readonly Piece[]): Piece[] {
  let parts = [piece]
  for (const { from, to } of others) {
    if (to <= piece.from || from >= piece.to) continue
    parts = parts.flatMap((part) => [
      { ...part, to: Math.min(part.to, from) },
      { ...part, from: Math.max(part.from, to) },
    ])
    parts = parts.filter((part) => part.from < part.to)
  }
  return parts
}

function addTo(hours: Map<number, { kwh: number; covered: number }>, { from, to, kw }: Piece): void {
  for (let start = from - (from % HOUR_MS); start < to; start += HOUR_MS) {
    const share = (Math.min(to, start + HOUR_MS) - Math.max(from, start)) / HOUR_MS
    const hour = hours.get(start) ?? { kwh: 0, covered: 0 }
    hours.set(start, { kwh: hour.kwh + kw * share, covered: hour.covered + share })
  }
}
