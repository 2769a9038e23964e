import {
  formatClock,
  formatDayAndTime,
  formatKwh,
  formatPercent,
  formatSoon,
  type Voice,
} from '../texts/format.ts'
import { formatSum, type MoneyVoice } from '../texts/money.ts'
import { capacitySentence } from '../texts/capacity-sentence.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { explainPlan } from '../texts/plan-explanation.ts'
import { basisLabel } from '../texts/plan-words.ts'
import { troubleSentence } from '../texts/trouble-sentence.ts'
import { sentenceFor } from '../texts/reason-sentence.ts'
import { carCare } from './car-care.ts'
import { html, type Html } from './html.ts'
import { moodBadge } from './mood-badge.ts'
import { framed } from './page-frame.ts'
import { type ChartName, planChart } from './plan-chart.ts'
import { boostForm, sharedLink, withdrawLink } from './plan-forms.ts'
import { blocksTable, pricesTable } from './plan-tables.ts'
import type { EstimateView, PlanPageView } from './plan-view.ts'
import { socGauge } from './soc-gauge.ts'
import { wishForms } from './wish-forms.ts'

/** The driver's page: why the car is (not) charging, how far it is, what is planned, what it saves, and what to press. */
export function renderPlanPage(view: PlanPageView): string {
  const title = pageTexts(view.language).plan.title(view.carLabel)
  return framed(
    view,
    title,
    html`
      <div class="page-head">
        <h1>${title}</h1>
        ${view.driverLabel !== null && html`<p class="quiet">${view.driverLabel}</p>`}
      </div>
      <div class="plan">${view.reason.code === 'consent_withdrawn' ? ended(view) : inCharge(view)}</div>
      <p class="hidden" id="announcement" role="status"></p>
    `,
  )
}

function inCharge(view: PlanPageView): Html {
  const voice = { language: view.language, timeZone: view.timeZone, currency: view.currency }
  return html`<section class="card status" id="status" data-live>${status(view, voice)}</section>
    <section class="card" id="chart" data-live aria-labelledby="chart-heading">
      ${picture(view, voice)}
    </section>
    <div class="pair">
      <section class="card" id="savings" data-live>${savings(view)}</section>
      <section class="card" id="boost" data-live>${boostForm(view, voice)}</section>
    </div>
    <section class="card" id="blocks" data-live>
      ${blocksTable(view, voice)} ${capacity(view, voice)} ${explanation(view, voice)}
    </section>
    <section class="card" id="wish">${wishForms(view, voice)}</section>
    <section class="leave">${withdrawLink(view)}</section>`
}

/** After consent was withdrawn nothing is planned and nothing can be asked for: what was shared can still be read. */
function ended(view: PlanPageView): Html {
  return html`<section class="card status" id="status" data-live>
      ${moodBadge(view.reason.code, view.status, view.language)}
      <p class="sentence" id="sentence">${sentenceFor(view.reason, view.language, view.timeZone, view)}</p>
      ${view.isStanding && html`<p class="note note-warning">${pageTexts(view.language).withdraw.notReleased}</p>`}
      <p><a href="${view.urls.why}">${pageTexts(view.language).why.fromPlan}</a></p>
    </section>
    <section class="leave">${sharedLink(view)}</section>`
}

function status(view: PlanPageView, voice: Voice): Html {
  const texts = pageTexts(view.language).plan
  const percent = (value: number): string => formatPercent(value, view.language)
  return html`${moodBadge(view.reason.code, view.status, view.language)}
    <p class="sentence" id="sentence">${sentenceFor(view.reason, view.language, view.timeZone, view)}</p>
    ${view.isServiceSilent && html`<p class="note note-warning" id="silent">${texts.serviceSilent}</p>`}
    ${view.trouble && html`<p class="note note-warning" id="trouble">${troubleSentence(view.trouble, view.language)}</p>`}
    ${view.limitBelow !== null && html`<p class="note note-warning">${texts.limitBelow(percent(view.limitBelow), percent(view.target))}</p>`}
    ${view.doesNotRestart && html`<p class="note">${texts.oneBlock}</p>`} ${carCare(view.care, view.language)}
    ${view.provisional && html`<p class="note">${texts.provisional}</p>`}
    ${
      view.feasibility === 'late' &&
      view.shortfallKwh > 0 &&
      html`<p class="note note-warning">${texts.late(formatKwh(view.shortfallKwh, view.language))}</p>`
    }
    <div class="levels">
      <p class="soc">
        <span class="soc-label">${texts.socNow}</span>
        ${stateOfCharge(view)}
        ${
          view.socObservedAt &&
          html`<span class="quiet">${texts.observed(observedWhen(view.socObservedAt, view, voice))}</span>`
        }
      </p>
      <p class="goal-text">
        ${texts.goal(percent(view.target), formatSoon(view.readyBy, view.now, voice), percent(view.minimum))}
      </p>
    </div>
    ${socGauge(view)}
    ${view.ahead !== null && html`<p class="note" id="ahead">${aheadSentence(view.ahead, voice)}</p>`}
    <p><a href="${view.urls.why}">${pageTexts(view.language).why.fromPlan}</a></p>`
}

