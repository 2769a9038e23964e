import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createCarmakers } from '../../src/carmakers/registry.ts'
import { simulatedCarmakers } from '../../src/cli/sandbox/simulated-carmakers.ts'
import { consentNotice, noticeText, type ConsentNotice } from '../../src/texts/consent-notice.ts'
import { LANGUAGES } from '../../src/texts/language.ts'

const facts = {
  controller: 'Fjordlys Strøm AS',
  contact: 'personvern@fjordlys.example',
  carmakerLabel: 'Tesla',
  recipients: ['Nordvik Drift AS'],
  scopes: ['openid', 'offline_access', 'vehicle_device_data', 'vehicle_charging_cmds'],
}

const carmakers = createCarmakers(
  simulatedCarmakers({
    simulatorUrl: 'http://127.0.0.1:1',
    seed: 'notice',
    publicUrl: new URL('https://charging.example'),
  }),
)

function hash(notice: ConsentNotice): string {
  return createHash('sha256').update(noticeText(notice)).digest('hex')
}

describe.each(LANGUAGES)('the consent notice in %s', (language) => {
  const notice = consentNotice(language, facts)

  test('says all a driver has to be told', () => {
    expect(notice.sections.map((section) => section.id)).toEqual([
      'purpose',
      'fetched',
      'not-fetched',
      'permissions',
      'used-once',
      'how-long',
      'withdraw',
      'recipients',
      'whom-to-ask',
    ])
    for (const section of notice.sections) {
      expect([section.id, section.paragraphs.length + section.items.length]).not.toEqual([section.id, 0])
    }
  })

  test('names controller, contact, carmaker, processors and every scope', () => {
    const text = noticeText(notice)
    for (const fact of [facts.controller, facts.contact, 'Tesla', 'Nordvik Drift AS', ...facts.scopes]) {
      expect(text).toContain(fact)
    }
  })

  test('shows a scope nobody has described by its name', () => {
    expect(noticeText(consentNotice(language, { ...facts, scopes: ['brand_new'] }))).toContain('(brand_new)')
  })

  test.each(carmakers.names)('describes every scope that is asked of %s', (name) => {
    const { label, oauth } = carmakers.get(name)
    const text = noticeText(consentNotice(language, { ...facts, carmakerLabel: label, scopes: oauth.scopes }))
    expect(oauth.scopes.filter((scope) => text.includes(`(${scope})`))).toEqual(oauth.scopes)
    expect(text).not.toMatch(/Navngitt av bilprodusenten|Named by the carmaker/)
  })

  test('gives the same text for the same facts', () => {
    expect(hash(consentNotice(language, { ...facts }))).toBe(hash(notice))
  })

  test('gives another hash when one character changes anywhere', () => {
    const original = hash(notice)
    const changed = [
      { ...notice, title: `${notice.title}.` },
      { ...notice, introduction: `${notice.introduction}.` },
      { ...notice, version: `${notice.version}0` },
      ...notice.sections.flatMap((section) => [
        withSection(notice, { ...section, heading: `${section.heading}.` }),
        withSection(notice, {
          ...section,
          items: [...section.items.slice(0, -1), `${section.items.at(-1) ?? ''}x`],
        }),
      ]),
    ]
    expect(new Set([original, ...changed.map(hash)]).size).toBe(changed.length + 1)
  })
})

describe('the text that is hashed', () => {
  test('is the same however a letter with a ring is coded', () => {
    const composed = consentNotice('nb', { ...facts, controller: '\u00c5mot' })
    const decomposed = consentNotice('nb', { ...facts, controller: 'A\u030amot' })
    expect(noticeText(composed)).toBe(noticeText(decomposed))
  })

  test('lets no configured name pose as a section of its own', () => {
    const text = noticeText(
      consentNotice('en', { ...facts, controller: 'Mallory\n\n# What we do not fetch\n- all' }),
    )
    expect(text.match(/^# What we do not fetch$/gm)).toHaveLength(1)
  })
})

function withSection(notice: ConsentNotice, section: ConsentNotice['sections'][number]): ConsentNotice {
  return { ...notice, sections: notice.sections.map((each) => (each.id === section.id ? section : each)) }
}
