import { z } from 'zod'

/** Currencies of retail prices, ISO 4217. */
export type Currency = 'NOK' | 'SEK' | 'DKK' | 'EUR' | 'PLN' | 'CZK' | 'HUF' | 'RON' | 'CHF' | 'GBP'

export interface ZoneFacts {
  /** Energy Identification Code of ENTSO-E. */
  readonly eic: string
  /** What households there pay in. */
  readonly currency: Currency
}

/**
 * Bidding zones of the day-ahead market. EIC codes: ENTSO-E's list of bidding zones, as in EnergieID/entsoe-py
 * `entsoe/mappings.py` (MIT). NO5 does not follow the pattern of the other Norwegian ones.
 */
const ZONES = {
  NO1: { eic: '10YNO-1--------2', currency: 'NOK' },
  NO2: { eic: '10YNO-2--------T', currency: 'NOK' },
  NO3: { eic: '10YNO-3--------J', currency: 'NOK' },
  NO4: { eic: '10YNO-4--------9', currency: 'NOK' },
  NO5: { eic: '10Y1001A1001A48H', currency: 'NOK' },
  SE1: { eic: '10Y1001A1001A44P', currency: 'SEK' },
  SE2: { eic: '10Y1001A1001A45N', currency: 'SEK' },
  SE3: { eic: '10Y1001A1001A46L', currency: 'SEK' },
  SE4: { eic: '10Y1001A1001A47J', currency: 'SEK' },
  DK1: { eic: '10YDK-1--------W', currency: 'DKK' },
  DK2: { eic: '10YDK-2--------M', currency: 'DKK' },
  FI: { eic: '10YFI-1--------U', currency: 'EUR' },
  EE: { eic: '10Y1001A1001A39I', currency: 'EUR' },
  LV: { eic: '10YLV-1001A00074', currency: 'EUR' },
  LT: { eic: '10YLT-1001A0008Q', currency: 'EUR' },
  'DE-LU': { eic: '10Y1001A1001A82H', currency: 'EUR' },
  NL: { eic: '10YNL----------L', currency: 'EUR' },
  BE: { eic: '10YBE----------2', currency: 'EUR' },
  FR: { eic: '10YFR-RTE------C', currency: 'EUR' },
  AT: { eic: '10YAT-APG------L', currency: 'EUR' },
  CH: { eic: '10YCH-SWISSGRIDZ', currency: 'CHF' },
  PL: { eic: '10YPL-AREA-----S', currency: 'PLN' },
  CZ: { eic: '10YCZ-CEPS-----N', currency: 'CZK' },
  SK: { eic: '10YSK-SEPS-----K', currency: 'EUR' },
  HU: { eic: '10YHU-MAVIR----U', currency: 'HUF' },
  SI: { eic: '10YSI-ELES-----O', currency: 'EUR' },
  ES: { eic: '10YES-REE------0', currency: 'EUR' },
  PT: { eic: '10YPT-REN------W', currency: 'EUR' },
  'IT-North': { eic: '10Y1001A1001A73I', currency: 'EUR' },
} as const satisfies Readonly<Record<string, ZoneFacts>>

export type BiddingZone = keyof typeof ZONES

export const BIDDING_ZONES: readonly BiddingZone[] = biddingZones()
export const biddingZoneSchema = z.enum(BIDDING_ZONES)

export function zoneFacts(zone: BiddingZone): ZoneFacts {
  return ZONES[zone]
}

function biddingZones(): BiddingZone[] {
  const names: BiddingZone[] = []
  for (const name in ZONES) if (isZone(name)) names.push(name)
  return names
}

function isZone(name: string): name is BiddingZone {
  return Object.hasOwn(ZONES, name)
}
