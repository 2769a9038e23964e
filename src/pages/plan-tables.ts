import { localDay } from '../base/local-time.ts'
import { contains, overlap } from '../base/interval.ts'
import {
  formatDay,
  formatKwh,
  formatNumber,
  formatPercent,
  formatTimes,
  type Voice,
} from '../texts/format.ts'
import { formatSum, priceUnit } from '../texts/money.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { reasonWords } from '../texts/plan-explanation.ts'
import type { ChartPoint, ChartSlot } from './chart-geometry.ts'
import { html, type Html } from './html.ts'
import type { BlockView, PlanPageView } from './plan-view.ts'

/** What is planned, in words: the same as the highlighted bars. */
export function blocksTable(view: PlanPageView, voice: Voice): Html {
  const texts = pageTexts(view.language)
  const words = texts.table
  if (view.blocks.length === 0) {
    return html`<h2>${words.blocks}</h2>
      <p>${texts.plan.noPlan}</p>`
  }
  return html`<h2 id="blocks-heading">${words.blocks}</h2>
    <table class="stack" aria-labelledby="blocks-heading">
      <thead>
        <tr>
          <th scope="col">${words.when}</th>
          <th scope="col" class="number">${words.energy}</th>
          <th scope="col" class="number">${words.cost}</th>
          <th scope="col">${words.why}</th>
          <th scope="col">${words.state}</th>
        </tr>
      </thead>
      <tbody>
        ${view.blocks.map((block) => blockRow(block, view, voice))}
      </tbody>
      ${view.blocks.length > 1 && sumRow(view)}
    </table>`
}

/** Every slot with its price, the words behind the picture; folded away, since the picture is what most want. */
export function pricesTable(view: PlanPageView, voice: Voice): Html {
  const words = pageTexts(view.language).table
  const dayOf = (slot: ChartSlot): string => localDay(slot.start, view.timeZone)
  const days = [...new Set(view.slots.map(dayOf))]
  return html`<details>
    <summary>${words.prices}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${words.prices}">
      <table>
        <thead>
          <tr>
            <th scope="col">${words.when}</th>
            <th scope="col" class="number">${priceUnit(view.currency)}</th>
            <th scope="col">${words.charge}</th>
            <th scope="col" class="number">${words.soc}</th>
          </tr>
        </thead>
        ${days.map((day) =>
          dayOfPrices(
            view.slots.filter((slot) => dayOf(slot) === day),
            view,
            voice,
          ),
        )}
      </table>
    </div>
  </details>`
}

function blockRow(block: BlockView, view: PlanPageView, voice: Voice): Html {
  const words = pageTexts(view.language).table
  return html`<tr class="block-${block.state}">
    <th scope="row">
      ${formatTimes(block.start, block.end, voice)}
      <span class="quiet day">${formatDay(block.start, voice)}</span>
    </th>
    <td class="number">${formatKwh(block.energyKwh, view.language)}</td>
    <td class="number">${block.cost === null ? '–' : formatSum(block.cost, view)}</td>
    <td>${reasonWords(block, view.language)}</td>
    <td>${words.states[block.state]}</td>
  </tr>`
}

function sumRow(view: PlanPageView): Html {
  const words = pageTexts(view.language).table
  const energy = view.blocks.reduce((sum, block) => sum + block.energyKwh, 0)
  const cost = view.blocks.reduce<number | null>(
    (sum, block) => (sum === null || block.cost === null ? null : sum + block.cost),
    0,
  )
  return html`<tfoot>
    <tr>
      <th scope="row">${words.sum}</th>
      <td class="number">${formatKwh(energy, view.language)}</td>
      <td class="number">${cost === null ? '–' : formatSum(cost, view)}</td>
      <td></td>
      <td></td>
    </tr>
  </tfoot>`
}

function dayOfPrices(slots: readonly ChartSlot[], view: PlanPageView, voice: Voice): Html {
  const [first] = slots
  if (first === undefined) return html``
  return html`<tbody>
    <tr class="day-row">
      <th scope="rowgroup" colspan="4">${formatDay(first.start, voice)}</th>
    </tr>
    ${slots.map((slot) => priceRow(slot, view, voice))}
  </tbody>`
}

function priceRow(slot: ChartSlot, view: PlanPageView, voice: Voice): Html {
  const texts = pageTexts(view.language)
  const charging = view.blocks.some((block) => overlap(block, slot) !== undefined)
  const soc = expectedAt(view.expectedCurve, slot.end)
  return html`<tr
    class="${charging ? 'chosen' : ''}"
    ${contains(slot, view.now) && html`aria-current="time"`}
  >
    <th scope="row">${formatTimes(slot.start, slot.end, voice)}</th>
    <td class="number">
      ${slot.costPerKwh === null ? texts.chart.unknownPrice : formatNumber(slot.costPerKwh * 100, view.language, 1)}
      ${slot.costPerKwh !== null && slot.quality === 'estimate' && html`<span class="quiet">${texts.table.estimate}</span>`}
    </td>
    <td>${charging ? texts.table.charging : '–'}</td>
    <td class="number">${soc === null ? '–' : formatPercent(soc, view.language)}</td>
  </tr>`
}

/** The curve at an instant, straight between its points; `null` outside it. */
function expectedAt(curve: readonly ChartPoint[], instant: Date): number | null {
  const next = curve.findIndex((point) => point.at >= instant)
  const [before, after] = [curve[next - 1], curve[next]]
  if (after === undefined || (before === undefined && after.at > instant)) return null
  if (before === undefined) return after.soc
  const share = (+instant - +before.at) / (+after.at - +before.at)
  return before.soc + share * (after.soc - before.soc)
}
