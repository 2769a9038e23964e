import { localTime, MARKET_TIME_ZONE } from '../../base/local-time.ts'
import type { CarOutcome, ChargedBlock } from './collect.ts'
import type { NightOutcome } from './judge.ts'
import type { DemoLanguage, Words } from './words.ts'

/** The table: one row per car, one line per stretch of charging. */
export function tableOf(
  cars: readonly CarOutcome[],
  words: Words,
  language: DemoLanguage,
): readonly string[] {
  const rows = cars.flatMap((car) => rowsOf(car, words, language))
  const widths = words.columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const print = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        NUMERIC.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [print(words.columns), print(widths.map((width) => '─'.repeat(width))), ...rows.map(print)]
}

/** One line for each home with a meter: what its capacity step left, what the plan came to, and what that was worth. */
export function capacityLines(
  cars: readonly Pick<CarOutcome, 'name' | 'capacity'>[],
  words: Words,
  language: DemoLanguage,
): readonly string[] {
  const number = decimals(language)
  return cars.flatMap(({ name, capacity }) => {
    if (capacity === null) return []
    const { left, highest, avoided, dearerHours } = capacity
    return [
      words.capacity(
        name,
        [left, highest].map((kw) => number(kw, 1)),
        [number(avoided, 0), number(dearerHours, 2)],
      ),
    ]
  })
}

/** What the closing lines are made of. */
export interface ClosingFigures extends Pick<NightOutcome, 'totals' | 'promises' | 'commands'> {
  readonly coordinates: {
    readonly received: number
    readonly hits: readonly unknown[]
    readonly bytes: number
    readonly places: number
    readonly control: { readonly planted: number; readonly found: number }
  }
}

/** The four lines everything ends with. */
export function closingLines(
  outcome: ClosingFigures,
  words: Words,
  language: DemoLanguage,
): readonly string[] {
  const { totals, promises, commands, coordinates } = outcome
  const number = decimals(language)
  const share = totals.baselineCost === 0 ? '0' : number((100 * totals.saved) / totals.baselineCost, 0)
  const { control } = coordinates
  const controlled =
    control.found === control.planted
      ? words.controlAll
      : words.controlMissed(control.planted - control.found)
  const scanned = words.coordinates(
    coordinates.received,
    coordinates.hits.length,
    Math.round(coordinates.bytes / 1e6),
    coordinates.places,
  )
  return [
    words.saved(number(totals.saved, 2), number(totals.baselineCost, 2), share),
    words.promises(promises.kept, promises.made),
    words.commands(commands.sent, commands.confirmed, commands.doubled),
    `${scanned}, ${controlled}`,
  ]
}

const NUMERIC: readonly number[] = [3, 4, 5, 6]

function rowsOf(car: CarOutcome, words: Words, language: DemoLanguage): readonly (readonly string[])[] {
  const number = decimals(language)
  const { result, commands } = car
  const [first, ...rest] = car.blocks.map((block) => blockText(block, language))
  const sums =
    result === null
      ? ['', '', '', '']
      : [result.energy, result.cost, result.baselineCost, result.saved].map((value, index) =>
          number(value, index === 0 ? 1 : 2),
        )
  const head = [
    `${car.name}, ${car.car}`,
    first ?? '',
    promiseText(car, words),
    ...sums,
    `${String(commands.sent)}/${String(commands.confirmed)}`,
  ]
  return [head, ...rest.map((text) => ['', text])]
}

function promiseText({ withdrawn, session, result }: CarOutcome, words: Words): string {
  if (withdrawn) return words.withdrawn
  if (session?.socAtReadyBy == null) return ''
  const verdict = result?.promiseKept === true ? words.kept : words.missed
  return `${String(session.socAtReadyBy)} % ${localTime(session.readyBy, MARKET_TIME_ZONE)} ${verdict}`
}

function blockText({ start, end, perKwh }: ChargedBlock, language: DemoLanguage): string {
  const times = `${localTime(start, MARKET_TIME_ZONE)}–${localTime(end, MARKET_TIME_ZONE)}`
  return perKwh === null
    ? times
    : `${times} at ${decimals(language)(perKwh, 2)}`.replace(' at ', language === 'nb' ? ' à ' : ' at ')
}

function decimals(language: DemoLanguage): (value: number, digits: number) => string {
  const locale = language === 'nb' ? 'nb-NO' : 'en-GB'
  return (value, digits) =>
    value.toLocaleString(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: false,
    })
}
