import { expect, it } from 'vitest'
import { isTimeZone } from '../../src/base/local-time.ts'
import { BIDDING_ZONES } from '../../src/prices/zones.ts'
import { countryOfZone } from '../../src/sites/zone-country.ts'

it('every bidding zone has a country and a clock', () => {
  expect(BIDDING_ZONES.length).toBeGreaterThan(20)
  for (const zone of BIDDING_ZONES) expect(isTimeZone(countryOfZone(zone).timeZone)).toBe(true)
  expect(countryOfZone('NO4')).toEqual({ code: 'NO', timeZone: 'Europe/Oslo' })
})
