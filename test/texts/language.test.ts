import { describe, expect, test } from 'vitest'
import { otherLanguage, pickLanguage } from '../../src/texts/language.ts'

describe('picking a language', () => {
  test.each([
    ['the address wins over everything', { query: 'en', cookie: 'nb', acceptLanguage: 'nb' }, 'en'],
    ['a kept choice wins over the browser', { cookie: 'nb', acceptLanguage: 'en' }, 'nb'],
    ['an unknown language in the address is passed over', { query: 'xx', cookie: 'nb' }, 'nb'],
    ['nynorsk is answered in bokmål', { acceptLanguage: 'nn-NO,nn;q=0.9,en;q=0.8' }, 'nb'],
    ['the old code for Norwegian counts', { acceptLanguage: 'no' }, 'nb'],
    ['the browser’s weights count, not its order', { acceptLanguage: 'en;q=0.3, nb;q=0.9' }, 'nb'],
    ['a language the browser rules out is not used', { acceptLanguage: 'nb;q=0, en;q=0.1' }, 'en'],
    ['the first known language is taken', { acceptLanguage: 'de, sv;q=0.9, nb;q=0.5' }, 'nb'],
    ['English stands in for all others', { acceptLanguage: 'de' }, 'en'],
    ['English stands in when nothing is said', {}, 'en'],
  ] as const)('%s', (_, wishes, language) => {
    expect(pickLanguage(wishes)).toBe(language)
  })

  test('the other language of each is the other', () => {
    expect([otherLanguage('nb'), otherLanguage('en')]).toEqual(['en', 'nb'])
  })
})
