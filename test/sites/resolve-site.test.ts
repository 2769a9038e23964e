import { shippedPlaces } from '../../src/sites/places.ts'
import { describe, expect, it } from 'vitest'
import { AmbiguousPlaceError, requireSite, UnknownPlaceError } from '../../src/sites/place-errors.ts'
import { resolveSite, type SiteFacts } from '../../src/sites/resolve-site.ts'
import { DEFAULT_CONTRACT } from '../../src/tariffs/contract.ts'

const at = (postalCode: string, facts: SiteFacts = {}) => resolveSite(facts, { postalCode, country: 'NO' })

describe('finding a site by its postal code', () => {
  it.each([
    ['4608', 'NO2', '4204', 'glitre'],
    ['4639', 'NO2', '4204', 'glitre'],
    ['8501', 'NO4', '1806', 'noranett'],
    ['8517', 'NO4', '1806', 'noranett'],
    ['0150', 'NO1', '0301', 'elvia'],
  ])('knows all that decides on cost in %s', (postalCode, biddingZone, municipality, gridCompany) => {
    expect(at(postalCode)).toEqual({
      kind: 'resolved',
      site: {
        biddingZone,
        county: municipality.slice(0, 2),
        municipality,
        gridCompany,
        contract: DEFAULT_CONTRACT,
        billingResolution: 'PT60M',
        isHolidayHome: false,
        maxPowerKw: 22,
        gridLimitKw: null,
        driverLimitKw: null,
        timeZone: 'Europe/Oslo',
      },
    })
  })

  it('asks, and never guesses, where several zones are possible', () => {
    expect(at('5700', { gridCompany: 'bkk' })).toMatchObject({
      kind: 'resolved',
      site: { biddingZone: 'NO5' },
    })
    expect(at('5470', { gridCompany: null })).toEqual({
      kind: 'ambiguous',
      candidates: { biddingZone: ['NO2', 'NO5'] },
    })
  })

  it('asks for the grid company where none is known, and offers those of the county', () => {
    const candidates = { gridCompany: ['alut', 'arva', 'noranett', 'noranett-andoy', 'vestall', 'vissi'] }
    expect(at('9146')).toEqual({ kind: 'ambiguous', candidates })
  })

  it('does not take the only company of a county for the one of a place where none is known', () => {
    const place = shippedPlaces().byPostalCode('3112')
    if (place === undefined) throw new Error('expected a place in Vestfold')
    const unknown = { ...place, gridCompanies: [], offeredGridCompanies: ['lede'] }
    const places = { byPostalCode: () => unknown, byMunicipality: () => unknown }
    expect(resolveSite({}, { postalCode: '3112', country: 'NO' }, places)).toEqual({
      kind: 'ambiguous',
      candidates: { gridCompany: ['lede'] },
    })
  })

  it('goes on without a grid company if the retailer says that it does not know', () => {
    expect(at('9146', { gridCompany: null })).toMatchObject({ kind: 'resolved', site: { gridCompany: '' } })
  })

  it.each(['9170', '0000', '', '46130', '4613 '])('refuses %o without repeating it', (postalCode) => {
    const attempt = () => requireSite(at(postalCode))
    expect(attempt).toThrow(UnknownPlaceError)
    if (postalCode !== '') expect(attempt).not.toThrow(postalCode)
  })

  it('keeps nothing of the address', () => {
    const address = { postalCode: '4613', country: 'NO' as const, street: 'Granittveien 417', name: 'Kari' }
    const text = JSON.stringify(resolveSite({}, address))
    for (const part of ['4613', 'Granittveien', '417', 'Kari"']) expect(text).not.toContain(part)
    expect(JSON.stringify(address)).toContain('Granittveien')
  })
})

describe('finding a site by what the retailer knows', () => {
  const told: SiteFacts = { biddingZone: 'NO3', municipality: '5007', gridCompany: 'tensio-tn' }

  it('needs no address', () => {
    expect(resolveSite(told)).toMatchObject({
      kind: 'resolved',
      site: { biddingZone: 'NO3', county: '50', municipality: '5007', gridCompany: 'tensio-tn' },
    })
  })

  it('beats what the postal code tells', () => {
    expect(at('4613', { biddingZone: 'NO1', gridCompany: 'elvia' })).toMatchObject({
      kind: 'resolved',
      site: { biddingZone: 'NO1', gridCompany: 'elvia', municipality: '4204' },
    })
    expect(at('4613', { municipality: '1806' })).toMatchObject({
      site: { biddingZone: 'NO4', county: '18', gridCompany: 'noranett' },
    })
  })

  it('asks for everything of a place of which nothing is told', () => {
    const nothing = resolveSite({})
    expect(nothing).toEqual({
      kind: 'ambiguous',
      candidates: { biddingZone: [], municipality: [], gridCompany: [] },
    })
    expect(() => requireSite(nothing)).toThrow(AmbiguousPlaceError)
    expect(() => requireSite(nothing)).toThrow('Send along: biddingZone, municipality, gridCompany.')
  })

  it('asks for the municipality if only the zone is told, since VAT goes by county', () => {
    expect(resolveSite({ biddingZone: 'NO4', gridCompany: 'arva' })).toEqual({
      kind: 'ambiguous',
      candidates: { municipality: [] },
    })
  })

  it('refuses a municipality that is none', () => {
    expect(() => requireSite(resolveSite({ ...told, municipality: '1601' }))).toThrow('no municipality')
  })

  it.each([
    ['SE3', 'Europe/Stockholm'],
    ['FI', 'Europe/Helsinki'],
    ['DE-LU', 'Europe/Berlin'],
    ['IT-North', 'Europe/Rome'],
  ] as const)('takes %s as it is, on the clock of %s, billed by the quarter', (biddingZone, timeZone) => {
    expect(resolveSite({ biddingZone })).toMatchObject({
      kind: 'resolved',
      site: { biddingZone, timeZone, county: null, municipality: '', billingResolution: 'PT15M' },
    })
  })

  it('keeps contract and limits as they are told', () => {
    const facts: SiteFacts = {
      ...told,
      contract: { kind: 'norgespris', surcharge: 0.04 },
      billingResolution: 'PT15M',
      isHolidayHome: true,
      maxPowerKw: 7.4,
      gridLimitKw: 17,
      driverLimitKw: 9,
    }
    expect(resolveSite(facts)).toMatchObject({ site: facts })
  })
})
