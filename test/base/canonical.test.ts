import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalHash, canonicalJson } from '../../src/base/canonical.ts'

test('writes keys in order, without white space, and instants in UTC', () => {
  const value = {
    b: [1, -0, 'ø"'],
    a: { at: new Date('2025-01-22T23:00:00+01:00'), no: undefined, is: null },
  }
  expect(canonicalJson(value)).toBe('{"a":{"at":"2025-01-22T22:00:00.000Z","is":null},"b":[1,0,"ø\\""]}')
})

test('the order of the fields does not change the text', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalJson(turned)).toBe(canonicalJson(value))
      expect(canonicalHash(turned)).toBe(canonicalHash(value))
    }),
  )
})

test('the text reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, new Date('never')])('%s has no canonical form', (value) => {
  expect(() => canonicalJson({ value })).toThrow(RangeError)
})
