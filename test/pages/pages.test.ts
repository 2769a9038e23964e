import { describe, expect, test } from 'vitest'
import { renderConnectedPage, CONNECTION_FAILURES } from '../../src/pages/connected-page.ts'
import { renderConsentPage } from '../../src/pages/consent-page.ts'
import { renderLandingPage } from '../../src/pages/landing-page.ts'
import { inLanguage } from '../../src/pages/page-frame.ts'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import { renderProblemPage } from '../../src/pages/problem-page.ts'
import { renderWithdrawPage, type WithdrawalStage } from '../../src/pages/withdraw-page.ts'
import { consentNotice } from '../../src/texts/consent-notice.ts'
import { LANGUAGES, type Language } from '../../src/texts/language.ts'
import { explainPlan } from '../../src/texts/plan-explanation.ts'
import { planOf } from '../support/plans.ts'
import {
  barePlan,
  exampleConsent,
  exampleLanding,
  exampleNow,
  examplePlan,
  exampleSlots,
} from './example-views.ts'

const HOSTILE = `"><img src=x onerror='alert(1)'></title><script>alert(2)</script>`

const stages: WithdrawalStage[] = [
  { kind: 'confirm', confirmUrl: '/w', backUrl: '/p' },
  { kind: 'withdrawing' },
  ...(['confirmed', 'unconfirmed', 'not-needed'] as const).map((release) => ({
    kind: 'withdrawn' as const,
    at: exampleNow,
    release,
    receipt: HOSTILE,
  })),
]

/** Every page in every state, with hostile strings wherever one may come from outside. */
function everyPage(language: Language): [name: string, markup: string][] {
  const frame = { language, self: `/x?a=${HOSTILE}`, banner: null }
  const facts = {
    controller: HOSTILE,
    contact: HOSTILE,
    carmakerLabel: HOSTILE,
    recipients: [HOSTILE],
    scopes: [HOSTILE],
  }
  const landing = exampleLanding(language)
  const results = CONNECTION_FAILURES.map((failure) => ({
    kind: 'failed' as const,
    failure,
    retryUrl: HOSTILE,
    reference: HOSTILE,
  }))
  return [
    ['plan', renderPlanPage(examplePlan({ language }))],
    [
      'hostile plan',
      renderPlanPage(examplePlan({ language, driverLabel: HOSTILE, carLabel: HOSTILE, self: HOSTILE })),
    ],
    ['bare plan', renderPlanPage(barePlan(language))],
    [
      'provisional plan',
      renderPlanPage(examplePlan({ language, slots: exampleSlots(exampleNow), provisional: true })),
    ],
    ['consent', renderConsentPage(exampleConsent(language))],
    [
      'hostile consent',
      renderConsentPage({
        ...frame,
        notice: consentNotice(language, facts),
        unanswered: 'changed',
        carmakerLabel: HOSTILE,
        actionUrl: HOSTILE,
      }),
    ],
    [
      'connected',
      renderConnectedPage({
        ...frame,
        carmakerLabel: HOSTILE,
        result: { kind: 'connected', planUrl: '/p', care: examplePlan().care },
      }),
    ],
    [
      'cancelled',
      renderConnectedPage({ ...frame, carmakerLabel: 'X', result: { kind: 'cancelled', retryUrl: null } }),
    ],
    ...results.map((result): [string, string] => [
      result.failure,
      renderConnectedPage({ ...frame, carmakerLabel: 'Tesla', result }),
    ]),
    ...stages.map((stage): [string, string] => [
      `withdrawal ${stage.kind}`,
      renderWithdrawPage({
        ...frame,
        timeZone: 'Europe/Oslo',
        carmakerLabel: HOSTILE,
        stage,
        sharedUrl: HOSTILE,
      }),
    ]),
    ['landing', renderLandingPage(landing)],
    [
      'hostile landing',
      renderLandingPage({
        ...landing,
        drivers: landing.drivers.map((d) => ({ ...d, driverLabel: HOSTILE, story: HOSTILE })),
      }),
    ],
    ...[400, 404, 410, 500].map((status): [string, string] => [
      String(status),
      renderProblemPage({ ...frame, status, code: 'x', reference: HOSTILE, homeUrl: '/' }),
    ]),
  ]
}