/** Why the plan goes past the target. */
function aheadSentence(
  { socPercent, nextReadyBy, nextTarget }: NonNullable<PlanPageView['ahead']>,
  voice: Voice,
): string {
  const percent = (value: number): string => formatPercent(value, voice.language)
  const departure = formatDayAndTime(nextReadyBy, voice)
  return pageTexts(voice.language).plan.ahead(percent(socPercent), departure, percent(nextTarget))
}

/** As the car tells it; else what it is planned with; else that nobody knows yet. */
function stateOfCharge({ soc, assumedSoc, language }: PlanPageView): Html {
  if (soc !== null) return html`<span class="soc-number">${formatPercent(soc, language)}</span>`
  const texts = pageTexts(language).plan
  const said = assumedSoc === null ? texts.socUnknown : texts.socAssumed(formatPercent(assumedSoc, language))
  return html`<span class="soc-unknown">${said}</span>`
}

/** The clock is enough for today's readings; an old one needs its day. */
function observedWhen(observedAt: Date, view: PlanPageView, voice: Voice): string {
  const old = view.now.getTime() - observedAt.getTime() > 12 * 3_600_000
  return old ? formatDayAndTime(observedAt, voice) : formatClock(observedAt, voice)
}

function picture(view: PlanPageView, voice: MoneyVoice): Html {
  const texts = pageTexts(view.language).chart
  const drawable = [view.slots, view.blocks, view.expectedCurve, view.observedCurve].some(
    (part) => part.length > 0,
  )
  const priced = view.slots.some((slot) => slot.costPerKwh !== null)
  return html`<h2 id="chart-heading">${texts.heading}</h2>
    <figure>
      ${drawable && charts(view, voice)}
      <figcaption class="quiet">
        ${priced ? texts.basis(basisLabel(view.basis, view.language)) : texts.noPrices}
      </figcaption>
      ${priced && pricesTable(view, voice)}
    </figure>`
}

/** The whole bill, and on request the spot price alone; the choice needs no script. */
function charts(view: PlanPageView, voice: MoneyVoice): Html {
  const texts = pageTexts(view.language).chart
  const spot = view.slots.map((slot) => ({ ...slot, costPerKwh: slot.spotPerKwh ?? null }))
  if (spot.every(({ costPerKwh }) => costPerKwh === null)) return planChart(view, voice, 'bill')
  const choice = (name: ChartName, label: string): Html =>
    html`<label class="choice"
      ><input
        type="radio"
        name="prices"
        id="prices-${name}"
        ${name === 'bill' && html`checked`}
      />${label}</label
    >`
  return html`<div class="price-switch">
    ${choice('bill', texts.showBill)} ${choice('spot', texts.showSpot)}
    <div class="prices-bill">${planChart(view, voice, 'bill')}</div>
    <div class="prices-spot">${planChart({ ...view, slots: spot }, voice, 'spot')}</div>
  </div>`
}

/** Otherwise nothing is drawn or planned: the plan may also be one that is not followed. */
function isPriceMissing({ blocks, slots }: PlanPageView): boolean {
  return blocks.length > 0 && (slots.length === 0 || slots.some(({ costPerKwh }) => costPerKwh === null))
}

function savings(view: PlanPageView): Html {
  const texts = pageTexts(view.language).savings
  const { estimate, language } = view
  if (estimate === null) {
    return html`<h2>${texts.heading}</h2>
      <p>${isPriceMissing(view) ? texts.unknown : texts.nothing}</p>`
  }
  return html`<h2>${texts.heading}</h2>
    <p class="saved">${savedSentence(view, estimate)}</p>
    <dl class="sums">
      <div>
        <dt>${texts.cost}</dt>
        <dd>${formatSum(estimate.cost, view)}</dd>
      </div>
      <div>
        <dt>${texts.baseline}</dt>
        <dd>${formatSum(estimate.baselineCost, view)}</dd>
      </div>
    </dl>
    <details>
      <summary>${texts.how}</summary>
      <p>${texts.howText} ${pageTexts(language).chart.basis(basisLabel(view.basis, language))}</p>
    </details>`
}

/** Told of the sums as they are shown: of two that read alike neither is dearer. */
function savedSentence(view: PlanPageView, { cost, baselineCost }: EstimateView): string {
  const texts = pageTexts(view.language).savings
  const saved = asShown(baselineCost) - asShown(cost)
  if (Math.abs(saved) < 0.005) return texts.same
  if (saved < 0) return texts.dearer(formatSum(-saved, view))
  const sum = formatSum(saved, view)
  // Measured against nothing, or against being paid, a share says nothing.
  if (baselineCost <= 0 || saved > baselineCost) return texts.savedSum(sum)
  return texts.saved(sum, formatPercent((100 * saved) / baselineCost, view.language))
}

function asShown(sum: number): number {
  return Math.round(100 * sum) / 100
}

/** What the capacity step leaves and what keeping it is worth, for each month in which the plan charges. */
function capacity({ capacitySteps, plan }: PlanPageView, voice: MoneyVoice): Html[] {
  if (plan === null) return []
  return capacitySteps.map((step) => html`<p class="note">${capacitySentence(step, plan, voice)}</p>`)
}

/** Why the plan is as it is; folded away, since the picture and the table are what most want. */
function explanation({ plan, language }: PlanPageView, voice: MoneyVoice): Html | null {
  if (plan === null) return null
  return html`<details id="why">
    <summary>${pageTexts(language).plan.why}</summary>
    <ul class="why">
      ${explainPlan(plan, voice).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </details>`
}
