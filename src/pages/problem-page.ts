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

type ProblemKind =
  'not-found' | 'gone' | 'expired' | 'answered' | 'no-consent' | 'locked' | 'refused' | 'broken'

/** Of which a person has to know more than that it went wrong: why, that nothing was changed, and where to go on. */
const OF_ITS_OWN: Readonly<Record<string, ProblemKind | undefined>> = {
  'consent-missing': 'no-consent',
  'link-expired': 'expired',
  'consent-closed': 'answered',
}

function problemKind({ status, code }: Pick<ProblemPageView, 'status' | 'code'>): ProblemKind {
  const ownKind = OF_ITS_OWN[code]
  if (ownKind !== undefined) return ownKind
  if (status === 401) return 'locked'
  if (status === 404) return 'not-found'
  if (status === 410) return 'gone'
  return status < 500 ? 'refused' : 'broken'
}
