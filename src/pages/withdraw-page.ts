import type { TimeZone } from '../base/local-time.ts'
import { formatDayAndTime } from '../texts/format.ts'
import { overviewTexts } from '../texts/overview-texts.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { html, type Html } from './html.ts'
import { framed, type FrameView } from './page-frame.ts'

/** How far a withdrawal has come. */
export type WithdrawalStage =
  /** Asked, not yet done. `confirmUrl` receives a POST with an empty form. */
  | { readonly kind: 'confirm'; readonly confirmUrl: string; readonly backUrl: string }
  /** The car is being released; a minute at most. */
  | { readonly kind: 'withdrawing' }
  | {
      readonly kind: 'withdrawn'
      readonly at: Date
      /** `unconfirmed`: the driver may have to start charging in the car. */
      readonly release: 'confirmed' | 'unconfirmed' | 'not-needed'
      /** Number of the receipt, if there is one. */
      readonly receipt: string | null
    }

export interface WithdrawPageView extends FrameView {
  readonly timeZone: TimeZone
  readonly carmakerLabel: string
  readonly stage: WithdrawalStage
  /** What was shared, and the receipt of it. */
  readonly sharedUrl: string
}

/** Withdrawal of consent: one step to confirm, then what became of it. */
export function renderWithdrawPage(view: WithdrawPageView): string {
  const { stage } = view
  if (stage.kind === 'confirm') return confirmation(view, stage.confirmUrl, stage.backUrl)
  const texts = pageTexts(view.language).withdraw
  if (stage.kind === 'withdrawing') {
    return message(
      view,
      texts.withdrawingTitle,
      html`<p>${texts.withdrawingText}</p>
        ${sharedLink(view)}`,
    )
  }
  const time = formatDayAndTime(stage.at, { language: view.language, timeZone: view.timeZone })
  return message(
    view,
    texts.withdrawnTitle,
    html`<p>${texts.withdrawnText(time)}</p>
      ${stage.release === 'confirmed' && html`<p>${texts.released}</p>`}
      ${stage.release === 'unconfirmed' && html`<p class="note note-warning">${texts.notReleased}</p>`}
      ${stage.receipt !== null && html`<p class="quiet">${texts.receipt(stage.receipt)}</p>`}
      ${sharedLink(view)}`,
  )
}

/** The way on, once it is done. */
function sharedLink({ sharedUrl, language }: WithdrawPageView): Html {
  return html`<p><a href="${sharedUrl}">${overviewTexts(language).past.title}</a></p>`
}

function confirmation(view: WithdrawPageView, confirmUrl: string, backUrl: string): string {
  const texts = pageTexts(view.language).withdraw
  return message(
    view,
    texts.title,
    html`<p>${texts.what}</p>
      <ul>
        ${texts.items(view.carmakerLabel).map((item) => html`<li>${item}</li>`)}
      </ul>
      <p>${texts.free}</p>
      <form class="choices" method="post" action="${confirmUrl}">
        <button>${texts.confirm}</button>
        <a class="button" href="${backUrl}">${texts.back}</a>
      </form>`,
  )
}

function message(view: WithdrawPageView, title: string, content: Html): string {
  return framed(
    view,
    title,
    html`<section class="card message">
      <h1>${title}</h1>
      ${content}
    </section>`,
  )
}
