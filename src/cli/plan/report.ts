import { latest } from '../../base/interval.ts'
import { localDay, localTime, type TimeZone } from '../../base/local-time.ts'
import { addHoursExact, hoursBetween } from '../../base/units.ts'
import { energyToGoal } from '../../planning/charging-time.ts'
import type { Language } from '../../texts/language.ts'
import { formatDay, formatDayAndTime, formatKwh, formatNumber, formatPercent } from '../../texts/format.ts'
import { explainPlan, reasonWords } from '../../texts/plan-explanation.ts'
import { atMinutes } from './at-minutes.ts'
import { drawChart } from './chart.ts'
import { costLines } from './costs.ts'
import type { PlanOutcome } from './from-prices.ts'
import { LINE_WIDTH, tableLines, wrapped } from './text.ts'
import { PLAN_COMMAND_WORDS, type PlanCommandWords } from './words.ts'

/** A plan as a page of text, no line longer than {@link LINE_WIDTH}. */
export function reportLines(exact: PlanOutcome): readonly string[] {
  const outcome = { ...exact, plan: atMinutes(exact.plan) }
  const words = PLAN_COMMAND_WORDS[outcome.request.language]
  const sections = [
    headLines(outcome, words),
    blockLines(outcome, words),
    chartLines(exact, words),
    costLines(outcome, words),
    sentences(outcome),
    basisLines(outcome, words),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

function headLines({ request, problem, plan }: PlanOutcome, words: PlanCommandWords): readonly string[] {
  const { language, timeZone } = request
  const { need } = problem
  const time = (instant: Date): string => formatDayAndTime(instant, { language, timeZone })
  const goal = Math.max(need.target, need.minimum)
  const [from, to] = [need.soc, goal].map((soc) => formatPercent(soc, language))
  const title = words.title(from ?? '', to ?? '', time(need.readyBy), time(problem.now))
  const energy = energyToGoal(need)
  if (energy === 0 || plan.expectedReadyAt === null)
    return [...wrapped(title, LINE_WIDTH, '  '), words.nothing]
  const length = lengthWords(energy / need.power, words)
  const needed = words.need(formatKwh(energy, language), length, `${formatPower(need.power, language)} kW`)
  const slack = hoursBetween(plan.expectedReadyAt, need.readyBy)
  const finish = time(plan.expectedReadyAt)
  const verdict =
    plan.feasibility === 'ready'
      ? readyWords(finish, slack, words)
      : words.late(formatKwh(plan.shortfall, language), time(need.readyBy), finish)
  const start = plan.feasibility === 'ready' ? [words.latestStart(time(plan.latestStart))] : []
  return [title, needed, verdict, ...start].flatMap((text) => wrapped(text, LINE_WIDTH, '  '))
}

function blockLines({ request, plan, prices }: PlanOutcome, words: PlanCommandWords): readonly string[] {
  const { language, timeZone } = request
  const number = (value: number | null, decimals: number): string => {
    return value === null ? words.unknown : formatNumber(value, language, decimals)
  }
  if (plan.blocks.length === 0) return []
  const rows = plan.blocks.map((block) => {
    const { start, end, energy, cost } = block
    const day = (instant: Date): string => formatDay(instant, { language, timeZone })
    // Of a run of a day or more the clock alone would not tell when it ends.
    const endDay = hoursBetween(start, end) < 24 ? '' : `${day(end)} `
    const times = `${day(start)} ${clock(start, timeZone)}–${endDay}${clock(end, timeZone)}`
    const perKwh = cost === null ? null : cost / energy
    return [times, number(energy, 2), number(perKwh, 3), number(cost, 2), reasonWords(block, language)]
  })
  const table = tableLines(
    [
      { title: words.when, align: 'left' },
      { title: 'kWh', align: 'right' },
      { title: `${prices.currency}/kWh`, align: 'right' },
      { title: prices.currency, align: 'right' },
      { title: words.why, align: 'left' },
    ],
    rows,
  )
  const isDoubled = plan.blocks.some(({ start, end }) =>
    [start, end].some((edge) => doubled(edge, timeZone) !== ''),
  )
  return isDoubled ? [...table, `  ${words.doubled}`] : table
}

function clock(instant: Date, zone: TimeZone): string {
  return `${localTime(instant, zone)}${doubled(instant, zone)}`
}

/** Of a local time that comes twice: A for the first, B for the second, as timetables have it. */
function doubled(instant: Date, zone: TimeZone): string {
  const shows = (hours: number): string => localTime(addHoursExact(instant, hours), zone)
  if (shows(1) === shows(0)) return 'A'
  return shows(-1) === shows(0) ? 'B' : ''
}

function chartLines(outcome: PlanOutcome, words: PlanCommandWords): readonly string[] {
  const { request, problem, plan, prices } = outcome
  const { language, timeZone } = request
  const { now, need, slots } = problem
  const end = latest(need.readyBy, ...plan.blocks.map((block) => block.end))
  if (end <= now) return []
  const { lines, minutesPerColumn } = drawChart({
    window: { start: now, end },
    slots,
    blocks: plan.blocks,
    timeZone,
    price: (perKwh) => formatNumber(perKwh, language, 3),
    day: (instant) => formatDay(instant, { language, timeZone }),
    charging: words.charging,
  })
  const minutes = words.minutes(formatNumber(minutesPerColumn, language))
  const hasParts = lines.some((line) => line.includes('·') && line.includes('▄'))
  return [...lines, `  ${words.legend(minutes, `${prices.currency}/kWh`, hasParts)}`]
}

/** The driver's own sentences. */
function sentences({ request, plan, prices }: PlanOutcome): readonly string[] {
  const { language, timeZone } = request
  const voice = { language, timeZone, currency: prices.currency }
  return explainPlan(plan, voice).flatMap((text) => wrapped(`- ${text}`, LINE_WIDTH, '  '))
}

function basisLines({ request, prices }: PlanOutcome, words: PlanCommandWords): readonly string[] {
  const { language, timeZone } = request
  const { slots, currency, repairs } = prices
  const [first, last] = [slots[0], slots.at(-1)]
  if (first === undefined || last === undefined) return []
  const time = (instant: Date): string => `${localDay(instant, timeZone)} ${localTime(instant, timeZone)}`
  const count = formatNumber(slots.length, language)
  const basis = words.basis(count, time(first.start), time(last.end), `${timeZone}, ${currency}/kWh`)
  return [basis, words.nothingAdded, ...repairs.map((repair) => `! ${repair}`)].flatMap((text) =>
    wrapped(text, LINE_WIDTH, '  '),
  )
}

function readyWords(time: string, slack: number, words: PlanCommandWords): string {
  const isAMinute = Math.round(slack * 60) >= 1
  return isAMinute ? words.ready(time, lengthWords(slack, words)) : words.readyJustInTime(time)
}

function formatPower(power: number, language: Language): string {
  return formatNumber(power, language, Number.isInteger(power) ? 0 : 1)
}

function lengthWords(hours: number, words: PlanCommandWords): string {
  const minutes = Math.round(hours * 60)
  const whole = Math.floor(minutes / 60)
  return whole === 0 ? words.minutes(String(minutes)) : words.hours(String(whole), String(minutes % 60))
}
