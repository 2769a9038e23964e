import { localTime } from '../base/local-time.ts'
import { formatDay, formatNumber, formatTimes, type Voice } from '../texts/format.ts'
import { formatPrice, type MoneyVoice, priceUnit } from '../texts/money.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { chartGeometry, type Bar, type ChartGeometry, type ChartInput, type Span } from './chart-geometry.ts'
import { html, type Html } from './html.ts'

/** Pixels from the top: two rows of labels, the plot, a track of charging times, hours, days. */
const PLOT_TOP = 46
const PLOT_HEIGHT = 200
const PLOT_BOTTOM = PLOT_TOP + PLOT_HEIGHT
const TRACK_Y = PLOT_BOTTOM + 5
const HOURS_Y = PLOT_BOTTOM + 32
const DAYS_Y = PLOT_BOTTOM + 50
const HEIGHT = PLOT_BOTTOM + 58

/** What the bars show. Patterns are named after it: one in a chart that is hidden would not be drawn. */
export type ChartName = 'bill' | 'spot'

/**
 * The picture of a plan: price bars, planned charging, state of charge expected and measured, now and ready-by. Hidden
 * from screen readers, which get the tables under it; positions are in percent, so that text keeps its size on any
 * screen.
 */
export function planChart(input: ChartInput, voice: MoneyVoice, name: ChartName): Html {
  const chart = chartGeometry(input, PLOT_HEIGHT)
  const texts = pageTexts(voice.language).chart
  return html`<div class="chart" aria-hidden="true">
    <div class="chart-units">
      <span>${chart.prices.length > 0 && priceUnit(voice.currency)}</span><span>${texts.soc}</span>
    </div>
    <div class="chart-row">
      ${priceAxis(chart, voice)}
      <svg class="chart-plot" width="100%" height="${HEIGHT}">
        ${hatching(name)} ${grid(chart)} ${chart.blocks.map(shade)}
        ${chart.bars.map((bar) => priceBar(bar, voice, name))}
        ${chart.planned.map((bar) => plannedBar(bar, name))}
        <line class="zero" x1="0" x2="100%" y1="${PLOT_TOP + chart.zero}" y2="${PLOT_TOP + chart.zero}" />
        ${chart.blocks.map(trackPart)} ${curves(chart)} ${timeLabels(chart, voice)}
        ${marks(chart, input, voice)}
      </svg>
      ${socAxis()}
    </div>
    ${legend(chart, voice, name)}
  </div>`
}

function priceAxis(chart: ChartGeometry, voice: Voice): Html {
  return html`<svg class="chart-axis" width="40" height="${HEIGHT}">
    ${chart.prices.map(
      ({ y, perKwh }) =>
        html`<text class="tick" x="34" y="${PLOT_TOP + y + 4}" text-anchor="end">
          ${formatNumber(perKwh * 100, voice.language, isWholeOre(perKwh) ? 0 : 1)}
        </text>`,
    )}
  </svg>`
}

function isWholeOre(perKwh: number): boolean {
  return Math.abs(perKwh * 100 - Math.round(perKwh * 100)) < 1e-6
}

function socAxis(): Html {
  return html`<svg class="chart-axis" width="32" height="${HEIGHT}">
    ${[0, 25, 50, 75, 100].map(
      (soc) =>
        html`<text class="tick tick-soc" x="6" y="${PLOT_BOTTOM - (PLOT_HEIGHT * soc) / 100 + 4}"
          >${soc}</text
        >`,
    )}
  </svg>`
}

/** Referenced by presentation attributes: a `url()` in a stylesheet would be looked up in the stylesheet's own file. */
function hatching(name: ChartName): Html {
  return html`<defs>
    <pattern
      id="hatch-${name}"
      width="6"
      height="6"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect class="hatch-ground" width="6" height="6" />
      <line class="hatch-line" x1="0" x2="0" y1="0" y2="6" />
    </pattern>
    <pattern
      id="hatch-planned-${name}"
      width="6"
      height="6"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect class="hatch-ground" width="6" height="6" />
      <line class="hatch-line-planned" x1="0" x2="0" y1="0" y2="6" />
    </pattern>
  </defs>`
}

function grid(chart: ChartGeometry): Html {
  return html`${chart.prices.map(
    ({ y }) => html`<line class="grid" x1="0" x2="100%" y1="${PLOT_TOP + y}" y2="${PLOT_TOP + y}" />`,
  )}${chart.midnights.map(
    ({ x }) =>
      html`<line class="midnight" x1="${x}%" x2="${x}%" y1="${PLOT_TOP}" y2="${PLOT_BOTTOM}" />
        <line class="midnight" x1="${x}%" x2="${x}%" y1="${HOURS_Y + 6}" y2="${DAYS_Y}" />`,
  )}`
}

function shade({ x, width }: Span): Html {
  return html`<rect class="shade" x="${x}%" width="${width}%" y="${PLOT_TOP}" height="${PLOT_HEIGHT}" />`
}

function trackPart({ x, width }: Span): Html {
  return html`<rect class="track" x="${x}%" width="${width}%" y="${TRACK_Y}" height="8" rx="2" />`
}

function priceBar(bar: Bar, voice: MoneyVoice, name: ChartName): Html {
  const { slot } = bar
  const texts = pageTexts(voice.language).chart
  const price = slot.costPerKwh === null ? texts.unknownPrice : formatPrice(slot.costPerKwh, voice)
  const kind = slot.costPerKwh === null ? 'unknown' : slot.quality
  return html`<rect
    class="bar bar-${kind}"
    ${slot.quality === 'estimate' && html`fill="url(#hatch-${name})"`}
    ${place(bar)}
    ><title>${formatTimes(slot.start, slot.end, voice)} · ${price}</title></rect
  >`
}

