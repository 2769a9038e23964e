import { parseArgs } from 'node:util'
import { isTimeZone, MARKET_TIME_ZONE, nextLocalTime, type TimeZone } from '../../base/local-time.ts'
import { isPriceUnit, UNITS, type PriceUnit } from '../../prices/price-file/units.ts'
import type { Language } from '../../texts/language.ts'
import { UsageError } from '../usage.ts'

/** A plan from price files. */
export interface PriceRequest {
  readonly kind: 'prices'
  readonly files: readonly string[]
  readonly column: string | undefined
  readonly unit: PriceUnit | undefined
  /** Whose clock is shown, and read in `--ready-by`. */
  readonly timeZone: TimeZone
  /** Whether the zone was given: only then may price files leave out the offset from UTC. */
  readonly isZoneGiven: boolean
  /** `undefined`: the first instant of the prices. */
  readonly now: Date | undefined
  readonly readyBy: (now: Date) => Date
  readonly numbers: PlanNumbers
  /** `null`: not limited. */
  readonly maxStarts: number | null
  readonly priceLimit: number | undefined
  readonly chargingNow: boolean
  readonly language: Language
  readonly json: boolean
}

/** Answers to problem objects. */
export interface ProblemRequest {
  readonly kind: 'problem'
  /** `-`: standard input. */
  readonly file: string
  readonly batch: boolean
}

/** @throws UsageError naming every option that is missing or wrong */
export function readOptions(args: readonly string[]): PriceRequest | ProblemRequest {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  if (values.problem === undefined) return priceRequest(values)
  const others = Object.keys(values).filter((name) => name !== 'problem' && name !== 'batch')
  if (others.length > 0)
    throw new UsageError(`--problem holds the whole request; leave out --${others.join(', --')}`)
  return { kind: 'problem', file: values.problem, batch: values.batch ?? false }
}

