import type { TimeZone } from '../base/local-time.ts'
import type { BiddingZone } from '../prices/zones.ts'

/** A country by its ISO 3166-1 code, with the clock its households live by. */
interface Country {
  readonly code: string
  readonly timeZone: TimeZone
}

const COUNTRIES = {
  NO: 'Europe/Oslo',
  SE: 'Europe/Stockholm',
  DK: 'Europe/Copenhagen',
  FI: 'Europe/Helsinki',
  EE: 'Europe/Tallinn',
  LV: 'Europe/Riga',
  LT: 'Europe/Vilnius',
  DE: 'Europe/Berlin',
  NL: 'Europe/Amsterdam',
  BE: 'Europe/Brussels',
  FR: 'Europe/Paris',
  AT: 'Europe/Vienna',
  CH: 'Europe/Zurich',
  PL: 'Europe/Warsaw',
  CZ: 'Europe/Prague',
  SK: 'Europe/Bratislava',
  HU: 'Europe/Budapest',
  SI: 'Europe/Ljubljana',
  ES: 'Europe/Madrid',
  PT: 'Europe/Lisbon',
  IT: 'Europe/Rome',
} as const satisfies Readonly<Record<string, TimeZone>>

type CountryCode = keyof typeof COUNTRIES

/**
 * The country of a bidding zone and its time zone. The zone DE-LU spans Germany and Luxembourg, which keep the same time;
 * it is told as Germany.
 *
 * @throws RangeError for a zone whose name does not begin with a country known here
 */
export function countryOfZone(zone: BiddingZone): Country {
  const code = zone.slice(0, 2)
  if (!isCountry(code)) throw new RangeError(`No country is known for the bidding zone ${zone}: add it here`)
  return { code, timeZone: COUNTRIES[code] }
}

function isCountry(code: string): code is CountryCode {
  return Object.hasOwn(COUNTRIES, code)
}
