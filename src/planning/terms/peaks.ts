import { localDay } from '../../base/local-time.ts'
import { at, copyOf, idAt, ids } from '../optimise/columns.ts'
import { chargeFor, highestMean } from '../optimise/peak-charge.ts'
import type { CapacityStep, PeakDay, PeakMonth, PeakRules } from '../statement.ts'
import type { CutSlots } from './cut.ts'
import type { Series } from './series.ts'
import type { CapacityTerms, Terms } from './terms.ts'

const MS_PER_HOUR = 3_600_000
/** kWh: a millisecond at 22 kW, in each of some parts of an hour. */
const MARGIN = 2e-5

/** The rules on peaks, over all clock hours of the series: base load outside the charging window may set the peak as well. */
export function peakRules(
  terms: Terms,
  { steps, peaks, reserve = [] }: CapacityTerms,
  cut: CutSlots,
): PeakRules {
  const hours = readHours(terms.series, cut, reserve)
  const { hourOf, hourLength, hourBase } = hours
  const calendar =
    peaks.rule === 'highest-hour'
      ? highestHour(peaks.measured, hours, steps)
      : highestDays(peaks, hours, steps)
  const margin = terms.granularity === 'any' && terms.mode !== 'range' ? MARGIN : 0
  return { hourOf, hourLength, hourBase, steps, margin, ...calendar }
}

interface Hours {
  readonly hourOf: Int32Array
  readonly hourLength: Float64Array
  readonly hourBase: Float64Array
  readonly begins: readonly number[]
}

/** Clock hours are hours of UTC: the same as local ones wherever the offset is whole. */
function readHours(series: Series, cut: CutSlots, reserve: Reserve): Hours {
  const begins: number[] = []
  const lengths: number[] = []
  const bases: number[] = []
  let [hour, begin] = [-1, Number.NaN]
  for (let i = 0; i < series.count; i++) {
    for (let start = at(series.start, i); start < at(series.end, i);) {
      const here = Math.floor(start / MS_PER_HOUR) * MS_PER_HOUR
      if (here !== begin) {
        begin = here
        hour = begins.push(begin) - 1
        lengths.push(0)
        bases.push(0)
      }
      const end = Math.min(at(series.end, i), begin + MS_PER_HOUR)
      const length = (end - start) / MS_PER_HOUR
      lengths[hour] = (lengths[hour] ?? 0) + length
      bases[hour] = (bases[hour] ?? 0) + length * (at(series.base, i) + reservedAt(reserve, start))
      start = end
    }
  }
  const hourOf = ids(cut.count)
  for (let t = 0, hour = 0; t < cut.count; t++) {
    while ((begins[hour] ?? Infinity) + MS_PER_HOUR <= at(cut.start, t)) hour++
    hourOf[t] = hour
  }
  return { hourOf, hourLength: copyOf(lengths), hourBase: copyOf(bases), begins }
}

type Reserve = NonNullable<CapacityTerms['reserve']>

function reservedAt(reserve: Reserve, instant: number): number {
  return reserve.find(({ start, end }) => start <= instant && instant < end)?.power ?? 0
}

type Calendar = Pick<PeakRules, 'dayOf' | 'days' | 'months'>

function highestHour(measured: number, hours: Hours, steps: readonly CapacityStep[]): Calendar {
  const dayOf = ids(hours.begins.length)
  const peak = Math.max(measured, ...basePeaks(hours, dayOf))
  const month: PeakMonth = { others: [], costSoFar: chargedSoFar(steps, measured), highest: 1 }
  return { dayOf, days: [{ month: 0, peak }], months: [month] }
}

function highestDays(
  { timeZone, measured, days: highest, above }: Extract<CapacityTerms['peaks'], { rule: 'highest-days' }>,
  hours: Hours,
  steps: readonly CapacityStep[],
): Calendar {
  const names = hours.begins.map((begin) => localDay(new Date(begin), timeZone))
  const dayNames = [...new Set(names)]
  const monthNames = [...new Set(dayNames.map((name) => name.slice(0, 7)))]
  const known = new Map(measured.map(({ day, peak }) => [day, peak]))
  const dayOf = Int32Array.from(names, (name) => dayNames.indexOf(name))
  const base = basePeaks(hours, dayOf)
  const days = dayNames.map((name, day): PeakDay => ({
    month: monthNames.indexOf(name.slice(0, 7)),
    peak: Math.max(known.get(name) ?? 0, base[day] ?? 0),
  }))
  const months = monthNames.map((name): PeakMonth => {
    const ofMonth = [...known].filter(([day]) => day.startsWith(name))
    const others = ofMonth.filter(([day]) => !dayNames.includes(day)).map(([, peak]) => peak)
    const withoutCar = days.filter((_, day) => dayNames[day]?.startsWith(name)).map(({ peak }) => peak)
    const counted = above === 'base-load' ? [...others, ...withoutCar] : ofMonth.map(([, peak]) => peak)
    const costSoFar = chargedSoFar(steps, highestMean(counted, highest))
    return { others: others.toSorted((a, b) => b - a), costSoFar, highest }
  })
  return { dayOf, days, months }
}

/** A peak beyond the last step is charged as the last. */
function chargedSoFar(steps: readonly CapacityStep[], peak: number): number {
  const charge = chargeFor(steps, peak)
  return charge === Infinity ? (steps.at(-1)?.cost ?? 0) : charge
}

/** Highest hourly mean of the base load alone, of each day. */
function basePeaks({ hourLength, hourBase }: Hours, dayOf: Int32Array): number[] {
  const peaks: number[] = []
  for (let hour = 0; hour < hourLength.length; hour++) {
    const day = idAt(dayOf, hour)
    peaks[day] = Math.max(peaks[day] ?? 0, at(hourBase, hour) / at(hourLength, hour))
  }
  return peaks
}
