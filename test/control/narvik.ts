import type { Site } from '../../src/sites/site.ts'
import { DEFAULT_CONTRACT } from '../../src/tariffs/contract.ts'

/** A home in Narvik with Noranett, whose charge on peaks goes in steps of two kilowatts. */
export const narvik: Site = {
  biddingZone: 'NO4',
  county: '18',
  municipality: 'Narvik',
  gridCompany: 'noranett',
  contract: DEFAULT_CONTRACT,
  billingResolution: 'PT60M',
  isHolidayHome: false,
  maxPowerKw: 11,
  gridLimitKw: null,
  driverLimitKw: null,
  timeZone: 'Europe/Oslo',
}
