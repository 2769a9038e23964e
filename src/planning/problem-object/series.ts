import { room } from '../optimise/columns.ts'
import type { ProblemFault } from '../check-problem.ts'
import { readInstant } from './instants.ts'
import type { ProblemObject } from './schemas.ts'

/** The price slots of a problem as columns: instants in ms, prices NaN where there is none. */
export interface Series {
  count: number
  start: Float64Array
  end: Float64Array
  price: Float64Array
  /** kW */
  base: Float64Array
}

const MS_PER_MINUTE = 60_000

/** All slots of the problem, in order, whether inside the charging window or not. Faults are added to `faults`. */
export function readSeries(problem: ProblemObject, faults: ProblemFault[]): Series {
  const { slots, series } = problem
  if ((slots === undefined) === (series === undefined)) {
    const value = slots === undefined ? 'nothing' : 'both slots and series'
    faults.push({ field: 'slots', value, expected: 'either slots or series' })
  }
  if (series !== undefined) return fromSteps(series, faults)
  return fromSlots(slots ?? [], faults)
}

export function newSeries(size: number): Series {
  const column = (): Float64Array => new Float64Array(size)
  return { count: 0, start: column(), end: column(), price: column(), base: column() }
}

export function addSlot(series: Series, start: number, end: number, price: number): void {
  const index = series.count++
  if (index >= series.start.length) {
    for (const name of ['start', 'end', 'price', 'base'] as const) series[name] = room(series[name], index + 1)
  }
  series.start[index] = start
  series.end[index] = end
  series.price[index] = price
}

function fromSteps(given: NonNullable<ProblemObject['series']>, faults: ProblemFault[]): Series {
  const { price, base_load_kw: base } = given
  const series = newSeries(price.length)
  const start = readInstant(given.start)
  const step = given.step_min * MS_PER_MINUTE
  if (!(step > 0 && step < Infinity)) {
    faults.push({ field: 'series.step_min', value: String(given.step_min), expected: 'above 0 minutes' })
  }
  if (Number.isNaN(start)) faults.push({ field: 'series.start', value: given.start, expected: 'an instant' })
  if (base !== undefined && base.length !== price.length) {
    const expected = `as many values as prices, ${String(price.length)}`
    faults.push({ field: 'series.base_load_kw', value: `${String(base.length)} values`, expected })
  }
  for (let i = 0; i < price.length; i++) {
    addSlot(series, start + i * step, start + (i + 1) * step, price[i] ?? Number.NaN)
    series.base[i] = base?.[i] ?? 0
    const name = `series.price[${String(i)}]`
    if (!isPriceOrNone(price[i])) faults.push({ field: name, value: String(price[i]), expected: A_PRICE })
    checkBase(series, i, faults)
  }
  return series
}

function fromSlots(slots: NonNullable<ProblemObject['slots']>, faults: ProblemFault[]): Series {
  const series = newSeries(slots.length)
  let before = ''
  let endBefore = -Infinity
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]
    if (slot === undefined) continue
    // Most slots begin with the very text the one before ended with.
    const start = slot.start === before ? endBefore : readInstant(slot.start)
    const end = readInstant(slot.end)
    addSlot(series, start, end, slot.price ?? Number.NaN)
    series.base[i] = slot.base_load_kw ?? 0
    if (!(end > start && start >= endBefore) || !isPriceOrNone(slot.price)) {
      faults.push(...faultsOfSlot(slot, i, endBefore))
    }
    checkBase(series, i, faults)
    before = slot.end
    endBefore = end
  }
  return series
}

const A_PRICE = 'a finite number, or null where there is no price'

function faultsOfSlot(
  slot: NonNullable<ProblemObject['slots']>[number],
  index: number,
  endBefore: number,
): ProblemFault[] {
  const field = `slots[${String(index)}]`
  const start = readInstant(slot.start)
  const end = readInstant(slot.end)
  const faults: ProblemFault[] = []
  const add = (name: string, value: unknown, expected: string): void => {
    faults.push({ field: `${field}.${name}`, value: String(value), expected })
  }
  if (Number.isNaN(start)) add('start', slot.start, 'an instant')
  else if (start < endBefore) {
    add('start', slot.start, `not before ${new Date(endBefore).toISOString()}, where the slot before it ends`)
  }
  if (Number.isNaN(end)) add('end', slot.end, 'an instant')
  else if (end <= start) add('end', slot.end, `an instant after its start, ${slot.start}`)
  if (!isPriceOrNone(slot.price)) add('price', slot.price, A_PRICE)
  return faults
}

function checkBase({ base }: Series, index: number, faults: ProblemFault[]): void {
  if (Number.isFinite(base[index])) return
  const field = `slots[${String(index)}].base_load_kw`
  faults.push({ field, value: String(base[index]), expected: 'a finite number of kW' })
}

function isPriceOrNone(price: number | null | undefined): boolean {
  return price == null || Number.isFinite(price)
}
