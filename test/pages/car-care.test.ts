import { describe, expect, test } from 'vitest'
import { renderHtml } from '../../src/pages/html.ts'
import { carCare, type CarCare } from '../../src/pages/car-care.ts'
import { HEALTH_REASONS } from '../../src/events/health-reasons.ts'
import { overviewTexts } from '../../src/texts/overview-texts.ts'
import { careTexts } from '../../src/texts/care-texts.ts'
import { LANGUAGES } from '../../src/texts/language.ts'
import { testSentence } from '../../src/texts/test-charge-sentence.ts'
import { EXAMPLE_CARE, exampleNow } from './example-views.ts'

const shown = (changes: Partial<CarCare>, language: 'nb' | 'en' = 'nb'): string =>
  renderHtml(carCare({ ...EXAMPLE_CARE, ...changes }, language))
/** Reasons for which a connection has a `consentUrl`. */
const MENDED_BY_DRIVER = [
  'consent-ends-soon',
  'consent-ends-before-ready-by',
  'ended-at-carmaker',
  'access-unreadable',
  'permission-missing',
  'refused-by-carmaker',
]
const FAILED = { finishedAt: exampleNow, cause: 'no_effect' } as const

describe('what the driver is told of car and connection', () => {
  test('is nothing if all is well', () => {
    expect(shown({}).trim()).toBe('')
  })

  test.each(LANGUAGES)('holds the steps to add a key, with the link, in %s', (language) => {
    const mend = { kind: 'addKey', url: 'https://tesla.com/_ak/example.no' } as const
    const page = shown({ health: { state: 'needs_pairing', reason: 'key-not-added' }, mend }, language)
    for (const step of careTexts(language).keySteps('Tesla')) expect(page).toContain(`<li>${step}</li>`)
    expect(page).toContain('href="https://tesla.com/_ak/example.no"')
  })

  test('holds the way to connect again', () => {
    const mend = { kind: 'reconnect', url: '/connect/1?link=x' } as const
    const page = shown({ health: { state: 'needs_consent', reason: 'ended-at-carmaker' }, mend })
    expect(page).toContain('note-warning')
    expect(page).toContain('href="/connect/1?link=x"')
  })

  test.each(LANGUAGES)('is never told to connect again where consent is not open, in %s', (language) => {
    const { health } = overviewTexts(language)
    const advised = HEALTH_REASONS.filter((reason) =>
      /connect again|renew it|koble til på nytt|forny det/i.test(health[reason]),
    )
    expect(advised).toEqual(MENDED_BY_DRIVER)
  })

  test.each(LANGUAGES)(
    'announces the first test, and tells of one that runs or is over, in %s',
    (language) => {
      expect(shown({ test: 'about-to-come' }, language)).toContain(careTexts(language).firstTest)
      for (const of of [{ finishedAt: null, cause: null }, { finishedAt: exampleNow, cause: null }, FAILED])
        expect(shown({ test: of }, language)).toContain(testSentence(of, language))
    },
  )

  test('offers to test again after one that failed, where it can be', () => {
    expect(shown({ test: FAILED })).toContain('action="/plan/4711/test-charge"')
    expect(shown({ test: FAILED, testUrl: null })).not.toContain('<form')
    expect(shown({ test: { finishedAt: exampleNow, cause: null } })).not.toContain('<form')
  })
})
