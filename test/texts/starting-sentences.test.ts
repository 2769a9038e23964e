import { describe, expect, test } from 'vitest'
import { CHARGING_STATUSES } from '../../src/carmakers/charge-state.ts'
import { LANGUAGES } from '../../src/texts/language.ts'
import { moodOf } from '../../src/texts/plan-words.ts'
import { sentenceFor } from '../../src/texts/reason-sentence.ts'
import { EVERY_REASON, REASON_FACTS } from './every-reason.ts'

const now = new Date('2024-12-12T21:00:00Z')
const CHARGING = EVERY_REASON.filter(({ code }) => moodOf(code) === 'charging' && code !== 'charging_by_hand')
const CLAIMS = { nb: /Lader|lader nå/, en: /Charging (now|to)/ }

describe.each(LANGUAGES)('a car that is to charge, in %s,', (language) => {
  test.each(CHARGING)('is not said to charge while it stands: $code', (reason) => {
    const said = (status: (typeof CHARGING_STATUSES)[number] | null): string =>
      sentenceFor(reason, language, 'Europe/Oslo', { now, status })
    for (const status of ['connected', 'starting', 'complete'] as const) {
      expect(said(status)).not.toMatch(CLAIMS[language])
      expect(moodOf(reason.code, status)).toBe('starting')
    }
    // The control: one that charges, and one whose state nobody knows.
    for (const status of ['charging', 'unknown', null] as const) {
      expect(said(status)).toMatch(CLAIMS[language])
      expect(moodOf(reason.code, status)).toBe('charging')
    }
    expect(said('connected')).not.toContain('{')
  })
})

test('what is not about charging reads the same whatever the car does', () => {
  const others = EVERY_REASON.filter((reason) => !CHARGING.includes(reason))
  expect(CHARGING.length + others.length).toBe(EVERY_REASON.length)
  for (const reason of others) {
    const sentences = CHARGING_STATUSES.map((status) =>
      sentenceFor(reason, 'nb', 'Europe/Oslo', { now, status }),
    )
    expect(new Set(sentences).size).toBe(1)
  }
})

test.each([
  ['within a day', REASON_FACTS.startsAt, 'Charging starts at 01:00.'],
  ['tomorrow at this time', '2024-12-13T21:00:00Z', 'Charging starts at Fri 13 Dec, 22:00.'],
  ['after the weekend', '2024-12-16T01:00:00Z', 'Charging starts at Mon 16 Dec, 02:00.'],
])('a start %s is told so that it cannot be taken for another', (_, startsAt, told) => {
  const reason = { code: 'waiting_for_lower_price', startsAt: new Date(startsAt) } as const
  expect(sentenceFor(reason, 'en', 'Europe/Oslo', { now, status: 'connected' })).toContain(told)
})
