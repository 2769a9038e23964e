import { describe, expect, it } from 'vitest'
import { resolveSite, UnknownPlaceError } from '../../src/sites/resolve-site.ts'

const at = (postalCode: string) => resolveSite({ postalCode, country: 'NO' })

describe('finding a site', () => {
  it.each([
    ['4608', 'NO2', '42'],
    ['4613', 'NO2', '42'],
    ['4639', 'NO2', '42'],
    ['8501', 'NO4', '18'],
    ['8517', 'NO4', '18'],
  ])('knows bidding zone and county of %s', (postalCode, biddingZone, county) => {
    expect(at(postalCode)).toMatchObject({ biddingZone, county, timeZone: 'Europe/Oslo' })
  })

  it.each(['4607', '4640', '8500', '8518', '0001', '', '46130', '4613 '])(
    'refuses %o without repeating it',
    (postalCode) => {
      const attempt = () => at(postalCode)
      expect(attempt).toThrow(UnknownPlaceError)
      if (postalCode !== '') expect(attempt).not.toThrow(postalCode)
    },
  )

  it('keeps nothing of the address', () => {
    const address = { postalCode: '4613', country: 'NO' as const, street: 'Granittveien 417', name: 'Kari' }
    const text = JSON.stringify(resolveSite(address))
    for (const part of ['4613', 'Granittveien', '417', 'Kari"']) expect(text).not.toContain(part)
  })
})
