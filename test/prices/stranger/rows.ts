/** Bodies as hvakosterstrommen.no, elprisetjustnu.se and the retailer's feed send them, written by hand. */

export type Row = Readonly<Record<string, number | string | null | undefined>>

const HOUR = 3_600_000

/** Rows from `first` (UTC) on, an hour or less apart; row `i` costs `i + 1` hundredths of a euro per kWh, and NOK 11.5 for it. */
export function rows(
  currency: string,
  { first = '2026-02-09T23:00Z', count = 24, minutes = 60 } = {},
): readonly Row[] {
  return Array.from({ length: count }, (_, index) => {
    const start = Date.parse(first) + index * minutes * 60_000
    const euro = (index + 1) / 100
    return {
      [`${currency}_per_kWh`]: Number((euro * 11.5).toFixed(5)),
      EUR_per_kWh: euro,
      EXR: 11.5,
      time_start: inWinterTime(start),
      time_end: inWinterTime(start + minutes * 60_000),
    }
  })
}

function inWinterTime(instant: number): string {
  return `${new Date(instant + HOUR).toISOString().slice(0, 19)}+01:00`
}

/** The rows with one changed, or left out. */
export function changed(list: readonly Row[], index: number, changes: Row | null): string {
  return JSON.stringify(
    list.flatMap((row, at) => (at !== index ? [row] : changes === null ? [] : [{ ...row, ...changes }])),
  )
}

/** A delivery day of the feed: 24 hours at 0.01, 0.02 … NOK/kWh. */
export function feed(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    zone: 'NO2',
    day: '2026-02-10',
    currency: 'NOK',
    unit: 'kWh',
    stepMinutes: 60,
    publishedAt: '2026-02-09T12:50:00+01:00',
    quality: 'final',
    prices: Array.from({ length: 24 }, (_, hour) => (hour + 1) / 100),
    rate: 11.5,
    ...changes,
  })
}
