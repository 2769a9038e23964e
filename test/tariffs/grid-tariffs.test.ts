import { describe, expect, test } from 'vitest'
import { capacityRule, type StepRule } from '../../src/tariffs/capacity.ts'
import { findGridCompany } from '../../src/tariffs/grid-company.ts'
import { tariffOf } from '../../src/tariffs/tariff-of.ts'
import { hourAt, NARVIK, TARIFFS } from './homes.ts'

/** Charges as the companies publish them, without taxes: øre per kWh by night and by day, and NOK per month from a kW on. */
interface Published {
  readonly company: string
  /** The first working day of the tariff. */
  readonly from: string
  readonly night: number
  readonly workday: number
  readonly saturday: number
  readonly steps: readonly (readonly [number, number])[]
}

function steps(limits: readonly number[], prices: readonly number[]): (readonly [number, number])[] {
  return limits.map((limit, index) => [limit, prices[index] ?? Number.NaN] as const)
}

const FIVE = [0, 2, 5, 10, 15, 20]
const TWOS = [0, 2, 4, 6, 8, 10]
const PUBLISHED: readonly Published[] = [
  {
    company: 'noranett',
    from: '2025-01-02',
    night: 0.8,
    workday: 0.8,
    saturday: 0.8,
    steps: steps([0, 2, 4, 6, 8, 10, 15, 20], [310, 440, 530, 610, 680, 750, 890, 1200]),
  },
  {
    company: 'noranett-andoy',
    from: '2026-01-02',
    night: 16.4,
    workday: 16.4,
    saturday: 16.4,
    steps: steps(TWOS, [310, 410, 520, 630, 730, 920]),
  },
  {
    company: 'noranett-hadsel',
    from: '2026-01-02',
    night: 9,
    workday: 14,
    saturday: 14,
    steps: steps(TWOS, [270, 350, 420, 490, 560, 650]),
  },
  {
    company: 'arva',
    from: '2024-01-02',
    night: 11.6,
    workday: 23.1,
    saturday: 23.1,
    steps: steps(FIVE, [85, 201, 398, 595, 792, 989]),
  },
  {
    company: 'linea',
    from: '2025-07-01',
    night: 13.5,
    workday: 23.5,
    saturday: 13.5,
    steps: steps(FIVE, [225, 225, 349, 491, 633, 776]),
  },
  {
    company: 'elvia',
    from: '2026-07-01',
    night: 16.99,
    workday: 28.99,
    saturday: 16.99,
    steps: steps(FIVE, [120, 200, 336, 468, 604, 740]),
  },
  {
    company: 'elvia',
    from: '2025-04-01',
    night: 12.99,
    workday: 20.99,
    saturday: 12.99,
    steps: steps(FIVE, [100, 152, 240, 328, 416, 504]),
  },
  {
    company: 'tensio-ts',
    from: '2026-07-01',
    night: 10.902,
    workday: 22.102,
    saturday: 22.102,
    steps: steps(FIVE, [104.8, 186.4, 317.6, 468, 620, 771.2]),
  },
  {
    company: 'tensio-tn',
    from: '2026-07-01',
    night: 13.702,
    workday: 27.198,
    saturday: 27.198,
    steps: steps(FIVE, [112.8, 227.2, 409.6, 620.8, 832.8, 1044]),
  },
  {
    company: 'lede',
    from: '2026-05-04',
    night: 11.41,
    workday: 11.41,
    saturday: 11.41,
    steps: steps([0, 5, 10, 15, 20], [215, 367, 518, 670, 822]),
  },
  {
    company: 'bkk',
    from: '2026-01-02',
    night: 10.5,
    workday: 28.77,
    saturday: 10.5,
    steps: steps(FIVE, [124, 200, 332, 480, 616, 752]),
  },
  {
    company: 'lnett',
    from: '2026-01-02',
    night: 13.6,
    workday: 25.6,
    saturday: 13.6,
    steps: steps(FIVE, [120, 200, 320, 520, 720, 920]),
  },
  {
    company: 'glitre',
    from: '2026-07-01',
    night: 13.6,
    workday: 25.6,
    saturday: 25.6,
    steps: steps(FIVE, [128, 186, 312, 584, 772, 968]),
  },
  {
    company: 'barentsnett',
    from: '2026-01-02',
    night: 11.32,
    workday: 11.32,
    saturday: 11.32,
    steps: steps(FIVE, [517, 569, 620, 673, 776, 931]),
  },
]

