import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TARIFFS } from '../homes.ts'
import { capacityByHand, COMPANIES, costByHand } from './bill-by-hand.ts'
import { dayByHand } from './calendar-by-hand.ts'
import { type BillCase, billCases } from './random-bills.ts'
import { capacityReckoned, costReckoned, type Planted } from './reckoned.ts'
import * as faults from './planted-faults.ts'

const CASES = 6000
const cases = fc.sample(billCases, { numRuns: CASES, seed: 20_260_818 })

/** Half a millionth of an øre: what binary fractions lose. */
const LEAST_ORE = 5e-7

/** Cases in which the two reckonings of a kWh or of a month's peaks differ. */
function differing(planted: Planted = {}): BillCase[] {
  return cases.filter((one) => {
    const cost = costByHand(one.household, one.instant, meanOf(one))
    const reckoned = costReckoned(one, planted)
    const { date } = dayByHand(one.instant)
    const capacity = capacityByHand(one.household, date, one.peaks)
    const charged = capacityReckoned(one, planted)
    return (
      Math.abs(cost.ore - reckoned.ore) > LEAST_ORE ||
      cost.isEstimate !== reckoned.isEstimate ||
      Math.abs((capacity ?? 0) - (charged ?? 0)) > LEAST_ORE ||
      (capacity === undefined) !== (charged === undefined)
    )
  })
}

function meanOf({ quarters, hoursBefore }: BillCase): number {
  const counted = hoursBefore > 0 ? quarters.slice(0, 1) : quarters
  return counted.reduce((sum, ore) => sum + ore, 0) / counted.length
}

describe(`${String(CASES)} bills of all grid companies, reckoned twice`, () => {
  test('agree to the last digit, in cost, quality and capacity charge', () => {
    expect(differing()).toEqual([])
  })

  test('cover every company, clock changes, holidays and ends of months', () => {
    expect(new Set(cases.map(({ household }) => household.company)).size).toBe(COMPANIES.length)
    const days = cases.map(({ instant }) => dayByHand(instant))
    const share = (holds: (index: number) => boolean) => cases.filter((_, index) => holds(index)).length
    expect(share((index) => days[index]?.names.includes('helligdager') ?? false)).toBeGreaterThan(300)
    expect(share((index) => /-(28|29|30|31|01)$/.test(days[index]?.date ?? ''))).toBeGreaterThan(1000)
    expect(
      share((index) => /-(03-31|10-27|03-30|10-26|03-29|10-25)$/.test(days[index]?.date ?? '')),
    ).toBeGreaterThan(100)
    expect(share((index) => cases[index]?.household.group === 'fritid')).toBeGreaterThan(1000)
  })
})

describe('a fault that is planted is found:', () => {
  test.each<[string, Planted]>([
    ['public holidays are working days', { tariffs: faults.withoutHolidays(TARIFFS) }],
    ['the night does not go on after midnight', { tariffs: faults.withoutNights(TARIFFS) }],
    ['seasons are forgotten', { tariffs: faults.withoutSeasons(TARIFFS) }],
    ['the threshold of strømstøtte has VAT in it', { tariffs: faults.withThresholdTimes(TARIFFS, 1.25) }],
    ['the threshold of 2026 holds in all years', { tariffs: faults.withLastThreshold(TARIFFS) }],
    ['tiltakssonen is Finnmark alone', { tariffs: faults.withoutTaxFreeTroms(TARIFFS) }],
    ['a tariff begins a day late', { tariffs: faults.withTariffsADayLate(TARIFFS) }],
    ['a peak on the limit belongs to the step below', { tariffs: faults.withLimitsBelow(TARIFFS) }],
    [
      'capacity is charged for a month what it costs in eleven',
      { tariffs: faults.withCapacityTimes(TARIFFS, 12 / 11) },
    ],
    ['VAT goes by the bidding zone', { site: faults.vatByZone }],
    ['the cap of the month is forgotten', { site: faults.withoutCap }],
    ['holiday homes have the cap of homes', { tariffs: faults.withOneCap(TARIFFS) }],
    ['there is no summer time', { instant: faults.winterTime }],
    ['several hours cost what the first does', { slot: faults.firstHourOnly }],
  ])('%s', (_, planted) => {
    expect(differing(planted).length).toBeGreaterThan(0)
  })
})