/** What a strict content security policy would block, or a reader should never meet. */
function faults(markup: string): string[] {
  const tags = markup.match(/<[a-z][^>]*>/gi) ?? []
  return [
    ...tags.filter((tag) => /\s(style|on\w+)\s*=/i.test(tag.replace(/"[^"]*"/g, '""'))),
    ...tags.filter((tag) =>
      /^<(script(?! src="\/assets\/page\.js" defer>)|style|img|iframe|object|embed)/i.test(tag),
    ),
    ...(markup.match(/javascript:|undefined|NaN|Invalid Date|\[object/g) ?? []),
  ]
}

describe.each(LANGUAGES)('every page in %s', (language) => {
  const pages = everyPage(language)

  test.each(pages)('%s: nothing inline, nothing hostile, nothing undefined', (_, markup) => {
    expect(faults(markup)).toEqual([])
    expect(markup).toContain(`<html lang="${language}">`)
  })

  test.each(pages)('%s: one heading, one main part, a skip link, ids once each', (_, markup) => {
    expect(markup.match(/<h1[ >]/g)).toHaveLength(1)
    expect(markup.match(/<main /g)).toHaveLength(1)
    expect(markup).toContain('href="#main"')
    const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1])
    expect(ids).toEqual([...new Set(ids)])
  })
})

describe('the scan of pages', () => {
  test.each([
    ['an inline style', '<p style="color:red">'],
    ['an event handler', '<p title="a" onclick="x()">'],
    ['an inline script', '<script>x()</script>'],
    ['a script from elsewhere', '<script src="https://example.org/x.js" defer></script>'],
    ['a style element', '<style>p{}</style>'],
    ['a script address', '<a href="javascript:x()">'],
    ['an undefined value', '<p>undefined</p>'],
  ])('finds %s', (_, markup) => {
    expect(faults(markup)).not.toEqual([])
  })
})

describe('the plan page', () => {
  test('answers why, how far, until when, what for, and how to change it', () => {
    const markup = renderPlanPage(examplePlan())
    for (const words of [
      'Venter på lavere priser',
      '42\u00a0%',
      'kl.\u00a007:00',
      '293,23\u00a0kr',
      'inkl. mva., uten nettleie',
    ]) {
      expect(markup).toContain(words)
    }
    for (const url of ['charge-now', 'policy', 'withdraw']) expect(markup).toContain(`"/plan/4711/${url}"`)
  })

  test('offers the way back while charge now is on', () => {
    const markup = renderPlanPage(examplePlan({ override: { active: true, byHand: null } }))
    expect(markup).toContain('action="/plan/4711/charge-now/cancel"')
    expect(markup).not.toContain('action="/plan/4711/charge-now"')
  })

  test('says so when the plan costs more than charging at once', () => {
    const markup = renderPlanPage(examplePlan({ estimate: { cost: 40, baselineCost: 36.8 } }))
    expect(markup).toContain('Dette blir 3,20\u00a0kr dyrere')
  })

  test('states no share saved of a baseline that costs nothing', () => {
    const markup = renderPlanPage(examplePlan({ estimate: { cost: -2, baselineCost: 0 } }))
    expect(markup).toMatch(/Du sparer 2,00\u00a0kr<\/p>/)
  })

  test('hatches estimated prices and says the plan is provisional', () => {
    const estimated = renderPlanPage(examplePlan({ slots: exampleSlots(exampleNow), provisional: true }))
    expect(estimated).toContain('fill="url(#hatch-bill)"')
    expect(estimated).toContain('Foreløpig plan')
    expect(renderPlanPage(examplePlan())).not.toContain('fill="url(#hatch-bill)"')
  })

  test('keeps the picture from screen readers and gives them tables', () => {
    const markup = renderPlanPage(examplePlan())
    expect(markup).toContain('<div class="chart" aria-hidden="true">')
    expect(markup.match(/<table/g)).toHaveLength(2)
  })

  test('says beside each block why it stands there, and the rest where it is asked for', () => {
    const markup = renderPlanPage(examplePlan())
    expect(markup).toContain('<td>Blant de billigste timene, gitt grensen for antall starter</td>')
    expect(markup).toContain('<td>Blant de billigste timene</td>')
    const why = /<details id="why">([\s\S]*?)<\/details>/.exec(markup)?.[1] ?? ''
    expect(why).toContain('<summary>Hvorfor dette?</summary>')
    const told = [...why.matchAll(/<li>(.*?)<\/li>/g)].map((match) => match[1])
    expect(told).toEqual(explainPlan(planOf(), { language: 'nb', timeZone: 'Europe/Oslo', currency: 'NOK' }))
    expect(told.length).toBeGreaterThan(3)
    expect(renderPlanPage(examplePlan({ language: 'en' }))).toContain('<summary>Why this?</summary>')
  })

  test('explains no plan where there is none', () => {
    expect(renderPlanPage(barePlan('nb'))).not.toContain('Hvorfor dette?')
  })

  test('stands without prices, state of charge and plan', () => {
    const markup = renderPlanPage(barePlan('en'))
    expect(markup).toContain('Not known yet')
    expect(markup).toContain('No charging is planned.')
    expect(markup).not.toContain('class="chart"')
  })
})

describe('the consent page', () => {
  test.each(LANGUAGES)('shows every word of the notice that is hashed (%s)', (language) => {
    const view = exampleConsent(language)
    const markup = renderConsentPage(view)
    for (const section of view.notice.sections) {
      for (const text of [section.heading, ...section.paragraphs, ...section.items])
        expect(markup).toContain(text)
    }
  })

  test('ticks nothing beforehand and gives both choices the same weight', () => {
    const markup = renderConsentPage(exampleConsent('nb'))
    expect(markup).not.toMatch(/checkbox|checked/)
    expect(markup).toContain('<button name="decision" value="accept">Fortsett til Tesla</button>')
    expect(markup).toContain('<button name="decision" value="cancel">Avbryt</button>')
  })
})

describe('the language switch', () => {
  test('leads to the same page in the other language', () => {
    expect(inLanguage('/plan/1', 'en')).toBe('/plan/1?lang=en')
    expect(inLanguage('/plan/1?a=b&lang=en#x', 'nb')).toBe('/plan/1?a=b&lang=nb#x')
  })
})
