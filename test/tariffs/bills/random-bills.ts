import fc from 'fast-check'
import { clockChange, holidays } from './calendar-by-hand.ts'
import { COMPANIES, type ContractByHand, type Household, sheetsOf } from './bill-by-hand.ts'

/** One hour of one household, at prices by the quarter in øre without VAT, and the highest hours of its month so far in kW. */
export interface BillCase {
  readonly household: Household
  readonly zone: 'NO1' | 'NO2' | 'NO3' | 'NO4' | 'NO5'
  /** The beginning of a clock hour. */
  readonly instant: Date
  readonly quarters: readonly number[]
  /** Its price comes as one slot that began so many hours earlier. */
  readonly hoursBefore: number
  readonly peaks: readonly number[]
}

const HOUR = 3_600_000
const FIRST = Date.UTC(2024, 0, 1)
const LAST = Date.UTC(2027, 2, 1)

/** Where bills go wrong: around clock changes, holidays, ends of months, and the first day of a price sheet. */
function momentsOf(company: string): readonly number[] {
  const years = [2024, 2025, 2026]
  const changes = years.flatMap((year) => [clockChange(year, 2).getTime(), clockChange(year, 9).getTime()])
  const days = years.flatMap((year) => [...holidays(year), ...months(year)])
  const sheets = sheetsOf(company, 'husholdning').map(({ gyldig_fra: from }) => from)
  return [...changes, ...[...days, ...sheets].map((day) => new Date(`${day}T00:00:00Z`).getTime())].filter(
    (moment) => moment >= FIRST + 48 * HOUR && moment < LAST,
  )
}

function months(year: number): string[] {
  return Array.from({ length: 12 }, (_, month) => `${String(year)}-${String(month + 1).padStart(2, '0')}-01`)
}

const amount = (least: number, most: number) =>
  fc.integer({ min: least * 100, max: most * 100 }).map((hundredths) => hundredths / 100)
const surcharge = amount(0, 20)
const contracts: fc.Arbitrary<ContractByHand> = fc.oneof(
  fc.record({ kind: fc.constant('spot' as const), surcharge, support: fc.boolean() }),
  fc.record({ kind: fc.constant('norgespris' as const), surcharge }),
  fc.record({ kind: fc.constant('fixed' as const), price: amount(20, 200), support: fc.boolean() }),
  fc.record({
    kind: fc.constant('average' as const),
    mean: amount(5, 200),
    surcharge,
    support: fc.boolean(),
  }),
)
/** County, a municipality of it, and the bidding zone there; the seven tax-free ones of Troms among them. */
const PLACES = [
  ['03', '0301', 'NO1'],
  ['11', '1103', 'NO2'],
  ['46', '4601', 'NO5'],
  ['50', '5001', 'NO3'],
  ['50', '5007', 'NO4'],
  ['15', '1563', 'NO3'],
  ['18', '1806', 'NO4'],
  ['55', '5501', 'NO4'],
  ['55', '5534', 'NO4'],
  ['55', '5546', 'NO4'],
  ['56', '5601', 'NO4'],
] as const

const NORGESPRIS_BEGAN = new Date('2025-09-30T22:00:00Z')

/** A household and an hour of the years whose figures are known, and the first months after. */
export const billCases: fc.Arbitrary<BillCase> = fc
  .record({
    company: fc.constantFrom(...COMPANIES),
    holiday: fc.boolean(),
    place: fc.constantFrom(...PLACES),
    contract: contracts,
    usedKwh: fc.constantFrom(0, 999, 1000, 4999, 5000, 9000),
    anywhere: fc.integer({ min: 0, max: (LAST - FIRST) / HOUR }),
    moment: fc.nat(),
    near: fc.integer({ min: -30, max: 30 }),
    isNear: fc.boolean(),
    quarters: fc.array(amount(-60, 700), { minLength: 4, maxLength: 4 }),
    hoursBefore: fc.constantFrom(0, 0, 0, 1, 3),
    peaks: fc.array(fc.constantFrom(0.4, 1.5, 2, 4, 5, 5.001, 7.3, 10, 15, 19.9, 26), {
      minLength: 3,
      maxLength: 9,
    }),
  })
  .map(({ company, holiday, place, anywhere, moment, near, isNear, ...rest }) => {
    const [county, municipality, zone] = place
    const moments = momentsOf(company)
    const at = (moments[moment % moments.length] ?? FIRST) + near * HOUR
    const instant = new Date(isNear ? at : FIRST + anywhere * HOUR)
    const group = groupOf(company, holiday)
    const { contract, usedKwh, quarters, hoursBefore, peaks } = rest
    const household = { company, group, county, municipality, contract, usedKwh }
    return { household, zone, instant, quarters, hoursBefore, peaks }
  })
  // What a contract of Norgespris cost before there was one is no bill.
  .filter(({ household, instant }) => household.contract.kind !== 'norgespris' || instant >= NORGESPRIS_BEGAN)

/** `area-alle` has no tariff for homes. */
function groupOf(company: string, holiday: boolean): Household['group'] {
  return holiday || sheetsOf(company, 'husholdning').length === 0 ? 'fritid' : 'husholdning'
}
