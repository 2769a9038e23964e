import { describe, expect, test } from 'vitest'
import { type PriceDocument, slotsInDay, type StepMinutes } from '../../../src/prices/port.ts'
import { credibleDay, PLAUSIBLE_RATE } from '../../../src/prices/sources/credible.ts'
import { type BiddingZone, zoneFacts } from '../../../src/prices/zones.ts'
import { failureOf } from './support.ts'

type Change = Partial<PriceDocument>
type Prices = readonly (number | null)[]

/** A day in euro: 10 to 50 EUR/MWh, never zero. */
function euro(day: string, stepMinutes: StepMinutes): number[] {
  return Array.from({ length: slotsInDay(day, stepMinutes) }, (_, slot) => 10 + (slot % 41))
}

function document(change: Change = {}): PriceDocument {
  const { zone = 'NO4', day = '2026-01-22', stepMinutes = 60 } = change
  const rate = zoneFacts(zone).currency === 'EUR' ? 1 : 11.5
  const eurPerMwh = euro(day, stepMinutes)
  const perKwh = eurPerMwh.map((price) => (price * rate) / 1000)
  return { source: 's', zone, day, stepMinutes, quality: 'final', eurPerMwh, perKwh, rate, ...change }
}

async function refusal(change: Change): Promise<string> {
  const asked = document(change)
  const error = await failureOf(() => credibleDay(asked, asked))
  expect(error).toMatchObject({ code: 'prices-not-credible', temporary: true })
  expect(error.message).toContain(`${asked.zone}, delivery day ${asked.day}, from s: `)
  return error.message
}

function accepted(change: Change): boolean {
  const asked = document(change)
  return credibleDay(asked, asked) === asked
}

/** In one column only, so that no ratio is looked at. */
const inEuro = (eurPerMwh: Prices, day: string, stepMinutes: StepMinutes = 60): Change => ({
  zone: 'BE',
  day,
  stepMinutes,
  eurPerMwh,
  perKwh: null,
})

describe('a day is credible', () => {
  test.each<[string, Change]>([
    ['in two currencies', {}],
    ['in quarters', { stepMinutes: 15 }],
    ['without euro', { eurPerMwh: null, rate: null }],
    ['without the zone’s currency', { perKwh: null, rate: null }],
    ['of 23 hours', { day: '2026-03-29' }],
    ['of 25 hours, B7', { day: '2026-10-25' }],
    ['of 100 quarters', { day: '2026-10-25', stepMinutes: 15 }],
    ['with a slot missing', { eurPerMwh: [...euro('2026-01-22', 60).slice(1), null], perKwh: null }],
    ['of a single price', { eurPerMwh: [7, ...new Array<null>(23).fill(null)], perKwh: null }],
    ['negative throughout', { eurPerMwh: new Array<number>(24).fill(-3), perKwh: null }],
    ['with quarters that repeat their hour, B13', inEuro(new Array<number>(96).fill(31.5), '2026-01-22', 15)],
    ['with one zero, B25', inEuro([...euro('2026-01-22', 60).slice(1), 0], '2026-01-22')],
    ['of zeros but for one price, B25', inEuro([...new Array<number>(23).fill(0), 0.01], '2026-01-22')],
    ['at the market’s limits', inEuro([-500, 4000, ...new Array<number>(22).fill(9)], '2026-01-22')],
  ])('%s', (_, change) => {
    expect(accepted(change)).toBe(true)
  })
})

