import { pageTexts } from '../texts/page-texts.ts'
import { html } from './html.ts'
import { framed, type FrameView } from './page-frame.ts'

export interface ProblemPageView extends FrameView {
  /** HTTP status code, 400 to 599. */
  readonly status: number
  /** Of the problem, as the API has it. */
  readonly code: string
  /** For whoever helps the driver; holds nothing secret. */
  readonly reference: string | null
  /** `null` where there is no front page to go to. */
  readonly homeUrl: string | null
}

/** What a person sees when a page cannot be given. Says nothing about the inside. */
export function renderProblemPage(view: ProblemPageView): string {
  const texts = pageTexts(view.language).problem
  const kind = problemKind(view)
  return framed(
    view,
    texts.titles[kind],
    html`<section class="card message message-failed">
      <p class="quiet">${view.status}</p>
      <h1>${texts.titles[kind]}</h1>
      <p>${texts.texts[kind]}</p>
      ${view.homeUrl !== null && html`<a class="button" href="${view.homeUrl}">${texts.home}</a>`}
      ${view.reference !== null && html`<p class="quiet">${texts.reference(view.reference)}</p>`}
    </section>`,
  )
}

type ProblemKind = 'not-found' | 'gone' | 'no-consent' | 'locked' | 'refused' | 'broken'

function problemKind({ status, code }: Pick<ProblemPageView, 'status' | 'code'>): ProblemKind {
  if (code === 'consent-missing') return 'no-consent'
  if (status === 401) return 'locked'
  if (status === 404) return 'not-found'
  if (status === 410) return 'gone'
  return status < 500 ? 'refused' : 'broken'
}