function plannedBar(bar: Bar, name: ChartName): Html {
  const estimate = bar.slot.quality === 'estimate'
  return html`<rect
    class="planned planned-${bar.slot.quality}"
    ${estimate && html`fill="url(#hatch-planned-${name})"`}
    ${place(bar)}
  />`
}

/** A thin gap to the right of each bar keeps neighbours apart. */
function place(bar: Bar): Html {
  const gap = bar.width > 2 ? 0.4 : 0
  return html`x="${bar.x}%" width="${Math.max(bar.width - gap, 0.05).toFixed(3)}%" y="${PLOT_TOP + bar.y}"
  height="${bar.height}"`
}

/** Curves stretch with the chart; their strokes do not. */
function curves(chart: ChartGeometry): Html {
  const path = (points: ChartGeometry['expected']): string =>
    points.map(({ x, y }) => `${String(x * 10)},${String(y)}`).join(' ')
  const last = chart.observed.at(-1) ?? null
  return html`<svg
      class="curves"
      y="${PLOT_TOP}"
      width="100%"
      height="${PLOT_HEIGHT}"
      viewBox="0 0 1000 ${PLOT_HEIGHT}"
      preserveAspectRatio="none"
    >
      <polyline class="curve-halo" points="${path(chart.expected)}" />
      <polyline class="curve-halo" points="${path(chart.observed)}" />
      <polyline class="curve expected" points="${path(chart.expected)}" />
      <polyline class="curve observed" points="${path(chart.observed)}" /></svg
    >${last && html`<circle class="observed-dot" cx="${last.x}%" cy="${PLOT_TOP + last.y}" r="4" />`}`
}

function timeLabels(chart: ChartGeometry, voice: Voice): Html {
  const hours = chart.hours.map(
    ({ x, at, minor }) =>
      html`<g class="${minor ? 'hour minor' : 'hour'}">
        <line class="hour-tick" x1="${x}%" x2="${x}%" y1="${PLOT_BOTTOM}" y2="${PLOT_BOTTOM + 4}" />
        <text class="tick" x="${x}%" y="${HOURS_Y}" text-anchor="${anchor(x, 2, 98)}">
          ${localTime(at, voice.timeZone).slice(0, 2)}
        </text>
      </g>`,
  )
  const days = chart.midnights
    .filter(({ x }) => x < 85)
    .map(
      ({ x, at }) =>
        html`<text class="tick day" x="${x}%" dx="5" y="${DAYS_Y}">${formatDay(at, voice)}</text>`,
    )
  const firstMidnight = chart.midnights[0]?.x ?? 100
  const today = html`<text class="tick day" x="0" y="${DAYS_Y}"
    >${formatDay(chart.window.start, voice)}</text
  >`
  return html`${hours}${firstMidnight > 40 && today}${days}`
}

/** Now and ready-by have a row of labels each, so that they never run into one another. */
function marks(chart: ChartGeometry, input: ChartInput, voice: Voice): Html {
  const texts = pageTexts(voice.language).chart
  const time = (instant: Date): string => localTime(instant, voice.timeZone)
  const goal =
    chart.readyBy !== null &&
    html`<line class="ready-by" x1="${chart.readyBy}%" x2="${chart.readyBy}%" y1="38" y2="${PLOT_BOTTOM}" />
      <circle class="goal" cx="${chart.readyBy}%" cy="${PLOT_TOP + chart.targetY}" r="6" />
      <text
        class="mark-label ready-by-label"
        x="${chart.readyBy}%"
        y="33"
        text-anchor="${anchor(chart.readyBy, 22, 78)}"
      >
        ${texts.readyBy} ${time(input.readyBy)}
      </text>`
  return html`<line class="now" x1="${chart.now}%" x2="${chart.now}%" y1="19" y2="${PLOT_BOTTOM}" />
    ${goal}
    <text class="mark-label" x="${chart.now}%" y="14" text-anchor="${anchor(chart.now, 14, 86)}">
      ${texts.now} ${time(input.now)}
    </text>`
}

function anchor(x: number, low: number, high: number): 'start' | 'middle' | 'end' {
  if (x < low) return 'start'
  return x > high ? 'end' : 'middle'
}

function legend(chart: ChartGeometry, voice: Voice, name: ChartName): Html {
  const texts = pageTexts(voice.language).chart
  const kinds = new Set(
    chart.bars.filter((bar) => bar.slot.costPerKwh !== null).map((bar) => bar.slot.quality),
  )
  const box = (attributes: Html): Html => html`<rect x="1" y="1" width="16" height="10" ${attributes} />`
  const stroke = (kind: string): Html => html`<line class="curve ${kind}" x1="0" x2="18" y1="6" y2="6" />`
  const entries = [
    kinds.has('final') && entry(box(html`class="bar bar-final"`), texts.legendPrice),
    kinds.has('estimate') &&
      entry(box(html`class="bar bar-estimate" fill="url(#hatch-${name})"`), texts.legendEstimate),
    chart.blocks.length > 0 && entry(box(html`class="track"`), texts.legendPlanned),
    chart.expected.length > 1 && entry(stroke('expected'), texts.legendExpected),
    chart.observed.length > 1 && entry(stroke('observed'), texts.legendObserved),
  ]
  return html`<ul class="legend">
    ${entries.filter((each) => each !== false)}
  </ul>`
}

function entry(swatch: Html, label: string): Html {
  return html`<li><svg class="swatch" width="18" height="12">${swatch}</svg> ${label}</li>`
}
