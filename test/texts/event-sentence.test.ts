import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { eventSchema, type EventBody } from '../../src/events/event.ts'
import { HEALTH_REASONS } from '../../src/events/health-reasons.ts'
import { TEST_CAUSES } from '../../src/events/test-causes.ts'
import { TROUBLE_CAUSES } from '../../src/events/trouble-causes.ts'
import { eventSentence } from '../../src/texts/event-sentence.ts'
import { overviewTexts } from '../../src/texts/overview-texts.ts'
import { testSentence } from '../../src/texts/test-charge-sentence.ts'
import { troubleSentence } from '../../src/texts/trouble-sentence.ts'

const readyBy = new Date('2024-12-13T06:00:00Z')
const expectedAt = new Date('2024-12-13T07:30:00Z')
const late = { readyBy, targetPercent: 80, expectedPercent: 71, expectedAt }
const told = (event: EventBody, language: 'nb' | 'en') =>
  eventSentence(event, language, 'Europe/Oslo').replaceAll('\u00a0', ' ')

describe('the sentence of an event', () => {
  test('tells the time with its day, by the driver’s clock', () => {
    const event: EventBody = { type: 'ready_by.at_risk', data: late }
    expect(told(event, 'nb')).toBe(
      'Rekker ikke 80 % til fre. 13. des. kl. 07:00. Forventet ferdig fre. 13. des. kl. 08:30.',
    )
    expect(told(event, 'en')).toBe('Cannot reach 80% by Fri 13 Dec, 07:00. Expected Fri 13 Dec, 08:30.')
  })

  test('promises no end that cannot be foreseen', () => {
    const event: EventBody = { type: 'ready_by.at_risk', data: { ...late, expectedAt: null } }
    expect(told(event, 'en')).toBe('Cannot reach 80% by Fri 13 Dec, 07:00.')
  })

  test.each(TROUBLE_CAUSES)('of trouble says what the driver can do about %s', (cause) => {
    const data = { incidentId: 'incident-1', cause, since: readyBy }
    for (const language of ['nb', 'en'] as const) {
      expect(told({ type: 'charging.trouble', data }, language)).toBe(troubleSentence(cause, language))
    }
  })
})

describe('the sentence of an event of a carmaker', () => {
  const away = (region: string | null) =>
    told({ type: 'carmaker.away', data: { carmaker: 'tesla', region, since: readyBy } }, 'en')

  test('names the region, where the brand has any', () => {
    const since = 'since Fri 13 Dec, 07:00. We keep trying.'
    expect(away('eu')).toBe(`The carmaker has not answered for cars in region eu ${since}`)
    expect(away(null)).toBe(`The carmaker has not answered ${since}`)
  })

  test('from before regions were told apart names none', () => {
    const event = eventSchema.parse({ type: 'carmaker.away', data: { carmaker: 'tesla', since: readyBy } })
    expect(event.data).toMatchObject({ region: null })
    expect(told(event, 'nb')).not.toContain('region')
  })
})

describe('the sentence of an event of a connection', () => {
  test.each(HEALTH_REASONS)('is what the driver’s page says of %s', (reason) => {
    const data = { state: 'lost', reason, readyByAtRisk: readyBy } as const
    for (const language of ['nb', 'en'] as const) {
      expect(told({ type: 'connection.health', data }, language)).toBe(overviewTexts(language).health[reason])
    }
  })
})

describe('the sentence of an event of a test charge', () => {
  const finishedAt = readyBy
  test.each([null, ...TEST_CAUSES])('is what the driver’s page says of %s', (cause) => {
    const data = { readWorks: true, stopWorks: true, startWorks: cause === null, cause }
    for (const language of ['nb', 'en'] as const) {
      const page = testSentence({ finishedAt, cause }, language)
      expect(told({ type: 'test_charge.finished', data }, language)).toBe(page)
      expect(page).not.toBe('')
    }
  })
})

describe('the reference of events', () => {
  const page = readFileSync('docs/reference/events.md', 'utf8')
  const types = eventSchema.options.map(({ shape }) => shape.type.value)

  test.each([...types, ...TROUBLE_CAUSES])('has a row of %s', (name) => {
    expect(page).toMatch(new RegExp(`^\\| \`${name.replaceAll('.', '\\.')}\` +\\|`, 'm'))
  })
})
