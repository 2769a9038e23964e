import { at } from '../optimise/columns.ts'
import { type Series, newSeries } from '../terms/series.ts'
import type { ProblemFault } from '../check-problem.ts'
import { readInstant } from './instants.ts'
import type { ProblemObject } from './schemas.ts'

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

function fromSteps(given: NonNullable<ProblemObject['series']>, faults: ProblemFault[]): Series {
  const { price, base_load_kw: base } = given
  const series = { ...newSeries(price.length), count: price.length }
  const start = readInstant(given.start)
  const step = given.step_min * MS_PER_MINUTE
  checkSteps(given, { start, step }, faults)
  for (let i = 0; i < price.length; i++) {
    const begins = start + i * step
    const given = price[i]
    series.start[i] = begins
    series.end[i] = begins + step
    series.price[i] = given ?? Number.NaN
    series.base[i] = base?.[i] ?? 0
    if (!isPriceOrNone(given)) {
      faults.push({ field: `series.price[${String(i)}]`, value: String(given), expected: A_PRICE })
    }
    if (!Number.isFinite(at(series.base, i))) {
      addBaseFault(series, i, `series.base_load_kw[${String(i)}]`, faults)
    }
  }
  return series
}

function checkSteps(
  { start: startText, step_min: minutes, price, base_load_kw: base }: NonNullable<ProblemObject['series']>,
  { start, step }: { readonly start: number; readonly step: number },
  faults: ProblemFault[],
): void {
  if (!(step > 0 && step < Infinity)) {
    faults.push({ field: 'series.step_min', value: String(minutes), expected: 'above 0 minutes' })
  }
  if (Number.isNaN(start)) faults.push({ field: 'series.start', value: startText, expected: 'an instant' })
  if (base !== undefined && base.length !== price.length) {
    const expected = `as many values as prices, ${String(price.length)}`
    faults.push({ field: 'series.base_load_kw', value: `${String(base.length)} values`, expected })
  }
}

function fromSlots(slots: NonNullable<ProblemObject['slots']>, faults: ProblemFault[]): Series {
  const series = { ...newSeries(slots.length), count: slots.length }
  let before = ''
  let endBefore = -Infinity
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]
    if (slot === undefined) continue
    // Most slots begin with the very text the one before ended with.
    const start = slot.start === before ? endBefore : readInstant(slot.start)
    const end = readInstant(slot.end)
    series.start[i] = start
    series.end[i] = end
    series.price[i] = slot.price ?? Number.NaN
    series.base[i] = slot.base_load_kw ?? 0
    if (!(end > start && start >= endBefore) || !isPriceOrNone(slot.price)) {
      faults.push(...faultsOfSlot(slot, i, endBefore))
    }
    if (!Number.isFinite(at(series.base, i))) {
      addBaseFault(series, i, `slots[${String(i)}].base_load_kw`, faults)
    }
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

function addBaseFault({ base }: Series, index: number, field: string, faults: ProblemFault[]): void {
  faults.push({ field, value: String(at(base, index)), expected: 'a finite number of kW' })
}

function isPriceOrNone(price: number | null | undefined): boolean {
  return price == null || Number.isFinite(price)
}
