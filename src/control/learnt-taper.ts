import { TAPER_FROM_PERCENT, type ChargedStretch } from '../vehicles/charged-stretch.ts'

/** What turns points of state of charge into time. */
export interface ChargingCar {
  readonly capacityKwh: number
  /** Battery energy per energy at the plug. */
  readonly efficiency: number
  /** At the plug, kW. */
  readonly powerKw: number
}

/** Share of full power from a state of charge on, falling. */
export type Taper = readonly { readonly fromPercent: number; readonly share: number }[]

const BAND_POINTS = 10
const BANDS = [TAPER_FROM_PERCENT, 60, 70, 80, 90]
/** The newest of a band: the middle of three is not moved by one night on which a charger gave less; of two the slower counts. */
const COUNTED = 3
/** A report in whole points is off by so much at the most, at each end of a stretch. */
const ROUNDING_POINTS = 0.5
/** However slow it was, no less than this share of what its brand takes there. */
const LEAST_RATIO = 0.2

/**
 * The share of full power that a car takes from a state of charge on: its brand's, and less in each ten points in which the car has
 * shown to be slower than whole points can explain; above the last that it has shown it is taken to be as slow. Never more than its
 * brand's, so that what was learnt never makes a car late. Falling.
 *
 *     share = brand's share × (minutes of the stretch at the brand's pace ÷ minutes it took), the middle of the newest three
 */
export function learntTaper(brand: Taper, stretches: readonly ChargedStretch[], car: ChargingCar): Taper {
  const ratios = ratiosOf({ brand, stretches, car })
  if (ratios.every((ratio) => ratio === 1)) return brand
  const edges = [...new Set([...BANDS, ...brand.map(({ fromPercent }) => fromPercent)])]
  let least = 1
  return edges
    .toSorted((a, b) => a - b)
    .map((fromPercent) => {
      const ratio = ratios[BANDS.findLastIndex((from) => from <= fromPercent)] ?? 1
      least = Math.min(least, shareAt(brand, fromPercent) * ratio)
      return { fromPercent, share: least }
    })
}

/** One for each band. */
function ratiosOf(learning: Learning): readonly number[] {
  let below = 1
  return BANDS.map((band) => {
    below = ratioIn(band, learning) ?? below
    return below
  })
}

interface Learning {
  readonly brand: Taper
  readonly stretches: readonly ChargedStretch[]
  readonly car: ChargingCar
}

/** How much slower than its brand the car is within ten points, 0 to 1; 1: not that one could tell. `undefined`: it has not charged there. */
function ratioIn(band: number, { brand, stretches, car }: Learning): number | undefined {
  const here = stretches.filter(({ fromPercent, toPercent }) => {
    const middle = (fromPercent + toPercent) / 2
    return middle >= band && middle < band + BAND_POINTS
  })
  const newest = here.slice(-COUNTED).map((stretch) => {
    const minutesOver = (points: number): number =>
      brandMinutes(
        brand,
        { ...car, powerKw: stretch.powerKw > 0 ? stretch.powerKw : car.powerKw },
        {
          from: stretch.fromPercent - points,
          to: stretch.toPercent + points,
        },
      )
    return { ratio: minutesOver(0) / stretch.minutes, most: minutesOver(ROUNDING_POINTS) / stretch.minutes }
  })
  const most = middle(newest.map((each) => each.most))
  const ratio = middle(newest.map((each) => each.ratio))
  if (most === undefined || ratio === undefined) return undefined
  return most >= 1 ? 1 : Math.max(LEAST_RATIO, ratio)
}

function middle(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}

/** Minutes from one state of charge to another at the brand's pace. */
function brandMinutes(
  brand: Taper,
  { capacityKwh, efficiency, powerKw }: ChargingCar,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const edges = [
    from,
    ...brand.map(({ fromPercent }) => fromPercent).filter((at) => at > from && at < to),
    to,
  ]
  return edges.slice(1).reduce((minutes, end, index) => {
    const start = edges[index] ?? from
    const kwh = ((end - start) / 100) * capacityKwh
    return minutes + (kwh / efficiency / (powerKw * shareAt(brand, start))) * 60
  }, 0)
}

function shareAt(taper: Taper, percent: number): number {
  return taper.findLast(({ fromPercent }) => fromPercent <= percent)?.share ?? 1
}
