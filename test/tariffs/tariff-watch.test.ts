import { expect, test } from 'vitest'
import { createTariffWatch } from '../../src/tariffs/tariff-watch.ts'

test('Tables that end soon are told of once a day, each with what to do', () => {
  const told: { table: string; advice: string }[][] = []
  const watch = createTariffWatch({ tariffTablesEnd: (tables) => told.push([...tables]) })
  watch(new Date('2026-11-26T08:00:00Z'))
  watch(new Date('2026-11-26T20:00:00Z'))
  expect(told).toHaveLength(1)
  const support = told[0]?.find(({ table }) => table === 'norway/support.yaml')
  expect(support?.advice).toContain('2026-12-31')
  watch(new Date('2026-11-27T08:00:00Z'))
  expect(told).toHaveLength(2)
})

test('No table is told of long before it ends', () => {
  const told: string[] = []
  const watch = createTariffWatch({
    tariffTablesEnd: (tables) => told.push(...tables.map(({ table }) => table)),
  })
  watch(new Date('2026-08-20T08:00:00Z'))
  expect(told).not.toContain('norway/support.yaml')
})
