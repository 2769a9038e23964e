import type { HealthReason, HealthState } from '../events/health-reasons.ts'
import { careTexts } from '../texts/care-texts.ts'
import type { Language } from '../texts/language.ts'
import { overviewTexts } from '../texts/overview-texts.ts'
import { testSentence } from '../texts/test-charge-sentence.ts'
import type { TestCharge } from '../vehicles/test-charge.ts'
import { html, type Html } from './html.ts'

/** What the driver can do about a connection that ails. */
export interface Mend {
  readonly kind: 'reconnect' | 'renew' | 'addKey'
  readonly url: string
}

/** Whether a car can be looked after: how its connection is doing, and what its test charge showed. */
export interface CarCare {
  readonly carmakerLabel: string
  /** `null` once consent is over. */
  readonly health: { readonly state: HealthState; readonly reason: HealthReason } | null
  readonly mend: Mend | null
  /** The newest one, as long as it says something new; `about-to-come` before the first. */
  readonly test: Pick<TestCharge, 'finishedAt' | 'cause'> | 'about-to-come' | null
  /** POST, empty form; `null` where nothing can be tried again. */
  readonly testUrl: string | null
}

/** What is the matter, and the way to mend it. Nothing, if nothing is. */
export function carCare({ health, mend, ...care }: CarCare, language: Language): Html {
  const ails = health !== null && health.reason !== 'all-well'
  return html`${ails && healthNote(health, language)}
  ${mend !== null && mending(mend, care.carmakerLabel, language)} ${testNote(care, language)}`
}

/** How the connection is doing, in one sentence. */
export function healthNote({ state, reason }: NonNullable<CarCare['health']>, language: Language): Html {
  const words = state === 'connected' ? 'note' : 'note note-warning'
  return html`<p class="${words}">${overviewTexts(language).health[reason]}</p>`
}

/** The way to mend it: a button, and the steps that it begins. */
export function mending({ kind, url }: Mend, carmakerLabel: string, language: Language): Html {
  const steps = kind === 'addKey' ? careTexts(language).keySteps(carmakerLabel) : []
  return html`${
      steps.length > 0 &&
      html`<ol class="why">
        ${steps.map((step) => html`<li>${step}</li>`)}
      </ol>`
    }
    <p><a class="button primary" href="${url}">${overviewTexts(language)[kind]}</a></p>`
}

function testNote({ test, testUrl }: Pick<CarCare, 'test' | 'testUrl'>, language: Language): Html | null {
  if (test === null) return null
  if (test === 'about-to-come') return html`<p class="note">${careTexts(language).firstTest}</p>`
  const failed = test.finishedAt !== null && test.cause !== null
  return html`<p class="${failed ? 'note note-warning' : 'note'}">${testSentence(test, language)}</p>
    ${
      failed &&
      testUrl !== null &&
      html`<form method="post" action="${testUrl}">
        <button>${careTexts(language).testAgain}</button>
      </form>`
    }`
}
