import { localTime } from '../base/local-time.ts'
import { formatClock, type Voice } from '../texts/format.ts'
import { formatSum } from '../texts/money.ts'
import { overviewTexts } from '../texts/overview-texts.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { html, type Html, type Insert } from './html.ts'
import type { PlanPageView, PolicyField } from './plan-view.ts'

/** "Charge now", or the way back from it. */
export function boostForm(view: PlanPageView, voice: Voice): Html {
  const texts = pageTexts(view.language).boost
  const { active, until } = view.override
  if (view.override.byHand !== null) return handBackForm(view, view.override.byHand)
  if (!active) {
    return html`<h2>${texts.start}</h2>
      <p>${texts.startNote}</p>
      ${extraCost(view)}
      <form method="post" action="${view.urls.chargeNow}">
        <button class="primary wide">${texts.start}</button>
      </form>`
  }
  return html`<h2>${texts.start}</h2>
    <p>${until === undefined ? texts.active : texts.activeUntil(formatClock(until, voice))}</p>
    <form method="post" action="${view.urls.cancelChargeNow}">
      <button class="wide">${texts.stop}</button>
    </form>`
}

/** Said before the button is pressed, not after. */
function extraCost(view: PlanPageView): Html | null {
  const { chargeNowExtra: extra, language } = view
  if (extra === undefined) return null
  const texts = pageTexts(language).boost
  if (extra === null) return html`<p class="note">${texts.extraUnknown}</p>`
  const said = extra < SMALL_SUM ? texts.noExtra : texts.extra(formatSum(extra, view))
  return html`<p class="note">${said}</p>`
}

/** Less than this is not worth a sentence, in any currency. */
const SMALL_SUM = 0.5

/** What was begun or ended by hand rules until the driver gives it back. */
function handBackForm(view: PlanPageView, byHand: 'started' | 'stopped'): Html {
  const texts = pageTexts(view.language).handBack
  return html`<h2>${texts.heading}</h2>
    <p>${texts[byHand]}</p>
    <form method="post" action="${view.urls.handBack}">
      <button class="primary wide">${texts.button}</button>
    </form>`
}

/** Target, ready-by and minimum, with what is wrong beside the field it is about. */
export function policyForm(view: PlanPageView): Html {
  const texts = pageTexts(view.language).policy
  const field = (name: PolicyField, help: string, input: Html): Html =>
    html`<div class="field">
      <label for="${name}">${texts[name]}</label>
      ${input}
      <p class="quiet" id="${name}-help">${help}</p>
      ${fault(view, name)}
    </div>`
  return html`<h2>${texts.heading}</h2>
    ${view.policyNotice?.kind === 'saved' && html`<p class="note" role="status">${texts.saved}</p>`}
    <form class="policy" method="post" action="${view.urls.policy}">
      ${field('target', texts.targetHelp, percentInput(view, 'target', 1))}
      ${field(
        'readyBy',
        texts.readyByHelp,
        html`<input
          type="time"
          value="${localTime(view.readyBy, view.timeZone)}"
          ${common(view, 'readyBy')}
        />`,
      )}
      ${field('minimum', texts.minimumHelp, percentInput(view, 'minimum', 0))}
      <button class="primary">${texts.save}</button>
    </form>`
}

/** Withdrawing stands on the page itself: as easy as consenting was. */
export function withdrawLink(view: PlanPageView): Html {
  const texts = pageTexts(view.language).withdraw
  return html`<p>${texts.linkNote}</p>
    <a class="button" href="${view.urls.withdraw}">${texts.link}</a>
    <a class="button" href="${view.urls.consent}">${overviewTexts(view.language).title}</a>`
}

function percentInput(view: PlanPageView, name: 'target' | 'minimum', least: number): Html {
  return html`<span class="with-unit"
    ><input
      type="number"
      inputmode="numeric"
      min="${least}"
      max="100"
      step="1"
      value="${view[name]}"
      ${common(view, name)}
    /><span aria-hidden="true">%</span></span
  >`
}

function common(view: PlanPageView, name: PolicyField): Html {
  const invalid: Insert = isInvalid(view, name) && html`aria-invalid="true"`
  const described = isInvalid(view, name) ? `${name}-help ${name}-fault` : `${name}-help`
  return html`id="${name}" name="${name}" required aria-describedby="${described}" ${invalid}`
}

function fault(view: PlanPageView, name: PolicyField): Html | null {
  if (!isInvalid(view, name)) return null
  return html`<p class="fault" id="${name}-fault">${pageTexts(view.language).policy.invalid[name]}</p>`
}

function isInvalid(view: PlanPageView, name: PolicyField): boolean {
  return view.policyNotice?.kind === 'invalid' && view.policyNotice.fields.includes(name)
}
