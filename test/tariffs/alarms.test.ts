import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { tariffAlarms } from '../../src/tariffs/alarms.ts'
import { type DatedRow, orderFaults, rowOn } from '../../src/tariffs/dated-table.ts'
import type { Tariffs } from '../../src/tariffs/load-tariffs.ts'
import { TARIFFS } from './homes.ts'

function tablesAt(instant: string, tariffs: Tariffs = TARIFFS): string[] {
  return tariffAlarms(tariffs, new Date(instant)).map(({ table }) => table)
}

const YEARLY = ['norway/electricity-tax.yaml', 'norway/support.yaml', 'norway/norgespris.yaml']

describe('an alarm', () => {
  test('is raised from sixty days before the last row of a table ends', () => {
    expect(tablesAt('2026-11-01T22:59:59Z')).toEqual([])
    expect(tablesAt('2026-11-01T23:00:00Z')).toEqual(YEARLY)
  })

  test('names the last day, what happens then, and what to do', () => {
    const [alarm] = tariffAlarms(TARIFFS, new Date('2026-11-26T12:00:00Z'))
    expect(alarm).toEqual({
      table: 'norway/electricity-tax.yaml',
      lastDay: '2026-12-31',
      hasEnded: false,
      message:
        'norway/electricity-tax.yaml: the last row ends on 2026-12-31, 36 days from now. From 2027-01-01 on it is carried on and costs are estimates. Add the row that begins 2027-01-01, then restart.',
    })
  })

  test('stays after the end, until there is a new row', () => {
    const now = new Date('2027-02-01T12:00:00Z')
    const alarms = tariffAlarms(TARIFFS, now)
    expect(alarms.map(({ table }) => table)).toEqual(YEARLY)
    expect(alarms.every(({ hasEnded, message }) => hasEnded && message.includes('ended on 2026-12-31'))).toBe(
      true,
    )
    const row = { validFrom: '2027-01-01', validTo: '2028-01-01', orePerKwh: 7 }
    const electricityTax = { ...TARIFFS.electricityTax, rows: [row] satisfies [typeof row] }
    expect(tablesAt(now.toISOString(), { ...TARIFFS, electricityTax })).toEqual(YEARLY.slice(1))
  })

  test('is raised for a grid company once, although homes and holiday homes have tables of their own', () => {
    const elvia = TARIFFS.gridCompanies.get('elvia')
    const [home] = elvia?.tariffs.get('home')?.slice(-1) ?? []
    if (elvia === undefined || home === undefined) throw new Error('Elvia has no tariff')
    const ending = [{ ...home, validTo: '2026-04-01' }] satisfies [typeof home]
    const tariffs = new Map([
      ['home', ending],
      ['holiday-home', ending],
    ] as const)
    const gridCompanies = new Map([['elvia', { ...elvia, tariffs }]])
    expect(tablesAt('2026-03-01T12:00:00Z', { ...TARIFFS, gridCompanies })).toEqual(['grid/elvia.yml'])
  })
})

describe('a dated table', () => {
  const rows = [
    { validFrom: '2025-01-01', validTo: '2025-07-01', value: 1 },
    { validFrom: '2025-09-01', validTo: '2026-01-01', value: 2 },
  ] satisfies [DatedRow & { value: number }, ...(DatedRow & { value: number })[]]

  test.each([
    ['before the first row', '2024-12-31', 1, true],
    ['on its first day', '2025-01-01', 1, false],
    ['on its last day', '2025-06-30', 1, false],
    ['in a gap', '2025-07-01', 1, true],
    ['on the first day of the next', '2025-09-01', 2, false],
    ['on the last day of all', '2025-12-31', 2, false],
    ['after the last row', '2026-01-01', 2, true],
  ])('gives the nearest row %s', (_, day, value, carried) => {
    const found = rowOn(rows, day)
    expect([found.row.value, found.carried]).toEqual([value, carried])
  })

  test('has rows in order that do not overlap', () => {
    expect(orderFaults(rows)).toEqual([])
    const [first, second] = rows
    expect(orderFaults([second, first]).map(({ index }) => index)).toEqual([1])
    expect(orderFaults([first, { ...second, validFrom: '2025-06-30' }])).toHaveLength(1)
    expect(orderFaults([{ ...first, validTo: null }, second])[0]?.message).toContain('no end given')
    expect(orderFaults([{ ...first, validTo: '2025-01-01' }])[0]?.message).toContain('not after it begins')
  })
})

test('the page on keeping tariffs up to date lists every table that ends, with its last day', () => {
  const lines = readFileSync('docs/how-to/update-tariffs.md', 'utf8').split('\n')
  const ends = tariffAlarms(TARIFFS, new Date('2100-01-01T12:00:00Z'))
  expect(ends.length).toBeGreaterThan(2)
  for (const { table, lastDay } of ends) {
    expect(lines.filter((line) => line.includes(`\`${table}\``) && line.includes(lastDay))).toHaveLength(1)
  }
})
