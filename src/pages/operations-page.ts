import type { TimeZone } from '../base/local-time.ts'
import type { Fleet } from '../control/fleet.ts'
import { formatDayAndTime, formatNumber } from '../texts/format.ts'
import { operationsTexts } from '../texts/operations-texts.ts'
import { html, type Html } from './html.ts'
import { framed, type FrameView } from './page-frame.ts'

/** How all cars are doing, in figures. */
export interface FleetView extends Fleet {
  readonly asOf: Date
  readonly health: {
    readonly status: 'ok' | 'evacuating' | 'workers_silent'
    readonly workers: readonly { readonly worker: string; readonly silentSeconds: number }[]
  }
  readonly prices: readonly {
    readonly zone: string
    readonly source: string
    readonly fetchedAt: Date
    readonly daysHeld: number
  }[]
}

export interface OperationsPageView extends FrameView {
  readonly timeZone: TimeZone
  readonly fleet: FleetView
}

/** One page that says what is wrong and who is at risk: figures, the cars in trouble, and what everything rests on. */
export function renderOperationsPage(view: OperationsPageView): string {
  const texts = operationsTexts(view.language)
  const { fleet } = view
  const isWell = fleet.health.status === 'ok'
  return framed(
    view,
    texts.title,
    html`<div class="page-head">
        <h1>${texts.title}</h1>
        <p class="quiet">${texts.lead(formatDayAndTime(fleet.asOf, view))}</p>
      </div>
      <section class="card" id="figures" data-live>
        <p class="${isWell ? 'note' : 'note note-warning'}">${texts.status[fleet.health.status]}</p>
        ${figures(view)}
      </section>
      <section class="card" id="troubles" data-live>${troubles(view)}</section>
      <div class="pair">
        <section class="card" id="reasons" data-live>${reasons(view)}</section>
        <section class="card" id="connections" data-live>${connections(view)}</section>
        <section class="card" id="carmakers" data-live>${carmakers(view)}</section>
        <section class="card" id="workers" data-live>${workers(view)}</section>
      </div>
      <section class="card" id="prices" data-live>${prices(view)}</section>`,
  )
}

function figures({ fleet, language }: OperationsPageView): Html {
  const { figures: texts } = operationsTexts(language)
  const { commands } = fleet
  const cars = fleet.reasons.reduce((sum, reason) => sum + reason.cars, 0)
  const figure = (label: string, value: number, more = ''): Html =>
    html`<div>
      <dt>${label}</dt>
      <dd>
        ${formatNumber(value, language)}${more !== '' && html`<br /><span class="quiet">${more}</span>`}
      </dd>
    </div>`
  const outcomes = (['confirmed', 'refused', 'unknown'] as const).map(
    (outcome) => `${formatNumber(commands[outcome], language)} ${texts[outcome]}`,
  )
  return html`<dl class="sums">
    ${figure(texts.cars, cars)} ${figure(texts.inTrouble, fleet.inTrouble)} ${figure(texts.late, fleet.late)}
    ${figure(texts.sent, commands.sent, outcomes.join(', '))}
  </dl>`
}

function troubles(view: OperationsPageView): Html {
  const texts = operationsTexts(view.language)
  const { fleet, language } = view
  const rows = fleet.troubles.map(({ vehicleId, cause, since, latestStart }) => [
    html`<a href="/operations/vehicles/${vehicleId}/why" aria-label="${texts.decisionsOf(vehicleId)}"
      >${vehicleId.slice(0, 8)}</a
    >`,
    html`<code>${cause}</code>`,
    latestStart === null ? texts.none : formatDayAndTime(latestStart, view),
    formatDayAndTime(since, view),
  ])
  const heads = [texts.vehicle, texts.cause, texts.latestStart, texts.since]
  if (rows.length === 0)
    return html`<h2>${texts.troubles}</h2>
      <p>${texts.noTroubles}</p>`
  const listed = texts.listed(formatNumber(rows.length, language), formatNumber(fleet.inTrouble, language))
  return html`${table(texts.troubles, heads, rows)}
    <p class="quiet">${listed}</p>`
}

function reasons({ fleet, language }: OperationsPageView): Html {
  const texts = operationsTexts(language)
  const rows = fleet.reasons.map(({ reason, cars }) => [
    reason === null ? texts.notLookedAt : html`<code>${reason}</code>`,
    formatNumber(cars, language),
  ])
  return table(texts.reasons, [texts.reason, texts.count], rows)
}

function connections({ fleet, language }: OperationsPageView): Html {
  const texts = operationsTexts(language)
  const rows = fleet.connections.map((row) => [
    row.carmaker,
    html`<code>${row.reason}</code>`,
    formatNumber(row.connections, language),
  ])
  return table(texts.connections, [texts.carmaker, texts.reason, texts.count], rows)
}

function carmakers(view: OperationsPageView): Html {
  const texts = operationsTexts(view.language)
  const at = (instant: Date): string => formatDayAndTime(instant, view)
  const rows = view.fleet.carmakers.map(({ carmaker, region, awaySince, waiting, quietUntil }) => [
    region === null ? carmaker : `${carmaker} ${region}`,
    awaySince === null ? texts.answers : texts.away(at(awaySince)),
    formatNumber(waiting, view.language),
    quietUntil === null ? texts.none : at(quietUntil),
  ])
  const heads = [texts.carmaker, texts.state, texts.waiting, texts.quietUntil]
  return table(texts.carmakers, heads, rows)
}

function workers({ fleet, language }: OperationsPageView): Html {
  const texts = operationsTexts(language)
  const rows = fleet.health.workers.map(({ worker, silentSeconds }) => [
    html`<code class="long">${worker}</code>`,
    texts.seconds(formatNumber(silentSeconds, language)),
  ])
  if (rows.length > 0) return table(texts.workers, [texts.worker, texts.heard], rows)
  return html`<h2>${texts.workers}</h2>
    <p>${texts.noWorkers}</p>`
}

function prices(view: OperationsPageView): Html {
  const texts = operationsTexts(view.language)
  const rows = view.fleet.prices.map(({ zone, source, daysHeld, fetchedAt }) => [
    zone,
    source,
    formatNumber(Math.max(0, daysHeld), view.language),
    formatDayAndTime(fetchedAt, view),
  ])
  return table(texts.prices, [texts.zone, texts.source, texts.daysHeld, texts.fetched], rows)
}

/** Wide tables scroll by themselves, with the keyboard too, so that the page never does sideways. */
function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  return html`<h2>${caption}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (cells) =>
              html`<tr>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}
