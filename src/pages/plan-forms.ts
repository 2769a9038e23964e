import type { ChargeNowObstacle } from '../control/charge-now-obstacle.ts'
import { formatDayAndTime, formatPercent, formatSoon, type Voice } from '../texts/format.ts'
import { formatSum, type MoneyVoice } from '../texts/money.ts'
import { overviewTexts } from '../texts/overview-texts.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { wishTexts } from '../texts/wish-texts.ts'
import { html, type Html } from './html.ts'
import type { PlanPageView } from './plan-view.ts'

/** "Charge now", or the way back from it. */
export function boostForm(view: PlanPageView, voice: Voice): Html {
  const texts = pageTexts(view.language).boost
  const { active } = view.override
  if (view.override.byHand !== null) return handBackForm(view, view.override.byHand)
  if (active) {
    return html`<h2>${texts.start}</h2>
      <p>${endInWords(view, voice)}</p>
      <form method="post" action="${view.urls.cancelChargeNow}">
        <button class="wide">${texts.stop}</button>
      </form>`
  }
  if (view.chargeNowObstacle !== null) return obstructed(view, view.chargeNowObstacle)
  const { unpluggedAsOf: at } = view
  return html`<h2>${texts.start}</h2>
    <p>
      ${at === undefined ? texts.startNote : wishTexts(view.language).chargeNow.lookFirst(formatDayAndTime(at, voice))}
    </p>
    ${view.chargeNowExtra !== undefined && extraCost(view.chargeNowExtra, view)}
    <form method="post" action="${view.urls.chargeNow}">
      <button class="primary wide">${texts.start}</button>
    </form>
    ${chooseLink(view)}`
}

function chooseLink({ urls, language }: PlanPageView): Html {
  return html`<p><a href="${urls.chooseChargeNow}">${wishTexts(language).chargeNow.choose}</a></p>`
}

/** What the button would begin would be refused: why, instead of a button that can only fail. */
function obstructed(view: PlanPageView, obstacle: ChargeNowObstacle): Html {
  const texts = pageTexts(view.language).boost
  const isReached = obstacle === 'target-already-reached'
  return html`<h2>${texts.start}</h2>
    <p>${isReached ? texts.reached : wishTexts(view.language).chargeNow.refused[obstacle]}</p>
    ${isReached && chooseLink(view)}`
}

/** When charge now ends, as it was asked for. */
function endInWords(view: PlanPageView, voice: Voice): string {
  const { until, target, untilUnplugged } = view.override
  const texts = pageTexts(voice.language).boost
  const ends = wishTexts(voice.language).chargeNow
  if (until !== undefined) return texts.activeUntil(formatSoon(until, view.now, voice))
  if (untilUnplugged === true) return ends.activeUnplugged
  return target === undefined ? texts.active : ends.activeTarget(formatPercent(target, voice.language))
}

/** What charge now costs beside the plan: said before the button is pressed, not after. `null`: a price is unknown. */
export function extraCost(extra: number | null, voice: MoneyVoice): Html {
  const texts = pageTexts(voice.language).boost
  if (extra === null) return html`<p class="note">${texts.extraUnknown}</p>`
  const said = extra < SMALL_SUM ? texts.noExtra : texts.extra(formatSum(extra, voice))
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

/** Withdrawing stands on the page itself: as easy as consenting was. */
export function withdrawLink(view: PlanPageView): Html {
  const texts = pageTexts(view.language).withdraw
  return html`<p>${texts.linkNote}</p>
    <a class="button" href="${view.urls.withdraw}">${texts.link}</a>
    ${sharedLink(view)}`
}

/** The way to what is shared, and to the receipt of it. */
export function sharedLink(view: PlanPageView): Html {
  const texts = overviewTexts(view.language)
  const isOver = view.reason.code === 'consent_withdrawn'
  return html`<a class="button" href="${view.urls.consent}">${(isOver ? texts.past : texts).title}</a>`
}
