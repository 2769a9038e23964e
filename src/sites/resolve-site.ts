import type { Site } from './site.ts'

/** Where the contract is, as the retailer's app hands it over. Used in memory only. */
export interface PostalAddress {
  readonly postalCode: string
  readonly country: 'NO'
}

/** No site is known for the address. The message never repeats it. */
export class UnknownPlaceError extends Error {
  override name = 'UnknownPlaceError'

  constructor() {
    super(`No bidding zone is known for this postal code yet. Known: ${PLACES.map(describe).join(', ')}.`)
  }
}

/**
 * Turns an address into a site before the driver is sent to the carmaker; after that the address is gone.
 *
 * @throws UnknownPlaceError for a postal code outside the places known so far
 */
export function resolveSite(address: PostalAddress): Site {
  const { postalCode } = address
  const place = PLACES.find(({ from, to }) => from <= postalCode && postalCode <= to)
  if (place === undefined || !/^\d{4}$/.test(postalCode)) throw new UnknownPlaceError()
  return place.site
}

interface Place {
  /** First and last postal code, four digits. */
  readonly from: string
  readonly to: string
  readonly site: Site
}

/**
 * The places of the sandbox. County (by number: 42 Agder, 18 Nordland) decides VAT (merverdiavgiftsloven § 6-6), municipality the electricity tax.
 * Postal codes: Posten Bring's public register, 46xx Kristiansand and 85xx Narvik.
 */
const PLACES: readonly Place[] = [
  {
    from: '4608',
    to: '4639',
    site: {
      biddingZone: 'NO2',
      county: '42',
      municipality: 'Kristiansand',
      gridCompany: 'Glitre Nett',
      maxPowerKw: 11,
      timeZone: 'Europe/Oslo',
    },
  },
  {
    from: '8501',
    to: '8517',
    site: {
      biddingZone: 'NO4',
      county: '18',
      municipality: 'Narvik',
      gridCompany: 'Noranett',
      maxPowerKw: 11,
      timeZone: 'Europe/Oslo',
    },
  },
]

function describe(place: Place): string {
  return `${place.from}-${place.to} (${place.site.municipality})`
}
