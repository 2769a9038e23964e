import { MARKET_TIME_ZONE, startOfLocalDay } from '../../base/local-time.ts'
import { type PriceDocument, slotsInDay } from '../port.ts'
import { type Currency, zoneFacts } from '../zones.ts'
import { type DayAsked, refuseDay } from './day-asked.ts'

/**
 * Prices outside are taken for a slip of the decimal point or of the unit, EUR/MWh: the harmonised limits of the coupled
 * day-ahead market. The extremes in the real days of the test fixtures are -94.6 and 1051.
 */
export const PLAUSIBLE_EUR_PER_MWH = { least: -500, most: 4000 } as const

/**
 * Units of a currency for one euro that are credible, wide enough for years to come. They are for telling units apart (euro
 * labelled as kroner is a factor of 11, øre for kroner one of 100), not for judging a rate of exchange.
 */
export const PLAUSIBLE_RATE: Readonly<Record<Currency, { readonly least: number; readonly most: number }>> = {
  EUR: { least: 1, most: 1 },
  NOK: { least: 8, most: 14 },
  SEK: { least: 8, most: 14 },
  DKK: { least: 7.3, most: 7.6 },
  PLN: { least: 3.5, most: 6 },
  CZK: { least: 20, most: 32 },
  HUF: { least: 300, most: 550 },
  RON: { least: 4, most: 7 },
  CHF: { least: 0.7, most: 1.3 },
  GBP: { least: 0.6, most: 1.2 },
}

/**
 * The document itself, if a market can have published it. Whatever a source is, its day goes through here last.
 *
 * What cannot be seen in one document is left to the comparison with another source: a series that is wrong in a credible
 * way, or prices without euro in another currency of the same size.
 *
 * @throws PriceSourceError `prices-not-credible` naming the first slot that is wrong
 */
export function credibleDay(document: PriceDocument, asked: DayAsked): PriceDocument {
  refuseOddLength(document, asked)
  refuseEmpty(document, asked)
  refuseOddRate(document, asked)
  refuseImplausible(document, asked)
  refuseZeros(document, asked)
  refuseOddRatio(document, asked)
  refuseOddClockChange(document, asked)
  return document
}

interface Column {
  readonly unit: string
  readonly least: number
  readonly most: number
  readonly prices: readonly (number | null)[]
}

/** The columns a document has, each with what is credible in its unit. */
function columnsOf({ zone, eurPerMwh, perKwh, rate }: PriceDocument): readonly Column[] {
  const { currency } = zoneFacts(zone)
  const { least, most } = PLAUSIBLE_EUR_PER_MWH
  const used = rate ?? PLAUSIBLE_RATE[currency].most
  const columns: Column[] = []
  if (eurPerMwh !== null) columns.push({ unit: 'EUR/MWh', least, most, prices: eurPerMwh })
  if (perKwh !== null) {
    const bounds = { least: rounded((least * used) / 1000), most: rounded((most * used) / 1000) }
    columns.push({ unit: `${currency}/kWh`, ...bounds, prices: perKwh })
  }
  return columns
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}

function refuseOddLength(document: PriceDocument, asked: DayAsked): void {
  const expected = slotsInDay(document.day, document.stepMinutes)
  const columns = columnsOf(document)
  const odd = columns.find(({ prices }) => prices.length !== expected)
  if (odd === undefined && columns.length > 0) return
  refuseDay(asked, {
    code: 'wrong-length',
    found: odd === undefined ? 'no column of prices' : `${String(odd.prices.length)} slots`,
    expected: `${String(expected)} slots of ${String(document.stepMinutes)} minutes`,
  })
}

function refuseEmpty(document: PriceDocument, asked: DayAsked): void {
  const isEmpty = columnsOf(document).every(({ prices }) => prices.every((price) => price === null))
  if (isEmpty)
    refuseDay(asked, { code: 'no-prices', found: 'not a single price for the day', expected: 'at least one' })
}

function refuseOddRate({ zone, rate }: PriceDocument, asked: DayAsked): void {
  const { currency } = zoneFacts(zone)
  const { least, most } = PLAUSIBLE_RATE[currency]
  // Put so that NaN is refused too.
  if (rate === null || (rate >= least && rate <= most)) return
  const found = `the rate is ${String(rate)} ${currency} for one euro`
  refuseDay(asked, { code: 'implausible-rate', found, expected: rangeOf(currency) })
}

function rangeOf(currency: Currency): string {
  const { least, most } = PLAUSIBLE_RATE[currency]
  return least === most ? String(least) : `${String(least)} to ${String(most)}`
}

