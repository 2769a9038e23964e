import { type Interval, overlap } from '../../base/interval.ts'
import { localDay, localTime, type TimeZone } from '../../base/local-time.ts'

export interface ChartInputs {
  readonly window: Interval
  readonly slots: readonly (Interval & { readonly costPerKwh: number | null })[]
  readonly blocks: readonly Interval[]
  readonly timeZone: TimeZone
  /** Label of a price at the left. */
  readonly price: (perKwh: number) => string
  /** Label of a day below. */
  readonly day: (instant: Date) => string
  /** Label of the line of marks. */
  readonly charging: string
}

export interface Chart {
  readonly lines: readonly string[]
  readonly minutesPerColumn: number
}

const ROWS = 4
const BARS = ' ▁▂▃▄▅▆▇█'
const MARKS = { none: '·', part: '▄', whole: '█' } as const
/** With a label of ten characters a line has at most 80. */
const MOST_COLUMNS = 66
const COLUMN_MINUTES = [15, 30, 60, 120, 180, 240, 360, 720]
const DAY_MINUTES = 1440
const MS_PER_MINUTE = 60_000

/**
 * Prices over a window as bars from the lowest to the highest, with a line of marks beneath where charging is planned. A column is the mean of what it covers: quarters, or as many as a line of 80 characters needs.
 */
export function drawChart(inputs: ChartInputs): Chart {
  const { columns, minutesPerColumn } = columnsOf(inputs.window)
  const prices = columns.map((column) => meanOver(column, inputs.slots))
  const known = prices.filter((price) => price !== null)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const labels = known.length === 0 ? ['', ''] : [inputs.price(high), inputs.price(low)]
  const width = Math.max(inputs.charging.length, ...labels.map((label) => label.length))
  const line = (label: string, tick: string, body: string): string =>
    `  ${label.padStart(width)} ${tick}${body}`.trimEnd()
  const bars = Array.from({ length: ROWS }, (_, row) => {
    const isEdge = row === 0 || row === ROWS - 1
    const body = prices.map((price) => barIn(ROWS - 1 - row, price, { low, high })).join('')
    return line(isEdge ? (labels[row === 0 ? 0 : 1] ?? '') : '', isEdge ? '┤' : '│', body)
  })
  const marks = columns.map((column) => markOf(column, inputs.blocks)).join('')
  const axis = axisOf(columns, inputs, minutesPerColumn)
  return {
    lines: [...bars, line(inputs.charging, ' ', marks), ...axis.map((text) => line('', ' ', text))],
    minutesPerColumn,
  }
}

/** Columns on whole quarters, hours and so on; of a window of months only the beginning. */
function columnsOf({ start, end }: Interval): { columns: readonly Interval[]; minutesPerColumn: number } {
  const firstOf = (minutes: number): number => Math.floor(start.getTime() / (minutes * MS_PER_MINUTE))
  const countOf = (minutes: number): number => {
    return Math.max(1, Math.ceil(end.getTime() / (minutes * MS_PER_MINUTE)) - firstOf(minutes))
  }
  const minutes = COLUMN_MINUTES.find((each) => countOf(each) <= MOST_COLUMNS) ?? DAY_MINUTES
  const edge = (index: number): Date => new Date((firstOf(minutes) + index) * minutes * MS_PER_MINUTE)
  const columns = Array.from({ length: Math.min(countOf(minutes), MOST_COLUMNS) }, (_, index) => ({
    start: edge(index),
    end: edge(index + 1),
  }))
  return { columns, minutesPerColumn: minutes }
}

function meanOver(column: Interval, slots: ChartInputs['slots']): number | null {
  let [length, sum] = [0, 0]
  for (const slot of slots) {
    const part = overlap(slot, column)
    if (part === undefined || slot.costPerKwh === null) continue
    length += lengthOf(part)
    sum += lengthOf(part) * slot.costPerKwh
  }
  return length === 0 ? null : sum / length
}

/**
 * The part of a bar that stands in a row, rows counted from below. The lowest price is one eighth high. Square root:
 * without it a single peak flattens the night, where the choice is made.
 */
function barIn(row: number, price: number | null, { low, high }: { low: number; high: number }): string {
  if (price === null) return row === 0 ? '?' : ' '
  const steps = ROWS * 8 - 1
  const eighths = 1 + Math.round(Math.sqrt((price - low) / (high - low || 1)) * steps)
  return BARS[Math.min(8, Math.max(0, eighths - 8 * row))] ?? ' '
}

function markOf(column: Interval, blocks: readonly Interval[]): string {
  const charged = blocks.reduce((sum, block) => {
    const part = overlap(block, column)
    return part === undefined ? sum : sum + lengthOf(part)
  }, 0)
  if (charged === 0) return MARKS.none
  return charged < 0.75 * lengthOf(column) ? MARKS.part : MARKS.whole
}

/** Two lines: hours, and below them the day wherever one begins. */
function axisOf(
  columns: readonly Interval[],
  { timeZone, day }: ChartInputs,
  minutesPerColumn: number,
): readonly string[] {
  const every = [1, 2, 3, 4, 6, 12].find((hours) => (hours * 60) / minutesPerColumn >= 4) ?? 24
  let [hours, days] = ['', '']
  columns.forEach(({ start }, index) => {
    const before = columns[index - 1]?.start
    const isNewDay = before === undefined || localDay(before, timeZone) !== localDay(start, timeZone)
    if (isNewDay && days.length <= Math.max(0, index - 1)) days = days.padEnd(index) + day(start)
    const group = groupOf(start, every, timeZone)
    const begins =
      before === undefined
        ? localTime(start, timeZone) === `${group}:00`
        : group !== groupOf(before, every, timeZone)
    if ((begins || isNewDay) && hours.length <= index) hours = hours.padEnd(index) + (begins ? group : '')
  })
  return [hours, days]
}

/** The hour, `HH`, at which the stretch of `every` hours begins that holds an instant. */
function groupOf(instant: Date, every: number, zone: TimeZone): string {
  const hour = Number(localTime(instant, zone).slice(0, 2))
  return String(hour - (hour % every)).padStart(2, '0')
}

function lengthOf({ start, end }: Interval): number {
  return end.getTime() - start.getTime()
}
