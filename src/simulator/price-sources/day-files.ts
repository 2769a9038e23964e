import { localDay, localTime, MARKET_TIME_ZONE } from '../../base/local-time.ts'
import { currencyOf, laterBy, type ToldDay } from './price-day.ts'

const FILE = /^(\d{2})-(\d{2})_([A-Z]{2}\d)\.json$/

/** Which day a file of hvakosterstrommen.no or elprisetjustnu.se is, by its name; `undefined` for any other name. */
export function dayOfFile(
  year: string,
  file: string,
): { readonly zone: string; readonly day: string } | undefined {
  const [, month, dayOfMonth, zone] = FILE.exec(file) ?? []
  if (month === undefined || dayOfMonth === undefined || zone === undefined) return undefined
  return { zone, day: `${year}-${month}-${dayOfMonth}` }
}

/** A day in the form of https://www.hvakosterstrommen.no/strompris-api, with the zone's currency in the name of the price. */
export function dayFile({ zone, rate, stepMinutes, slots }: ToldDay): unknown {
  return slots.map(({ startUtc, perKwh, eurPerKwh }) => ({
    [`${currencyOf(zone).currency}_per_kWh`]: perKwh,
    EUR_per_kWh: eurPerKwh,
    EXR: rate,
    time_start: withOffset(startUtc),
    time_end: withOffset(laterBy(stepMinutes, startUtc)),
  }))
}

const MS_PER_HOUR = 3_600_000

/** Local time with its offset, e.g. `2024-12-13T00:00:00+01:00`. */
function withOffset(instant: Date): string {
  const local = `${localDay(instant, MARKET_TIME_ZONE)}T${localTime(instant, MARKET_TIME_ZONE)}:00`
  const hours = Math.round((Date.parse(`${local}Z`) - instant.getTime()) / MS_PER_HOUR)
  return `${local}+${String(hours).padStart(2, '0')}:00`
}
