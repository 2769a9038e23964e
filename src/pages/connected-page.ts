import { pageTexts } from '../texts/page-texts.ts'
import { carCare, type CarCare } from './car-care.ts'
import { html, type Html } from './html.ts'
import { framed, type FrameView } from './page-frame.ts'

export const CONNECTION_FAILURES = [
  'link-expired',
  'refused',
  'permission-missing',
  'no-vehicle',
  'temporary',
  'unknown',
] as const
export type ConnectionFailure = (typeof CONNECTION_FAILURES)[number]

/** How it went with the carmaker. Every way out says what happened and what to do. */
export type ConnectionResult =
  | { readonly kind: 'connected'; readonly planUrl: string; readonly care: CarCare }
  | { readonly kind: 'cancelled'; readonly retryUrl: string | null }
  | {
      readonly kind: 'failed'
      readonly failure: ConnectionFailure
      readonly retryUrl: string | null
      /** For whoever helps the driver; holds nothing secret. */
      readonly reference: string | null
    }

export interface ConnectedPageView extends FrameView {
  readonly carmakerLabel: string
  readonly result: ConnectionResult
}

/** The page a driver meets when coming back from the carmaker. */
export function renderConnectedPage(view: ConnectedPageView): string {
  const texts = pageTexts(view.language).connected
  const { result } = view
  if (result.kind === 'connected') {
    return message(
      view,
      texts.connectedTitle,
      html`<p>
          ${isAllWell(result.care) ? texts.connectedText(view.carmakerLabel) : texts.connectedButText(view.carmakerLabel)}
        </p>
        ${carCare(result.care, view.language)}
        <a class="button primary" href="${result.planUrl}">${texts.toPlan}</a>`,
    )
  }
  const retry =
    result.retryUrl === null
      ? html`<p>${texts.inApp}</p>`
      : html`<a class="button" href="${result.retryUrl}">${texts.retry}</a>`
  if (result.kind === 'cancelled') {
    return message(
      view,
      texts.cancelledTitle,
      html`<p>${texts.cancelledText}</p>
        ${retry}`,
    )
  }
  return message(
    view,
    texts.failedTitle,
    html`<p>${texts.failures[result.failure]}</p>
      ${retry} ${result.reference !== null && html`<p class="quiet">${texts.reference(result.reference)}</p>`}`,
  )
}

/** Whether nothing is left for the driver to do, as far as is known. */
function isAllWell({ health, mend, test }: CarCare): boolean {
  const failed = test !== null && test !== 'about-to-come' && test.cause !== null
  return health?.reason === 'all-well' && mend === null && !failed
}

function message(view: ConnectedPageView, title: string, content: Html): string {
  return framed(
    view,
    title,
    html`<section class="card message message-${view.result.kind}">
      <h1>${title}</h1>
      ${content}
    </section>`,
  )
}
