import { describe, expect, test } from 'vitest'
import { CONTROLLABILITIES } from '../../src/carmakers/controllability.ts'
import { CHARGING_STATUSES } from '../../src/carmakers/charge-state.ts'
import { REFUSALS } from '../../src/carmakers/outcome.ts'
import type { LoggedDecision } from '../../src/control/decision-log-store.ts'
import { entryOf } from '../../src/control/decision-log.ts'
import { decide } from '../../src/control/decide.ts'
import { CHARGE_NOW_OBSTACLES } from '../../src/control/charge-now-obstacle.ts'
import { CHARGE_NOW_ENDS, renderChargeNowPage } from '../../src/pages/charge-now-page.ts'
import { CONNECTION_FAILURES, renderConnectedPage } from '../../src/pages/connected-page.ts'
import { renderConsentPage } from '../../src/pages/consent-page.ts'
import { renderLandingPage } from '../../src/pages/landing-page.ts'
import { renderOverviewPage } from '../../src/pages/overview-page.ts'
import { renderWhyPage } from '../../src/pages/why-page.ts'
import { renderWithdrawPage } from '../../src/pages/withdraw-page.ts'
import { decisionStory } from '../../src/texts/decision-story.ts'
import { HEALTH_REASONS } from '../../src/events/health-reasons.ts'
import { LANGUAGES, type Language } from '../../src/texts/language.ts'
import { factsOf, NOW, stateOf } from '../control/night-facts.ts'
import { EVERY_REASON } from '../texts/every-reason.ts'
import { exampleConsent, exampleLanding, exampleNow } from './example-views.ts'
import { planPages, type Page } from './plan-pages.ts'
import { rawWords, seenText } from './seen-text.ts'

/** Permissions are shown under the names that the carmaker's own page gives them. */
const PERMISSIONS = /\((?:openid|offline_access|vehicle_device_data|vehicle_charging_cmds)\)/g

/** Decisions of every kind, each with everything known that may be. */
function why(language: Language): Page {
  const of = (
    given: Parameters<typeof factsOf>[0],
    changes: Partial<LoggedDecision> = {},
  ): LoggedDecision => {
    const facts = factsOf({ spentToday: { commands: 3, wakes: 1 }, ...given })
    const entry = entryOf(
      { facts, decision: decide(facts) },
      { planCause: 'soc-off-course', commandId: null },
    )
    return { ...entry, ordinal: 1, decidedAt: NOW, lastAt: NOW, passes: 4, sent: null, ...changes }
  }
  const one = of({})
  const sent = { kind: 'start', attempt: 2, sentAt: NOW, outcome: 'done', refusal: null } as const
  const command = { ...sent, answeredAt: NOW, confirmedAt: null }
  const decisions = [
    ...EVERY_REASON.map((reason) => ({ ...one, decided: { ...one.decided, reason } })),
    ...(['CHARGE', 'HOLD', 'RELEASE', null] as const).map((desired) => ({
      ...one,
      decided: { ...one.decided, desired },
    })),
    ...CHARGING_STATUSES.map((status) => of({ state: stateOf({ status, limitPercent: 60 }) })),
    ...(['online', 'asleep', 'offline'] as const).map((reach) => of({ state: stateOf({}, { reach }) })),
    ...CONTROLLABILITIES.map((controllable) => of({ controllable })),
    ...[true, false, null].map((atHome) => of({ atHome, test: { id: 'test-1', askedAt: NOW } })),
    ...REFUSALS.map((refusal) => of({}, { sent: { ...command, outcome: 'refused', refusal } })),
    ...(['done', 'unknown', null] as const).map((outcome) => of({}, { sent: { ...command, outcome } })),
    ...(['start', 'stop', 'wake'] as const).map((kind) =>
      of({}, { sent: { ...command, kind, confirmedAt: NOW } }),
    ),
  ]
  const items = decisions.map((decision) => ({
    decidedAt: decision.decidedAt,
    mood: decision.decided.reason.code,
    status: decision.knew.status,
    ...decisionStory(decision, language, 'Europe/Oslo'),
  }))
  return ['why', renderWhyPage({ language, self: '/why', banner: null, backUrl: '/', items })]
}

