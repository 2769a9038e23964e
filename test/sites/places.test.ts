import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPlaces, shippedPlaces } from '../../src/sites/places.ts'
import { countySchema } from '../../src/tariffs/county.ts'
import { shippedTariffs } from '../../src/tariffs/shipped-tariffs.ts'

const places = shippedPlaces()
const rows = (file: string): string[] =>
  readFileSync(join('data/places', file), 'utf8').trimEnd().split('\n').slice(1)

describe('the places that come with the project', () => {
  it.each([
    ['0150', '0301', ['NO1'], ['elvia']],
    ['4613', '4204', ['NO2'], ['glitre']],
    ['7010', '5001', ['NO3'], ['tensio-ts']],
    ['8517', '1806', ['NO4'], ['noranett']],
    ['5003', '4601', ['NO5'], ['bkk']],
    ['9510', '5601', ['NO4'], ['alut']],
    ['9146', '5540', ['NO4'], []],
  ])('have %s in municipality %s and its county', (code, municipality, biddingZones, gridCompanies) => {
    const county = municipality.slice(0, 2)
    expect(places.byPostalCode(code)).toMatchObject({ municipality, county, biddingZones, gridCompanies })
  })

  it('are all municipalities of 2024, each reached by a postal code', () => {
    const numbers = rows('municipalities.csv').map((row) => row.slice(0, 4))
    expect(numbers).toHaveLength(357)
    const reached = new Set(rows('postal-codes.csv').map((row) => row.split(',')[2]))
    expect([...reached].toSorted()).toEqual(numbers.toSorted())
  })

  it('lie in all fifteen counties', () => {
    const counties = new Set(rows('municipalities.csv').map((row) => row.slice(0, 2)))
    expect(counties.size).toBe(15)
  })

  it('tell both zones where a municipality is cut in two, and one where a postal code lies on one side', () => {
    expect(places.byMunicipality('4624')?.biddingZones).toEqual(['NO2', 'NO5'])
    expect(places.byPostalCode('5200')?.biddingZones).toEqual(['NO5'])
    expect(places.byPostalCode('5640')?.biddingZones).toEqual(['NO2'])
    expect(places.byPostalCode('3060')?.biddingZones).toEqual(['NO1', 'NO2'])
    expect(places.byPostalCode('3050')?.biddingZones).toEqual(['NO1'])
  })

  it('do not give Kjøpsvik the grid company of the rest of Narvik', () => {
    expect(places.byPostalCode('8540')?.gridCompanies).toEqual(['noranett'])
    expect(places.byPostalCode('8590')?.gridCompanies).toEqual([])
  })

  it.each(['9170', '8099', '0000', '1299', '9999', '', '461', '46130', '4613 ', 'abcd', '１２３４'])(
    'know nothing of %o',
    (code) => {
      expect(places.byPostalCode(code)).toBeUndefined()
    },
  )

  it('offer the companies of the county where none is known, and take none of them', () => {
    const kafjord = places.byPostalCode('9146')
    expect(kafjord?.gridCompanies).toEqual([])
    expect(kafjord?.offeredGridCompanies).toEqual([
      'alut',
      'arva',
      'noranett',
      'noranett-andoy',
      'vestall',
      'vissi',
    ])
    expect(places.byPostalCode('8590')?.offeredGridCompanies).toContain('arva')
    expect(places.byPostalCode('4613')?.offeredGridCompanies).toEqual(['glitre'])
  })

  it('offer only companies with a tariff for homes, and each of them somewhere', () => {
    const offered = rows('county-grid-companies.csv').flatMap((row) => row.split(',')[1]?.split(';') ?? [])
    const withHomes = [...shippedTariffs().gridCompanies.values()].filter(({ tariffs }) =>
      tariffs.has('home'),
    )
    expect([...new Set(offered)].toSorted()).toEqual(withHomes.map(({ id }) => id).toSorted())
  })

  it('are consistent: every code in one municipality that exists, and the county of every municipality known', () => {
    const numbers = new Set(rows('municipalities.csv').map((row) => row.slice(0, 4)))
    const counties = new Set(rows('county-grid-companies.csv').map((row) => row.slice(0, 2)))
    expect([...counties].toSorted()).toEqual([...countySchema.options].toSorted())
    for (const number of numbers) expect(counties.has(number.slice(0, 2))).toBe(true)
    const owners = new Map<number, string>()
    for (const row of rows('postal-codes.csv')) {
      const [from = '', to = '', municipality = ''] = row.split(',')
      expect(numbers.has(municipality)).toBe(true)
      for (let code = Number(from); code <= Number(to); code++) {
        expect(owners.has(code)).toBe(false)
        owners.set(code, municipality)
      }
    }
    expect(owners.size).toBeGreaterThan(4500)
  })

  it('name only grid companies whose tariffs come with the project', () => {
    const named = rows('municipalities.csv').flatMap((row) => row.split(',')[3]?.split(';') ?? [])
    const ids = [...new Set(named)].filter((id) => id !== '')
    expect(ids.length).toBeGreaterThan(8)
    for (const id of ids) expect(readFileSync(`data/tariffs/grid/${id}.yml`, 'utf8')).toContain('gln')
  })
})

describe('a broken table', () => {
  let directory = ''
  const write = (municipalities: string, codes: string): void => {
    writeFileSync(join(directory, 'county-grid-companies.csv'), 'county,gridCompanies\n03,elvia\n')
    writeFileSync(
      join(directory, 'municipalities.csv'),
      `number,name,biddingZones,gridCompanies\n${municipalities}\n`,
    )
    writeFileSync(
      join(directory, 'postal-codes.csv'),
      `from,to,municipality,biddingZones,gridCompanies\n${codes}\n`,
    )
  }
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ladeplan-places-'))
  })
  afterEach(() => {
    rmSync(directory, { recursive: true })
  })

  it('is read if nothing is wrong with it', () => {
    write('0301,Oslo,NO1,', '0001,0021,0301,,\n0022,0022,0301,,')
    expect(readPlaces(directory).byPostalCode('0022')).toMatchObject({ municipality: '0301' })
  })

  it.each([
    ['a zone that is none', '0301,Oslo,NO9,', '0001,0021,0301,,', /municipalities\.csv line 2 is not a row/],
    ['no zone', '0301,Oslo,,', '0001,0021,0301,,', /municipalities\.csv line 2/],
    ['a column too many', '0301,Oslo,NO1,,', '0001,0021,0301,,', /municipalities\.csv line 2/],
    ['a code of three digits', '0301,Oslo,NO1,', '0001,0021,0301,,\n22,22,0301,,', /codes\.csv line 3/],
    ['runs that overlap', '0301,Oslo,NO1,', '0001,0021,0301,,\n0021,0022,0301,,', /0021 to 0022 are out of/],
  ])('with %s is refused, and says where', (_, municipalities, codes, message) => {
    write(municipalities, codes)
    expect(() => readPlaces(directory)).toThrow(message)
  })
})
