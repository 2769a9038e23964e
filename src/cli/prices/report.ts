import { localTime, MARKET_TIME_ZONE } from '../../base/local-time.ts'
import { zoneFacts } from '../../prices/zones.ts'
import type { SlotCost } from '../../tariffs/cost-curve.ts'
import { formatDay, formatNumber, type Voice } from '../../texts/format.ts'
import { priceUnit } from '../../texts/money.ts'
import { drawChart } from '../plan/chart.ts'
import { LINE_WIDTH, tableLines, wrapped } from '../plan/text.ts'
import type { DayPrices } from './day-prices.ts'
import { PART_NAMES, type PartName, PRICES_WORDS } from './words.ts'

/** A day of prices as a page of text, no line longer than {@link LINE_WIDTH}. */
export function pricesReport(day: DayPrices): readonly string[] {
  const { request, slots, costed } = day
  const words = PRICES_WORDS[request.language]
  const voice: Voice = { language: request.language, timeZone: MARKET_TIME_ZONE }
  const first = slots[0]?.start ?? new Date(0)
  const unit = priceUnit(zoneFacts(request.zone).currency)
  const date = `${formatDay(first, voice)} ${request.day.slice(0, 4)}`
  const title = words.title(request.zone, date, unit)
  const notes = costed === null ? [words.spotOnly] : costed.tariff.gaps.map(({ message }) => message)
  return [
    ...wrapped(title, LINE_WIDTH),
    '',
    ...chartLines(day, voice),
    '',
    ...(costed === null ? spotTable(day) : costTable(day, costed.costs)),
    '',
    ...[...notes, words.credit].flatMap((note) => wrapped(note, LINE_WIDTH)),
  ]
}

function chartLines({ request, slots, costed }: DayPrices, voice: Voice): readonly string[] {
  const shown = costed?.costs ?? slots.map(({ start, end, perKwh }) => ({ start, end, costPerKwh: perKwh }))
  const [first, last] = [slots[0], slots.at(-1)]
  if (first === undefined || last === undefined) return []
  const chart = drawChart({
    window: { start: first.start, end: last.end },
    slots: shown,
    blocks: [],
    timeZone: MARKET_TIME_ZONE,
    price: (perKwh) => formatNumber(100 * perKwh, request.language, 1),
    day: (instant) => formatDay(instant, voice),
    charging: '',
  })
  // Nothing is planned here, so the line of marks goes.
  return chart.lines.filter((line) => !/^ *·+$/.test(line))
}

function spotTable({ request, slots }: DayPrices): readonly string[] {
  const words = PRICES_WORDS[request.language]
  const rows = slots.map(({ start, end, perKwh }) => [
    times(start, end),
    formatNumber(100 * perKwh, request.language, 2),
  ])
  return tableLines(
    [
      { title: words.when, align: 'left' },
      { title: words.parts.spot, align: 'right' },
    ],
    rows,
  )
}

/** Only parts that are something in some slot have a column. */
function costTable({ request }: DayPrices, costs: readonly SlotCost[]): readonly string[] {
  const words = PRICES_WORDS[request.language]
  const number = (perKwh: number): string => formatNumber(100 * perKwh, request.language, 2)
  const shown = PART_NAMES.filter((name) => costs.some(({ components }) => Math.abs(components[name]) > 1e-9))
  const titles = shown.map((name: PartName) => ({ title: words.parts[name], align: 'right' as const }))
  const rows = costs.map(({ start, end, components, costPerKwh }) => [
    times(start, end),
    ...shown.map((name) => number(components[name])),
    number(costPerKwh),
  ])
  return tableLines(
    [{ title: words.when, align: 'left' }, ...titles, { title: words.sum, align: 'right' }],
    rows,
  )
}

function times(start: Date, end: Date): string {
  return `${localTime(start, MARKET_TIME_ZONE)}–${localTime(end, MARKET_TIME_ZONE)}`
}
