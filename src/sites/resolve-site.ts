import type { BiddingZone } from '../prices/zones.ts'
import { DEFAULT_CONTRACT } from '../tariffs/contract.ts'
import type { County } from '../tariffs/county.ts'
import { shippedPlaces, type Place, type Places } from './places.ts'
import type { Site } from './site.ts'
import { countryOfZone } from './zone-country.ts'

/** Where the contract is, as the retailer's app hands it over. Used in memory only. */
export interface PostalAddress {
  readonly postalCode: string
  readonly country: 'NO'
}

/** What the retailer knows of a site. It beats what an address tells: the retailer has it with the metering point. */
export type SiteFacts = {
  readonly [Field in keyof Omit<Site, 'county' | 'timeZone' | 'gridCompany'>]?: Site[Field] | undefined
} & {
  /** `null`: not known, and not to be asked for again; costs are then without the grid charge. */
  readonly gridCompany?: string | null | undefined
}

/** What has to be told, each with what it may be; an empty list where nothing is known about it. */
export interface PlaceCandidates {
  readonly biddingZone?: readonly BiddingZone[]
  readonly municipality?: readonly string[]
  readonly gridCompany?: readonly string[]
}

/** `ambiguous`: several sites are possible, or something is missing; one has to ask. `unknown`: there is no such place. */
export type Resolution =
  | { readonly kind: 'resolved'; readonly site: Site }
  | { readonly kind: 'ambiguous'; readonly candidates: PlaceCandidates }
  | { readonly kind: 'unknown'; readonly what: 'postal code' | 'municipality' }

/** What is known of a site already, with what is told of it now before it: what is left out stays as it is. */
export function withKnown(told: SiteFacts, known: Site | undefined): SiteFacts {
  if (known === undefined) return told
  const { municipality, gridCompany } = known
  const before = { ...known, municipality: municipality || undefined, gridCompany: gridCompany || null }
  const now = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
  return { ...before, ...now }
}

/**
 * Taken where nobody told: 32 A on three phases at 400 V, the most that a home charger gives (IEC 61851-1, mode 3). Less would
 * take a car that draws what its home can give for one that is away.
 */
export const DEFAULT_MAX_POWER_KW = 22

/**
 * Turns what is known of a place into a site, before the driver is sent to the carmaker. Nothing is guessed: where a postal
 * code has several bidding zones or grid companies, they are the answer. The address is not kept, nor is any part of it.
 */
export function resolveSite(
  facts: SiteFacts,
  address?: PostalAddress,
  places: Places = shippedPlaces(),
): Resolution {
  const { biddingZone } = facts
  if (biddingZone !== undefined && countryOfZone(biddingZone).code !== 'NO') {
    const abroad = { county: null, municipality: '', gridCompany: facts.gridCompany ?? '' }
    return { kind: 'resolved', site: siteOf(facts, { ...abroad, biddingZone }) }
  }
  const found = findPlace(facts, address, places)
  if (found.kind !== 'place') return found
  return inNorway(facts, found.place)
}

type Found =
  { readonly kind: 'place'; readonly place: Place | undefined } | Extract<Resolution, { kind: 'unknown' }>

/** A postal code tells more than its municipality, as long as the two belong together. */
function findPlace({ municipality }: SiteFacts, address: PostalAddress | undefined, places: Places): Found {
  const byCode = address === undefined ? undefined : places.byPostalCode(address.postalCode)
  if (municipality !== undefined && byCode?.municipality !== municipality) {
    const place = places.byMunicipality(municipality)
    return place === undefined ? { kind: 'unknown', what: 'municipality' } : { kind: 'place', place }
  }
  if (address !== undefined && byCode === undefined) return { kind: 'unknown', what: 'postal code' }
  return { kind: 'place', place: byCode }
}

function inNorway(facts: SiteFacts, place: Place | undefined): Resolution {
  const biddingZone = facts.biddingZone ?? single(place?.biddingZones)
  const gridCompany = facts.gridCompany === undefined ? single(place?.gridCompanies) : facts.gridCompany
  if (place === undefined || biddingZone === undefined || gridCompany === undefined) {
    return { kind: 'ambiguous', candidates: candidatesOf({ place, biddingZone, gridCompany }) }
  }
  const { county, municipality } = place
  const found = { biddingZone, county, municipality, gridCompany: gridCompany ?? '' }
  return { kind: 'resolved', site: siteOf(facts, found) }
}

function single<T>(all: readonly T[] | undefined): T | undefined {
  return all?.length === 1 ? all[0] : undefined
}

interface Known {
  readonly place: Place | undefined
  readonly biddingZone: BiddingZone | undefined
  readonly gridCompany: string | null | undefined
}

function candidatesOf({ place, biddingZone, gridCompany }: Known): PlaceCandidates {
  return {
    ...(biddingZone === undefined && { biddingZone: place?.biddingZones ?? [] }),
    ...(place === undefined && { municipality: [] }),
    ...(gridCompany === undefined && { gridCompany: place?.offeredGridCompanies ?? [] }),
  }
}

function siteOf(
  facts: SiteFacts,
  place: {
    readonly biddingZone: BiddingZone
    readonly county: County | null
    readonly municipality: string
    readonly gridCompany: string
  },
): Site {
  const { code, timeZone } = countryOfZone(place.biddingZone)
  return {
    ...place,
    contract: facts.contract ?? DEFAULT_CONTRACT,
    billingResolution: facts.billingResolution ?? (code === 'NO' ? 'PT60M' : 'PT15M'),
    isHolidayHome: facts.isHolidayHome ?? false,
    maxPowerKw: facts.maxPowerKw ?? DEFAULT_MAX_POWER_KW,
    gridLimitKw: facts.gridLimitKw ?? null,
    driverLimitKw: facts.driverLimitKw ?? null,
    timeZone,
  }
}
