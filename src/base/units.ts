/**
 * Branded numbers, so that a power cannot be passed where an energy is meant.
 * This file is the only one in `src` that may assert a type.
 */
declare const unit: unique symbol

/** Energy in kilowatt-hours. */
export type Kwh = number & { readonly [unit]: 'kWh' }
/** Power in kilowatts, consumption positive. */
export type Kw = number & { readonly [unit]: 'kW' }
/** A share of a whole, 0 to 100. */
export type Percent = number & { readonly [unit]: '%' }
/** A price per kilowatt-hour in the currency of the bidding zone; may be zero or negative. */
export type PricePerKwh = number & { readonly [unit]: 'per kWh' }
/** A sum in the currency of the bidding zone; may be negative. */
export type Money = number & { readonly [unit]: 'money' }

/** @throws RangeError unless `value` is finite. */
export function kwh(value: number): Kwh {
  return finite(value, 'kWh') as Kwh
}

/** @throws RangeError unless `value` is finite. */
export function kw(value: number): Kw {
  return finite(value, 'kW') as Kw
}

/** @throws RangeError unless `value` is within 0 to 100. */
export function percent(value: number): Percent {
  if (!(value >= 0 && value <= 100))
    throw new RangeError(`${String(value)} is not a percentage: expected 0 to 100`)
  return value as Percent
}

/** @throws RangeError unless `value` is finite. */
export function perKwh(value: number): PricePerKwh {
  return finite(value, 'currency per kWh') as PricePerKwh
}

/** @throws RangeError unless `value` is finite. */
export function money(value: number): Money {
  return finite(value, 'currency') as Money
}

function finite(value: number, name: string): number {
  if (!Number.isFinite(value)) throw new RangeError(`${String(value)} is not a quantity in ${name}`)
  return value
}

const MS_PER_HOUR = 3_600_000

/** Hours between two instants, a fraction; negative if `end` lies before `start`. */
export function hoursBetween(start: Date, end: Date): number {
  return (end.getTime() - start.getTime()) / MS_PER_HOUR
}

/** The instant `hours` after `start`, rounded to a millisecond. */
export function addHoursExact(start: Date, hours: number): Date {
  return new Date(Math.round(start.getTime() + hours * MS_PER_HOUR))
}
