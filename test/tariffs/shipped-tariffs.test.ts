import { expect, test } from 'vitest'
import { shippedTariffs, tariffAt } from '../../src/tariffs/shipped-tariffs.ts'
import { NARVIK } from './homes.ts'

test('the tables that come with the project are read once', () => {
  expect(shippedTariffs()).toBe(shippedTariffs())
})

test('a site has its tariff by them', () => {
  expect(tariffAt(NARVIK).gaps).toEqual([])
  expect(tariffAt(NARVIK).gridTariffOn('2026-08-12')?.row.energy.perKwh).toBe(0.008)
})