const OPTIONS = {
  prices: { type: 'string', multiple: true },
  column: { type: 'string' },
  unit: { type: 'string' },
  soc: { type: 'string' },
  target: { type: 'string' },
  minimum: { type: 'string' },
  capacity: { type: 'string' },
  power: { type: 'string' },
  efficiency: { type: 'string' },
  'ready-by': { type: 'string' },
  now: { type: 'string' },
  'time-zone': { type: 'string' },
  'max-starts': { type: 'string' },
  'min-run': { type: 'string' },
  'start-cost': { type: 'string' },
  'price-limit': { type: 'string' },
  'charging-now': { type: 'boolean' },
  lang: { type: 'string' },
  json: { type: 'boolean' },
  problem: { type: 'string' },
  batch: { type: 'boolean' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

/** Options that are one number each. */
const NUMBERS = {
  soc: { least: 0, most: 100, otherwise: undefined, expected: 'a percentage, 0 to 100' },
  target: { least: 0, most: 100, otherwise: undefined, expected: 'a percentage, 0 to 100' },
  minimum: { least: 0, most: 100, otherwise: 0, expected: 'a percentage, 0 to 100' },
  capacity: { least: 0.1, most: 1000, otherwise: undefined, expected: 'kWh, 0.1 to 1000' },
  power: { least: 0.1, most: 1000, otherwise: undefined, expected: 'kW, 0.1 to 1000' },
  efficiency: { least: 0.01, most: 1, otherwise: 0.9, expected: 'a share, 0.01 to 1' },
  'min-run': { least: 0, most: 1440, otherwise: 30, expected: 'minutes, 0 to 1440' },
  'start-cost': { least: 0, most: 1e6, otherwise: 0, expected: 'a sum, 0 or more' },
} as const satisfies Partial<
  Record<keyof Values, { least: number; most: number; otherwise: number | undefined; expected: string }>
>

/** The options of {@link NUMBERS}, read. */
export type PlanNumbers = Readonly<Record<keyof typeof NUMBERS, number>>

function priceRequest(values: Values): PriceRequest {
  const faults: string[] = []
  if (values.batch === true) faults.push('--batch goes with --problem')
  const timeZone = timeZoneOf(values, faults)
  const request = {
    kind: 'prices',
    files: filesOf(values, faults),
    column: values.column,
    unit: unitOf(values, faults),
    timeZone,
    isZoneGiven: values['time-zone'] !== undefined,
    now: nowOf(values, faults),
    readyBy: readyByOf(values, timeZone, faults),
    numbers: numbersOf(values, faults),
    maxStarts: maxStartsOf(values, faults),
    priceLimit: priceLimitOf(values, faults),
    chargingNow: values['charging-now'] ?? false,
    language: languageOf(values, faults),
    json: values.json ?? false,
  } as const
  if (faults.length > 0) throw new UsageError(`${faults.join('\n')}\nladeplan plan --help says more.`)
  return request
}

function filesOf({ prices = [] }: Values, faults: string[]): readonly string[] {
  if (prices.length === 0) faults.push('--prices is missing: expected a file (or --problem FILE)')
  return prices
}

function timeZoneOf({ 'time-zone': zone = MARKET_TIME_ZONE }: Values, faults: string[]): TimeZone {
  if (isTimeZone(zone)) return zone
  faults.push(`--time-zone ${zone}: expected an IANA zone, e.g. Europe/Oslo`)
  return MARKET_TIME_ZONE
}

function numbersOf(values: Values, faults: string[]): PlanNumbers {
  return {
    soc: numberIn('soc', values, faults),
    target: numberIn('target', values, faults),
    minimum: numberIn('minimum', values, faults),
    capacity: numberIn('capacity', values, faults),
    power: numberIn('power', values, faults),
    efficiency: numberIn('efficiency', values, faults),
    'min-run': numberIn('min-run', values, faults),
    'start-cost': numberIn('start-cost', values, faults),
  }
}

function numberIn(name: keyof typeof NUMBERS, values: Values, faults: string[]): number {
  const { least, most, otherwise, expected } = NUMBERS[name]
  const text = values[name]
  if (text === undefined) {
    if (otherwise === undefined) faults.push(`--${name} is missing: expected ${expected}`)
    return otherwise ?? Number.NaN
  }
  const value = isNumber(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) faults.push(`--${name} ${text}: expected ${expected}`)
  return value
}

function priceLimitOf({ 'price-limit': text }: Values, faults: string[]): number | undefined {
  if (text === undefined) return undefined
  if (!isNumber(text))
    faults.push(`--price-limit ${text}: expected a price per kWh, in the currency of the prices`)
  return Number(text)
}

/** `Number` alone would take an empty text for 0, and knows hexadecimal. */
function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}

function maxStartsOf({ 'max-starts': text = '2' }: Values, faults: string[]): number | null {
  if (text === 'none') return null
  if (!/^[1-9]\d?$/.test(text)) faults.push(`--max-starts ${text}: expected 1 to 99, or none`)
  return Number(text)
}

function unitOf({ unit }: Values, faults: string[]): PriceUnit | undefined {
  if (unit === undefined || isPriceUnit(unit)) return unit
  faults.push(`--unit ${unit}: expected ${Object.keys(UNITS).join(', ')}`)
  return undefined
}

function languageOf({ lang = 'en' }: Values, faults: string[]): Language {
  if (lang === 'nb' || lang === 'en') return lang
  faults.push(`--lang ${lang}: expected nb or en`)
  return 'en'
}

function readyByOf(values: Values, timeZone: TimeZone, faults: string[]): (now: Date) => Date {
  const text = values['ready-by']
  if (text === undefined) {
    faults.push('--ready-by is missing: expected HH:MM or an instant')
    return (now) => now
  }
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return (now) => nextLocalTime(now, text, timeZone)
  const instant = instantOf('ready-by', text, faults)
  return () => instant
}

function nowOf({ now }: Values, faults: string[]): Date | undefined {
  return now === undefined ? undefined : instantOf('now', now, faults)
}

function instantOf(name: string, text: string, faults: string[]): Date {
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const instant = new Date(isInstant ? text : Number.NaN)
  if (Number.isNaN(instant.getTime()))
    faults.push(
      `--${name} ${text}: expected ${name === 'now' ? '' : 'HH:MM or '}an instant with its offset, e.g. 2026-01-22T22:15:00Z`,
    )
  return instant
}
