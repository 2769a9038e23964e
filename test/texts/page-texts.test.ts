import { describe, expect, test } from 'vitest'
import { BLOCK_REASONS } from '../../src/planning/plan-type.ts'
import { basisLabel, blockReason } from '../../src/texts/plan-words.ts'
import { LANGUAGES } from '../../src/texts/language.ts'
import { pageTexts } from '../../src/texts/page-texts.ts'

/** Every text with its path; functions are told apart by how many arguments they take. */
function paths(texts: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]: [string, unknown]) => {
      const path = `${prefix}${key}`
      if (typeof value === 'function') return [[path, `function of ${String(value.length)}`] as const]
      if (typeof value === 'object' && value !== null) return [...paths(value, `${path}.`)]
      return [[path, String(value)] as const]
    }),
  )
}

function gaps(original: object, translation: object): string[] {
  const [from, to] = [paths(original), paths(translation)]
  return [...new Set([...from.keys(), ...to.keys()])].filter((path) => {
    const [a, b] = [from.get(path), to.get(path)]
    if (a === undefined || b === undefined || a.trim() === '' || b.trim() === '') return true
    return a.startsWith('function of') && a !== b
  })
}

describe('the dictionaries', () => {
  test('have every text in both languages', () => {
    expect(paths(pageTexts('nb')).size).toBeGreaterThan(80)
    expect(gaps(pageTexts('nb'), pageTexts('en'))).toEqual([])
  })

  test('a text missing, empty or with fewer arguments is found', () => {
    const original = { a: 'x', b: { c: 'y', d: (word: string) => word }, e: 'w' }
    expect(gaps(original, { a: '', b: { d: () => 'z' }, e: 'w' })).toEqual(['a', 'b.c', 'b.d'])
  })

  test('say why a block stands where it does', () => {
    for (const language of LANGUAGES) {
      const words = BLOCK_REASONS.map((reason) => blockReason(reason, language))
      expect(new Set(words).size).toBe(5)
    }
  })

  test('say what a price contains', () => {
    expect(basisLabel({ vat: 'included', gridCharge: 'excluded' }, 'nb')).toBe('inkl. mva., uten nettleie')
    expect(basisLabel({ vat: 'exempt', gridCharge: 'included' }, 'en')).toBe(
      'without VAT (Nordland, Troms and Finnmark), with grid charge',
    )
  })
})
