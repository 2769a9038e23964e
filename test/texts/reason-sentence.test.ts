import { describe, expect, test } from 'vitest'
import { reasonSchema, type Reason } from '../../src/control/reasons.ts'
import { LANGUAGES } from '../../src/texts/language.ts'
import { moodOf, moodWord } from '../../src/texts/plan-words.ts'
import { sentenceFor } from '../../src/texts/reason-sentence.ts'
import { EVERY_REASON, REASON_FACTS } from './every-reason.ts'

const at = REASON_FACTS.startsAt

describe.each(LANGUAGES)('sentences in %s', (language) => {
  test('there are reasons to speak of', () => {
    expect(EVERY_REASON.length).toBeGreaterThan(15)
  })

  test.each(EVERY_REASON.map((reason) => [reason.code, reason] as const))(
    '%s has a whole sentence',
    (_, reason) => {
      const sentence = sentenceFor(reason, language, 'Europe/Oslo')
      expect(sentence).toMatch(/^\p{Lu}.*\.$/u)
      expect(sentence).not.toMatch(/[{}]|undefined|null|NaN|Invalid/)
      expect(moodWord(moodOf(reason.code), language)).not.toBe('')
    },
  )

  test('no two reasons sound the same', () => {
    const sentences = EVERY_REASON.map((reason) => sentenceFor(reason, language, 'Europe/Oslo'))
    expect(new Set(sentences).size).toBe(sentences.length)
  })

  test('every time and share a reason carries is told', () => {
    const silent = EVERY_REASON.filter((reason) => {
      const sentence = sentenceFor(reason, language, 'Europe/Oslo')
      const told = { percent: '80', readyBy: '07:00', startsAt: '01:00', since: '01:00', retryAt: '01:00' }
      return Object.entries(told).some(([fact, words]) => fact in reason && !sentence.includes(words))
    })
    expect(silent).toEqual([])
  })
})

describe('sentences', () => {
  test('speak of the local clock', () => {
    const reason: Reason = { code: 'waiting_for_lower_price', startsAt: new Date(at) }
    expect(sentenceFor(reason, 'nb', 'Europe/Oslo')).toBe(
      'Venter på lavere priser. Ladingen starter kl.\u00a001:00.',
    )
    expect(sentenceFor(reason, 'en', 'Europe/Helsinki')).toBe(
      'Waiting for lower prices. Charging starts at 02:00.',
    )
  })

  test('promise no end when none can be foreseen', () => {
    const late = reasonSchema.parse({ ...REASON_FACTS, code: 'will_be_late', expectedAt: null })
    expect(sentenceFor(late, 'nb', 'Europe/Oslo')).toBe(
      'Rekker ikke 80\u00a0% til kl.\u00a007:00. Vi lader så mye som mulig.',
    )
  })

  test('give a pause its end, with its date', () => {
    const until = new Date(at)
    expect(sentenceFor({ code: 'paused', until }, 'nb', 'Europe/Oslo')).toBe(
      'Smartlading er slått av til fre. 13. des. kl.\u00a001:00.',
    )
    expect(sentenceFor({ code: 'paused' }, 'en', 'Europe/Oslo')).toBe('Smart charging is off.')
  })

  test('give a silence its date', () => {
    const reason: Reason = { code: 'stale_telemetry', since: new Date(at) }
    expect(sentenceFor(reason, 'en', 'Europe/Oslo')).toContain('Fri 13 Dec, 01:00')
  })
})