/** The Saturday after a day. */
function saturdayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  return new Date(date.getTime() + (6 - date.getUTCDay()) * 86_400_000).toISOString().slice(0, 10)
}

/** Grid charge of an hour, øre per kWh. 11Z is day and 01Z is night in Oslo the whole year. */
function charge(company: string, instant: string): number {
  return 100 * hourAt({ ...NARVIK, gridCompany: company }, instant, 0).components.gridEnergy
}

function rule(company: string, day: string): StepRule {
  const found = capacityRule(
    tariffOf(TARIFFS, { ...NARVIK, gridCompany: company }),
    new Date(`${day}T11:00:00Z`),
  )
  if (found.method !== 'three-highest-days') throw new Error(`${company} has ${found.method}`)
  return found
}

describe.each(PUBLISHED)(
  '$company from $from',
  ({ company, from, night, workday, saturday, steps: published }) => {
    test('charges for energy what it publishes', () => {
      expect(charge(company, `${from}T01:00:00Z`)).toBeCloseTo(night, 9)
      expect(charge(company, `${from}T11:00:00Z`)).toBeCloseTo(workday, 9)
      expect(charge(company, `${saturdayAfter(from)}T11:00:00Z`)).toBeCloseTo(saturday, 9)
    })

    test('charges for peaks what it publishes', () => {
      const found = rule(company, from).steps.slice(0, published.length)
      expect(found.map(({ fromKw, costPerMonth }) => [fromKw, Math.round(costPerMonth * 10) / 10])).toEqual(
        published.map(([limit, price]) => [limit, Math.round(price * 10) / 10]),
      )
    })
  },
)

describe('grid companies', () => {
  test('are seventy-three, each with a tariff for some kind of household', () => {
    expect(TARIFFS.gridCompanies.size).toBe(73)
    for (const { tariffs } of TARIFFS.gridCompanies.values()) expect(tariffs.size).toBeGreaterThan(0)
  })

  test.each([
    ['noranett', 'noranett'],
    ['Noranett AS', 'noranett'],
    ['Glitre Nett', 'glitre'],
    ['BKK', 'bkk'],
    ['7080005046220', 'elvia'],
  ])('%s is %s', (wanted, id) => {
    expect(findGridCompany(TARIFFS.gridCompanies, wanted)?.id).toBe(id)
  })

  test('a number that stands in several files is not guessed', () => {
    expect(TARIFFS.gridCompanies.get('area-lega')?.gln).toEqual(
      TARIFFS.gridCompanies.get('area-luostejok')?.gln,
    )
    expect(findGridCompany(TARIFFS.gridCompanies, '7080004087071')).toBeUndefined()
  })

  test('a company that goes on with its tariffs in another file has them in order', () => {
    const rows = TARIFFS.gridCompanies.get('area-lega')?.tariffs.get('holiday-home') ?? []
    expect(rows.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([
      ['2025-01-01', '2026-01-01'],
      ['2026-01-01', null],
    ])
    expect(rows.at(-1)?.energy.perKwh).toBeCloseTo(0.2689, 9)
    expect(
      TARIFFS.gridCompanies.get('area-lega')?.tariffs.get('home')?.at(-1)?.energy.perKwh,
    ).not.toBeCloseTo(0.2689, 9)
  })

  test.each(['', 'Nora', 'Noranett Nord', 'AS'])('%j is not guessed', (wanted) => {
    expect(findGridCompany(TARIFFS.gridCompanies, wanted)).toBeUndefined()
  })
})