describe('a day is refused', () => {
  test.each<[string, Change, string]>([
    [
      'B5: with too many slots',
      { eurPerMwh: new Array<number>(103).fill(9) },
      '103 slots, expected 24 slots of 60 minutes',
    ],
    [
      'B5: with 24 hours of 25',
      inEuro(new Array<number>(24).fill(9), '2026-10-25'),
      '24 slots, expected 25 slots of 60 minutes',
    ],
    ['with no column', { eurPerMwh: null, perKwh: null }, 'no column of prices, expected 24 slots'],
    [
      'B24: with not a single price',
      inEuro(new Array<null>(24).fill(null), '2026-01-22'),
      'not a single price',
    ],
    ['B10: of zeros', inEuro(new Array<number>(24).fill(0), '2026-01-22'), 'is exactly 0 EUR/MWh'],
    ['B10: of negative zeros', inEuro(new Array<number>(24).fill(-0), '2026-01-22'), 'is exactly 0 EUR/MWh'],
    [
      'B17: above the limit',
      inEuro(euro('2026-01-22', 60).with(5, 4000.01), '2026-01-22'),
      '4000.01 EUR/MWh at 2026-01-22T04:00',
    ],
    [
      'B17: below the limit',
      inEuro(euro('2026-01-22', 60).with(5, -500.01), '2026-01-22'),
      '-500.01 EUR/MWh',
    ],
    [
      'with NaN',
      inEuro(euro('2026-01-22', 60).with(5, Number.NaN), '2026-01-22'),
      'NaN EUR/MWh at 2026-01-22T04:00',
    ],
    ['with a rate that is none', { rate: 0.0869 }, 'the rate is 0.0869 NOK for one euro, expected 8 to 14'],
    ['with a rate that is NaN', { rate: Number.NaN }, 'the rate is NaN'],
    [
      'B16: with euro per kWh labelled as kroner',
      { perKwh: euro('2026-01-22', 60).map((price) => price / 1000) },
      'a rate of 1.000, expected 11.5 as stated',
    ],
    [
      'B16: without a stated rate too',
      { perKwh: euro('2026-01-22', 60).map((price) => price / 1000), rate: null },
      'a rate of 1.000, expected 8 to 14',
    ],
    [
      'B17: with one column in hundredths',
      { perKwh: euro('2026-01-22', 60).map((price) => price * 1.15) },
      'a rate of 1150, expected 11.5',
    ],
    [
      'B18: with VAT in one column',
      { perKwh: euro('2026-01-22', 60).map((price) => (price * 11.5 * 1.25) / 1000) },
      'a rate of 14.38, expected 11.5 as stated',
    ],
    [
      'with a column an hour late',
      { perKwh: euro('2026-01-22', 60).map((price) => ((price - 1) * 11.5) / 1000) },
      'at 2026-01-21T23:00:00.000Z make a rate',
    ],
    [
      'where euro is not worth a euro',
      { zone: 'FI', perKwh: euro('2026-01-22', 60).map((price) => price / 100) },
      'a rate of 10.00, expected 1',
    ],
  ])('%s', async (_, change, fault) => {
    expect(await refusal(change)).toContain(fault)
  })
})

describe('when clocks change', () => {
  const DAY = '2025-10-26'
  /** The hours from `first` on are exactly zero. */
  const zeroed = (first: number, hours: number, day: string, step: StepMinutes): Prices =>
    euro(day, step).map((price, slot) =>
      slot >= (first * 60) / step && slot < ((first + hours) * 60) / step ? 0 : price,
    )

  test.each<[string, StepMinutes, number]>([
    ['the first time', 15, 2],
    ['the second time', 15, 3],
    ['the first time', 60, 2],
    ['the second time', 60, 3],
  ])('B1: zeros in the doubled hour %s, in steps of %i minutes, are refused', async (_, step, hour) => {
    const message = await refusal(inEuro(zeroed(hour, 1, DAY, step), DAY, step))
    expect(message).toContain(
      `the doubled hour from 2025-10-26T0${String(hour - 2)}:00:00.000Z on is exactly 0`,
    )
  })

  test.each<[string, Prices]>([
    ['B1: a windy night of zeros through the doubled hour is believed', zeroed(0, 6, DAY, 15)],
    ['B1: zeros in another hour are believed', zeroed(13, 1, DAY, 15)],
    ['B1: three quarters of zero are believed', zeroed(2, 0.75, DAY, 15)],
    ['B1: a day without zeros is believed', euro(DAY, 15)],
  ])('%s', (_, prices) => {
    expect(accepted(inEuro(prices, DAY, 15))).toBe(true)
  })

  test('B1: zeros in the same hour of any other day are believed', () => {
    expect(accepted(inEuro(zeroed(2, 1, '2025-10-25', 15), '2025-10-25', 15))).toBe(true)
  })

  test.each(['2025-10-26', '2025-03-30'])('B2: on %s a missing slot is refused', async (day) => {
    const holed = [...euro(day, 60).slice(0, -1), null]
    expect(await refusal(inEuro(holed, day))).toContain('may be labelled wrongly')
  })

  test('on any other day a missing slot is believed', () => {
    expect(accepted(inEuro([...euro('2025-10-25', 60).slice(0, -1), null], '2025-10-25'))).toBe(true)
  })
})

test('every currency has a range of rates, and its euro range is one', () => {
  const zones: readonly BiddingZone[] = ['NO1', 'SE1', 'DK1', 'FI', 'PL', 'CZ', 'HU', 'CH']
  for (const zone of zones) {
    const { least, most } = PLAUSIBLE_RATE[zoneFacts(zone).currency]
    expect(least).toBeLessThanOrEqual(most)
  }
  expect(PLAUSIBLE_RATE.EUR).toEqual({ least: 1, most: 1 })
})
