import type { TimeZone } from '../base/local-time.ts'
import type { HealthReason, HealthState } from '../events/health-reasons.ts'
import { formatDate, formatDayAndTime, type Voice } from '../texts/format.ts'
import { overviewTexts } from '../texts/overview-texts.ts'
import { healthNote, mending, type Mend } from './car-care.ts'
import { html, type Html } from './html.ts'
import { framed, type FrameView } from './page-frame.ts'

export interface OverviewPageView extends FrameView {
  readonly timeZone: TimeZone
  readonly carmakerLabel: string
  readonly planUrl: string
  readonly lastFetchAt: Date | null
  /** `null` once consent is over. */
  readonly live: {
    readonly health: { readonly state: HealthState; readonly reason: HealthReason }
    /** What mends it, if the driver can. */
    readonly mend: Mend | null
    readonly withdrawUrl: string
  } | null
  /** `null` if the driver has never agreed to anything. */
  readonly given: {
    readonly since: Date
    /** When it ends, or has ended. */
    readonly until: Date | null
    readonly receipt: string
    readonly noticeVersion: string
    readonly receiptUrl: string
    /** Sentences, in the driver's language. */
    readonly fetched: readonly string[]
    readonly purposes: readonly string[]
    readonly permissions: readonly string[]
    readonly missing: readonly string[]
    readonly surplus: readonly string[]
    readonly recipients: readonly string[]
  } | null
}

/** What a driver shares, since when, how the connection is doing, and the way out. */
export function renderOverviewPage(view: OverviewPageView): string {
  const texts = overviewTexts(view.language)
  const title = view.live === null ? texts.past.title : texts.title
  return framed(
    view,
    title,
    html`<section class="card">
        <h1>${title}</h1>
        <p>${about(view)}</p>
        ${health(view)} ${dates(view)}
        <p><a href="${view.planUrl}">${texts.toPlan}</a></p>
      </section>
      ${view.given !== null && details(view, view.given)}
      ${
        view.live !== null &&
        html`<section class="leave">
          <a class="button" href="${view.live.withdrawUrl}">${texts.withdraw}</a>
        </section>`
      }`,
  )
}

function about({ language, live, carmakerLabel }: OverviewPageView): string {
  const texts = overviewTexts(language)
  if (live === null) return texts.over
  const isReadOnly = live.health.reason === 'permission-missing'
  return isReadOnly ? texts.aboutReading(carmakerLabel) : texts.about(carmakerLabel)
}

function health({ language, live, carmakerLabel }: OverviewPageView): Html | null {
  if (live === null) return null
  return html`${healthNote(live.health, language)}
  ${live.mend !== null && mending(live.mend, carmakerLabel, language)}`
}

function dates({ language, timeZone, lastFetchAt, live, given }: OverviewPageView): Html {
  const texts = overviewTexts(language)
  const until = live === null ? texts.past.until : texts.until
  const voice = { language, timeZone }
  return html`<dl class="sums">
    ${dated(texts.since, given?.since ?? null, voice)} ${dated(until, given?.until ?? null, voice)}
    ${fact(texts.lastFetch, lastFetchAt === null ? texts.never : formatDayAndTime(lastFetchAt, voice))}
  </dl>`
}

function dated(term: string, instant: Date | null, voice: Voice): Html | null {
  return instant === null ? null : fact(term, formatDate(instant, voice))
}

function fact(term: string, said: string): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${said}</dd>
  </div>`
}

function details({ language, live }: OverviewPageView, given: NonNullable<OverviewPageView['given']>): Html {
  const texts = overviewTexts(language)
  const isOver = live === null
  const headings = isOver ? texts.past : texts
  return html`<section class="card">
    ${!isOver && list(texts.missing, given.missing)} ${list(headings.fetched, given.fetched)}
    ${list(headings.purposes, given.purposes)} ${list(headings.permissions, given.permissions)}
    ${!isOver && list(texts.surplus, given.surplus)} ${list(headings.recipients, given.recipients)}
    <h2>${texts.proof}</h2>
    <p class="quiet">${texts.proofText(given.receipt, given.noticeVersion)}</p>
    <p><a href="${given.receiptUrl}" download>${texts.download}</a></p>
  </section>`
}

function list(heading: string, items: readonly string[]): Html | null {
  if (items.length === 0) return null
  return html`<h2>${heading}</h2>
    <ul>
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`
}