function overviews(language: Language): readonly Page[] {
  const said = exampleConsent(language).notice.sections.flatMap(({ items }) => items)
  const lists = {
    fetched: said,
    purposes: said,
    permissions: said,
    missing: said,
    surplus: said,
    recipients: said,
  }
  const given = {
    since: NOW,
    until: NOW,
    receipt: '4711',
    noticeVersion: '3',
    receiptUrl: '/receipt',
    ...lists,
  }
  const shown = {
    language,
    self: '/x',
    banner: null,
    timeZone: 'Europe/Oslo',
    carmakerLabel: 'Tesla',
    planUrl: '/',
  }
  const health = HEALTH_REASONS.map((reason): Page => {
    const live = { health: { state: 'limited', reason }, mend: null, withdrawUrl: '/withdraw' } as const
    return [`overview ${reason}`, renderOverviewPage({ ...shown, lastFetchAt: null, live, given })]
  })
  return [
    ...health,
    ['overview, over', renderOverviewPage({ ...shown, lastFetchAt: NOW, live: null, given: null })],
  ]
}

function around(language: Language): readonly Page[] {
  const shown = { language, self: '/x', banner: null, timeZone: 'Europe/Oslo', carmakerLabel: 'Tesla' }
  const quote = { endsAt: NOW, socPercent: 80, cost: 12, extraCost: 3, provisional: true }
  const asked = { ...shown, currency: 'NOK', planUrl: '/', url: '/', address: {}, quote } as const
  const releases = ['confirmed', 'unconfirmed', 'not-needed'] as const
  const stages = [
    { kind: 'confirm', confirmUrl: '/w', backUrl: '/p' } as const,
    { kind: 'withdrawing' } as const,
    ...releases.map((release) => ({ kind: 'withdrawn', at: exampleNow, release, receipt: '1' }) as const),
  ]
  const failed = { kind: 'failed', retryUrl: '/', reference: '4711' } as const
  return [
    ['consent', renderConsentPage(exampleConsent(language))],
    ['landing', renderLandingPage(exampleLanding(language))],
    ...[null, ...CHARGE_NOW_OBSTACLES].flatMap((obstacle) =>
      CHARGE_NOW_ENDS.map((until): Page => {
        const choice = { until, targetPercent: '80', hours: '1' }
        const page = renderChargeNowPage({ ...asked, choice, faulty: ['targetPercent', 'hours'], obstacle })
        return [`charge now ${String(obstacle)}`, page]
      }),
    ),
    ...stages.map((stage): Page => [
      `withdrawal ${stage.kind}`,
      renderWithdrawPage({ ...shown, stage, sharedUrl: '/shared' }),
    ]),
    ...CONNECTION_FAILURES.map((failure): Page => [
      `connection ${failure}`,
      renderConnectedPage({ ...shown, result: { ...failed, failure } }),
    ]),
  ]
}

describe.each(LANGUAGES)('what a driver reads, in %s,', (language) => {
  const pages = [...planPages(language), why(language), ...overviews(language), ...around(language)]

  test('is words: no code, no instant, nothing of another language', () => {
    expect(pages.length).toBeGreaterThan(170)
    const found = pages.flatMap(([name, markup]) =>
      rawWords(seenText(markup).replace(PERMISSIONS, ''), language).map((word) => `${name}: ${word}`),
    )
    expect([...new Set(found)]).toEqual([])
  })
})

describe('the search for raw words', () => {
  test.each([
    ['a code in the text', '<p>Bilen: carmaker_down</p>', 'carmaker_down'],
    ['a code with hyphens', '<p>Fordi starts-limit gjelder</p>', 'starts-limit'],
    ['a field of ours', '<p>readyBy mangler</p>', 'readyBy'],
    ['a place that was not filled', '<p>Starter {startsAt}</p>', '{startsAt}'],
    ['a code in a label', '<a aria-label="no_power">Se</a>', 'no_power'],
    ['an instant', '<p>2024-12-13T00:00:00.000Z</p>', '2024-12-13T00:00:00.000'],
    ['what is not there', '<p>Klar undefined</p>', 'undefined'],
    ['an English word', '<p>Bilen is klar</p>', 'is'],
    ['markup that was escaped twice', '<p>&amp;amp;</p>', '&amp;'],
  ])('finds %s', (_, markup, found) => {
    expect(rawWords(seenText(markup), 'nb')).toEqual([found])
  })

  test('finds a Norwegian word among English ones', () => {
    expect(rawWords(seenText('<p>The car er ready</p>'), 'en')).toEqual(['er'])
  })

  test('leaves alone what is not read', () => {
    const markup =
      '<time datetime="2024-12-13T00:00:00Z">fredag</time><p class="soc-label" id="no_power">e-post</p>'
    expect(rawWords(seenText(markup), 'nb')).toEqual([])
  })
})
