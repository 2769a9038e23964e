import { describe, expect, test } from 'vitest'
import { countySchema, findCounty } from '../../src/tariffs/county.ts'

describe('a county', () => {
  test.each([
    ['Nordland', '18'],
    ['nordland - Nordlánnda', '18'],
    [' Troms ', '55'],
    ['46', '46'],
    ['Møre og Romsdal', '15'],
  ])('is found as %s', (text, county) => {
    expect(findCounty(text)).toBe(county)
  })

  test.each(['', 'Nordlnd', '54', 'Troms og Finnmark', '1'])('is not guessed from %j', (text) => {
    expect(findCounty(text)).toBeUndefined()
  })

  test('is one of fifteen', () => {
    expect(countySchema.options).toHaveLength(15)
  })
})
