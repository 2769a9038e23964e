import Holidays from 'date-holidays'

/** Reckoning a year takes milliseconds. There are as many sets as countries and years in use. */
const known = new Map<string, ReadonlySet<string>>()

/**
 * Public holidays of a country (ISO 3166 code) in a year, as `YYYY-MM-DD`. For Norway: 1 January, Maundy Thursday to Easter Monday,
 * 1 and 17 May, Ascension Day, Whit Sunday and Monday, 25 and 26 December. Christmas Eve and New Year's Eve are none.
 * Source: the library date-holidays.
 */
export function publicHolidays(country: string, year: number): ReadonlySet<string> {
  const key = `${country} ${String(year)}`
  const found = known.get(key) ?? reckoned(country, year)
  known.set(key, found)
  return found
}

function reckoned(country: string, year: number): ReadonlySet<string> {
  const holidays = new Holidays(country, { types: ['public'] })
  return new Set(holidays.getHolidays(year).map(({ date }) => date.slice(0, 10)))
}
