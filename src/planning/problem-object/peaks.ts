import { localDay } from '../../base/local-time.ts'
import { at, idAt } from '../optimise/columns.ts'
import { chargeFor, highestMean } from '../optimise/peak-charge.ts'
import type { CapacityStep, PeakDay, PeakMonth, PeakRules } from '../statement.ts'
import type { CutSlots } from './cut.ts'
import type { ProblemObject } from './schemas.ts'
import type { Series } from './series.ts'

type Capacity = NonNullable<ProblemObject['capacity']>

const MS_PER_HOUR = 3_600_000
/** Norway: the mean of the three highest daily peaks of a month. */
const DAYS_IN_MEAN = 3

/** The rules on peaks, over all clock hours of the series: base load outside the charging window may set the peak as well. */
export function readPeaks(capacity: Capacity, series: Series, cut: CutSlots, tz: string): PeakRules {
  const steps = capacity.steps.map(({ up_to_kw, cost }) => ({ upTo: up_to_kw, cost }))
  const hours = readHours(series, cut)
  const kept = { ...hours, steps }
  return capacity.rule === 'three_highest_days'
    ? { ...kept, ...threeHighestDays(capacity, hours, tz) }
    : { ...kept, ...highestHour(capacity.measured_peak_kw ?? 0, hours, steps) }
}

interface Hours {
  readonly hourOf: Int32Array
  readonly hourLength: Float64Array
  readonly hourBase: Float64Array
  readonly begins: readonly number[]
}

/** Clock hours are hours of UTC: the same as local ones wherever the offset is whole. */
function readHours(series: Series, cut: CutSlots): Hours {
  const begins: number[] = []
  const lengths: number[] = []
  const bases: number[] = []
  const hourAt = (instant: number): number => {
    const begin = Math.floor(instant / MS_PER_HOUR) * MS_PER_HOUR
    if (begins.at(-1) !== begin) {
      begins.push(begin)
      lengths.push(0)
      bases.push(0)
    }
    return begins.length - 1
  }
  for (let i = 0; i < series.count; i++) {
    for (let start = at(series.start, i); start < at(series.end, i); ) {
      const hour = hourAt(start)
      const end = Math.min(at(series.end, i), (begins[hour] ?? 0) + MS_PER_HOUR)
      const length = (end - start) / MS_PER_HOUR
      lengths[hour] = (lengths[hour] ?? 0) + length
      bases[hour] = (bases[hour] ?? 0) + length * at(series.base, i)
      start = end
    }
  }
  const index = new Map(begins.map((begin, hour) => [begin, hour]))
  const hourOf = Int32Array.from({ length: cut.count }, (_, t) => {
    return index.get(Math.floor(at(cut.start, t) / MS_PER_HOUR) * MS_PER_HOUR) ?? 0
  })
  return { hourOf, hourLength: Float64Array.from(lengths), hourBase: Float64Array.from(bases), begins }
}

type Calendar = Pick<PeakRules, 'dayOf' | 'days' | 'months'>

function highestHour(measured: number, hours: Hours, steps: readonly CapacityStep[]): Calendar {
  const dayOf = new Int32Array(hours.begins.length)
  const peak = Math.max(measured, ...basePeaks(hours, dayOf))
  const month: PeakMonth = { others: [], costSoFar: chargeFor(steps, measured), highest: 1 }
  return { dayOf, days: [{ month: 0, peak }], months: [month] }
}

function threeHighestDays(capacity: Capacity, hours: Hours, tz: string): Calendar {
  const names = hours.begins.map((begin) => localDay(new Date(begin), tz))
  const dayNames = [...new Set(names)]
  const monthNames = [...new Set(dayNames.map((name) => name.slice(0, 7)))]
  const measured = new Map(capacity.measured_days?.map(({ day, peak_kw }) => [day, peak_kw]))
  const dayOf = Int32Array.from(names, (name) => dayNames.indexOf(name))
  const peaks = basePeaks(hours, dayOf)
  const days = dayNames.map((name, day): PeakDay => ({
    month: monthNames.indexOf(name.slice(0, 7)),
    peak: Math.max(measured.get(name) ?? 0, peaks[day] ?? 0),
  }))
  const steps = capacity.steps.map(({ up_to_kw, cost }) => ({ upTo: up_to_kw, cost }))
  const months = monthNames.map((name): PeakMonth => {
    const known = [...measured].filter(([day]) => day.startsWith(name))
    const others = known.filter(([day]) => !dayNames.includes(day)).map(([, peak]) => peak)
    const soFar = highestMean(known.map(([, peak]) => peak), DAYS_IN_MEAN)
    const costSoFar = chargeFor(steps, soFar)
    return { others: others.toSorted((a, b) => b - a), costSoFar, highest: DAYS_IN_MEAN }
  })
  return { dayOf, days, months }
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
