import type { ChargingStatus } from '../carmakers/charge-state.ts'
import type { ReasonCode } from '../control/reasons.ts'
import type { DecisionStory } from '../texts/decision-story.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { html, type Html } from './html.ts'
import { moodBadge } from './mood-badge.ts'
import { framed, type FrameView } from './page-frame.ts'

export interface WhyPageView extends FrameView {
  /** The page that this one was opened from. */
  readonly backUrl: string
  /** Newest first. */
  readonly items: readonly (DecisionStory & {
    readonly decidedAt: Date
    readonly mood: ReasonCode
    readonly status: ChargingStatus | null
  })[]
}

/** What was decided for a car and why, newest first, for its driver and for whoever helps them. */
export function renderWhyPage(view: WhyPageView): string {
  const texts = pageTexts(view.language).why
  return framed(
    view,
    texts.title,
    html`<section class="card">
      <h1>${texts.title}</h1>
      <p>${texts.lead}</p>
      <p><a href="${view.backUrl}">${texts.back}</a></p>
      ${view.items.length === 0 && html`<p class="quiet">${texts.nothing}</p>`}
      <ol class="timeline" reversed>
        ${view.items.map((item) => decision(view, item))}
      </ol>
    </section>`,
  )
}

function decision({ language }: WhyPageView, item: WhyPageView['items'][number]): Html {
  const texts = pageTexts(language).why
  return html`<li>
    <p class="timeline-head">
      <time datetime="${item.decidedAt.toISOString()}">${item.at}</time>
      ${moodBadge(item.mood, item.status, language)}
    </p>
    <p>${item.why}</p>
    <dl class="facts">
      <dt>${texts.wanted}</dt>
      <dd>${item.wanted}</dd>
      ${
        item.sent !== null &&
        html`<dt>${texts.sent}</dt>
          <dd>${item.sent}</dd>`
      }
      <dt>${texts.knew}</dt>
      <dd>${item.knew}</dd>
      ${
        item.then !== '' &&
        html`<dt>${texts.then}</dt>
          <dd>${item.then}</dd>`
      }
    </dl>
  </li>`
}