function refuseImplausible(document: PriceDocument, asked: DayAsked): void {
  for (const { unit, least, most, prices } of columnsOf(document)) {
    // Put so that NaN is refused too.
    const odd = prices.findIndex((price) => price !== null && !(price >= least && price <= most))
    if (odd < 0) continue
    const found = `${String(prices[odd])} ${unit} at ${instantOf(document, odd)}`
    refuseDay(asked, { code: 'implausible-price', found, expected: `${String(least)} to ${String(most)}` })
  }
}

/** One zero is a price; sources have filled days not yet published with zeros. */
function refuseZeros(document: PriceDocument, asked: DayAsked): void {
  for (const { unit, prices } of columnsOf(document)) {
    if (!prices.every((price) => price === null || price === 0)) continue
    const found = `every slot from ${instantOf(document, 0)} on is exactly 0 ${unit}`
    refuseDay(asked, { code: 'all-zero', found, expected: 'a price in some slot' })
  }
}

/** A price per MWh in euro below which rounding to five decimals of a kWh is more than a percent. */
const LEAST_COMPARED = 1
/** Sources that round, or use the rate of the day before, differ by less. */
const TOLERANCE = 0.02

/** Both columns tell the same prices, so they stand in the ratio of the rate of exchange. */
function refuseOddRatio(document: PriceDocument, asked: DayAsked): void {
  const { currency } = zoneFacts(document.zone)
  const { least, most } = PLAUSIBLE_RATE[currency]
  const { rate } = document
  document.eurPerMwh?.forEach((eur, index) => {
    const local = document.perKwh?.[index]
    if (eur === null || local == null || Math.abs(eur) < LEAST_COMPARED) return
    const found = (local * 1000) / eur
    const isCredible =
      rate === null ? found >= least && found <= most : Math.abs(found / rate - 1) <= TOLERANCE
    if (isCredible) return
    const both = `${String(local)} ${currency}/kWh and ${String(eur)} EUR/MWh at ${instantOf(document, index)}`
    refuseDay(asked, {
      code: 'unlike-rate',
      found: `${both} make a rate of ${found.toPrecision(4)}`,
      expected: rate === null ? rangeOf(currency) : `${String(rate)} as stated`,
    })
  })
}

/**
 * On the two days a year on which clocks change, sources lose an hour, double one or fill it with zeros, and label what
 * follows wrongly. A hole or such zeros are then a sign that the other prices stand in wrong places.
 */
function refuseOddClockChange(document: PriceDocument, asked: DayAsked): void {
  const hours = slotsInDay(document.day, 60)
  if (hours === 24) return
  for (const { unit, prices } of columnsOf(document)) {
    const missing = prices.indexOf(null)
    const day = `a day of ${String(hours)} hours`
    if (missing >= 0) {
      const found = `the slot at ${instantOf(document, missing)} is missing on ${day}`
      const expected = 'every one, since the others may be labelled wrongly'
      refuseDay(asked, { code: 'clock-change', found, expected })
    }
    const zero = hours === 25 ? zeroedHour(prices, 60 / document.stepMinutes) : undefined
    if (zero === undefined) continue
    const found = `the doubled hour from ${instantOf(document, zero)} on is exactly 0 ${unit} on ${day}`
    refuseDay(asked, { code: 'clock-change', found, expected: 'a price: so fills it who does not know it' })
  }
}

/** Local hours 02 to 03, the first and the second time. */
const DOUBLED_HOURS = [2, 3] as const
/** Longer stretches of zero are a windy night. */
const MOST_ZEROED_HOURS = 2

/** First slot of a doubled hour that is zero throughout while the hours around it are not. */
function zeroedHour(prices: readonly (number | null)[], slotsPerHour: number): number | undefined {
  const hour = DOUBLED_HOURS.find((one) =>
    prices.slice(one * slotsPerHour, (one + 1) * slotsPerHour).every((price) => price === 0),
  )
  if (hour === undefined) return undefined
  let first = hour * slotsPerHour
  let end = first
  while (first > 0 && prices[first - 1] === 0) first -= 1
  while (prices[end] === 0) end += 1
  return end - first > MOST_ZEROED_HOURS * slotsPerHour ? undefined : hour * slotsPerHour
}

function instantOf({ day, stepMinutes }: PriceDocument, index: number): string {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE).getTime()
  return new Date(start + index * stepMinutes * 60_000).toISOString()
}
