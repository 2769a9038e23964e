import type { Currency } from '../prices/zones.ts'
import type { TimeZone } from '../base/local-time.ts'
import type { ChargeNowObstacle } from '../control/charge-now-obstacle.ts'
import { formatDayAndTime, formatPercent } from '../texts/format.ts'
import { formatSum } from '../texts/money.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { wishTexts } from '../texts/wish-texts.ts'
import { formField } from './form-field.ts'
import { html, type Html } from './html.ts'
import { framed, type FrameView } from './page-frame.ts'
import { extraCost } from './plan-forms.ts'

export const CHARGE_NOW_ENDS = ['target', 'time', 'unplugged'] as const
export type ChargeNowEndChoice = (typeof CHARGE_NOW_ENDS)[number]
export type ChargeNowField = 'until' | 'targetPercent' | 'hours'

/** What charge now would come to, as far as it is known. */
export interface ChargeNowQuote {
  readonly endsAt: Date | null
  readonly socPercent: number | null
  readonly cost: number | null
  readonly extraCost: number | null
  readonly provisional: boolean
}

export interface ChargeNowPageView extends FrameView {
  readonly timeZone: TimeZone
  readonly currency: Currency
  readonly planUrl: string
  /** GET with `until`, `targetPercent` and `hours` shows the cost; POST with the same begins. */
  readonly url: string
  /** What the address of this page holds beside the choice. */
  readonly address: Readonly<Record<string, string>>
  readonly choice: {
    /** `null`: none of them was chosen. */
    readonly until: ChargeNowEndChoice | null
    readonly targetPercent: string
    readonly hours: string
  }
  readonly faulty: readonly ChargeNowField[]
  /** What keeps it from being done; `null`: nothing that is known. */
  readonly obstacle: ChargeNowObstacle | null
  /** As on the plan page. */
  readonly unpluggedAsOf?: Date | undefined
  /** `null` until a choice was made, and while it is a wrong one. */
  readonly quote: ChargeNowQuote | null
}

/** Charge now with an end of the driver's choice: the cost is shown before anything begins. */
export function renderChargeNowPage(view: ChargeNowPageView): string {
  const texts = wishTexts(view.language).chargeNow
  return framed(
    view,
    texts.title,
    html`<section class="card">
        <h1>${texts.title}</h1>
        ${isMendedByChoice(view.obstacle) && html`<p>${texts.lead}</p>`}
        ${view.obstacle !== null && html`<p class="note note-warning" role="alert">${texts.refused[view.obstacle]}</p>`}
        ${view.unpluggedAsOf !== undefined && view.obstacle === null && html`<p class="note">${texts.lookFirst(formatDayAndTime(view.unpluggedAsOf, view))}</p>`}
        ${isMendedByChoice(view.obstacle) && choiceForm(view)}
      </section>
      ${view.quote !== null && quoteCard(view, view.quote)}
      <p><a href="${view.planUrl}">${texts.toPlan}</a></p>`,
  )
}

/** Whether there is anything to choose: a form that can only fail is not shown. */
function isMendedByChoice(obstacle: ChargeNowObstacle | null): boolean {
  return obstacle === null || MENDED_BY_CHOICE.includes(obstacle)
}

const MENDED_BY_CHOICE: readonly ChargeNowObstacle[] = [
  'target-above-vehicle-limit',
  'target-already-reached',
]

function choiceForm(view: ChargeNowPageView): Html {
  const { chargeNow: texts, faults } = wishTexts(view.language)
  const { choice, faulty } = view
  const isUnchosen = faulty.includes('until')
  const end = (until: ChargeNowEndChoice): Html =>
    html`<label class="choice"
      ><input
        type="radio"
        name="until"
        id="until-${until}"
        value="${until}"
        ${choice.until === until && html`checked`}
      />${texts[until]}</label
    >`
  return html`<form class="stacked" method="get" action="${view.url}">
    ${hidden(view.address)}
    <fieldset
      class="ends"
      ${isUnchosen && html`role="radiogroup" aria-invalid="true" aria-describedby="until-fault"`}
    >
      <legend>${texts.until}</legend>
      ${isUnchosen && html`<p class="fault" id="until-fault">${faults.chargeEnd}</p>`}
      <div class="end">
        ${end('target')}
        ${formField({
          ...{
            name: 'targetPercent',
            type: 'number',
            label: texts.targetPercent,
            value: choice.targetPercent,
          },
          range: { least: 1, most: 100 },
          fault: faulty.includes('targetPercent') ? faults.chargeTarget : null,
        })}
      </div>
      <div class="end">
        ${end('time')}
        ${formField({
          ...{ name: 'hours', type: 'number', label: texts.hours, value: choice.hours },
          range: { least: 0.5, most: 24, step: 0.5 },
          fault: faulty.includes('hours') ? faults.hours : null,
        })}
      </div>
      <div class="end">${end('unplugged')}</div>
    </fieldset>
    <button>${texts.see}</button>
  </form>`
}

function quoteCard(view: ChargeNowPageView, quote: ChargeNowQuote): Html {
  const texts = wishTexts(view.language).chargeNow
  const { endsAt, socPercent, cost, provisional } = quote
  return html`<section class="card" id="quote">
    <h2>${texts.costHeading}</h2>
    ${endsAt === null && socPercent === null && cost === null && html`<p class="note">${texts.unknown}</p>`}
    ${endsAt !== null && html`<p>${texts.ends(formatDayAndTime(endsAt, view))}</p>`}
    ${socPercent !== null && html`<p>${texts.reaches(formatPercent(socPercent, view.language))}</p>`}
    ${cost !== null && html`<p>${texts.cost(formatSum(cost, view))}</p>`} ${extraCost(quote.extraCost, view)}
    ${provisional && html`<p class="quiet">${texts.provisional}</p>`}
    <form method="post" action="${view.url}">
      ${hidden(chosen(view.choice))}
      <button class="primary wide">${pageTexts(view.language).boost.start}</button>
    </form>
  </section>`
}

/** What the button sends: the choice whose cost is shown, and nothing that belongs to another. */
function chosen({
  until,
  targetPercent,
  hours,
}: ChargeNowPageView['choice']): Readonly<Record<string, string>> {
  if (until === 'time') return { until, hours }
  return until === 'target' ? { until, targetPercent } : { until: 'unplugged' }
}

function hidden(values: Readonly<Record<string, string>>): Html[] {
  return Object.entries(values).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
}
