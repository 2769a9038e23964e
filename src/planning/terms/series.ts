import { numbers, room } from '../optimise/columns.ts'

/** Price slots as columns: instants in ms, prices NaN where there is none, base load in kW. */
export interface Series {
  count: number
  start: Float64Array
  end: Float64Array
  price: Float64Array
  base: Float64Array
}

export function newSeries(size: number): Series {
  return {
    count: 0,
    start: numbers(size),
    end: numbers(size),
    price: numbers(size),
    base: numbers(size),
  }
}

export interface SeriesSlot {
  readonly start: number
  readonly end: number
  readonly price: number
  readonly base: number
}

/** Adds a slot at the end. */
export function addSlot(series: Series, slot: SeriesSlot): void {
  const index = series.count++
  if (index >= series.start.length) {
    for (const name of ['start', 'end', 'price', 'base'] as const)
      series[name] = room(series[name], index + 1)
  }
  series.start[index] = slot.start
  series.end[index] = slot.end
  series.price[index] = slot.price
  series.base[index] = slot.base
}
