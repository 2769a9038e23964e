import type { ConsentNotice, NoticeSection } from '../texts/consent-notice.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { html, type Html } from './html.ts'
import { framed, type FrameView } from './page-frame.ts'

/** Why an answer began nothing: the text is not the one that was read, or it was not said which was. */
export type UnansweredNotice = 'changed' | 'unnamed'

/** The page between the retailer's app and the carmaker's login. */
export interface ConsentPageView extends FrameView {
  readonly notice: ConsentNotice
  /** `null` when the page is opened. */
  readonly unanswered: UnansweredNotice | null
  readonly carmakerLabel: string
  /** POST with `decision`: `accept` or `cancel`. */
  readonly actionUrl: string
}

/**
 * Shows the notice, whole and unchanged, and asks. Two buttons of equal weight; nothing is ticked beforehand. What is
 * not fetched stands beside what is.
 */
export function renderConsentPage(view: ConsentPageView): string {
  const { notice } = view
  const texts = pageTexts(view.language).consent
  const data = notice.sections.filter((each) => isData(each))
  const purpose = notice.sections.filter((each) => each.id === 'purpose')
  const rest = notice.sections.filter((each) => !isData(each) && each.id !== 'purpose')
  return framed(
    view,
    notice.title,
    html`<article class="notice" lang="${notice.language}">
        <h1>${notice.title}</h1>
        ${view.unanswered !== null && html`<p class="note note-warning" role="alert">${texts.unanswered[view.unanswered]}</p>`}
        <p class="lead">${notice.introduction}</p>
        ${purpose.map((each) => section(each))}
        <div class="pair">${data.map((each) => section(each))}</div>
        ${rest.map((each) => section(each))}
      </article>
      <form class="decision" method="post" action="${view.actionUrl}">
        <p>${texts.acceptNote(view.carmakerLabel)}</p>
        <div class="choices">
          <button name="decision" value="accept">${texts.accept(view.carmakerLabel)}</button>
          <button name="decision" value="cancel">${texts.cancel}</button>
        </div>
        <p class="quiet">${texts.version(notice.version)}</p>
      </form>`,
  )
}

function isData(each: NoticeSection): boolean {
  return each.id === 'fetched' || each.id === 'not-fetched'
}

function section({ id, heading, paragraphs, items }: NoticeSection): Html {
  return html`<section class="notice-${id} ${id === 'fetched' || id === 'not-fetched' ? 'card' : ''}">
    <h2>${heading}</h2>
    ${paragraphs.map((text) => html`<p>${text}</p>`)}
    ${
      items.length > 0 &&
      html`<ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul>`
    }
  </section>`
}
