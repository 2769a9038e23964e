import { cpus } from 'node:os'
import { perKwh } from '../../src/base/units.ts'
import type { PriceSlot } from '../../src/prices/price-curve.ts'
import type { Contract } from '../../src/tariffs/contract.ts'
import { costCurve } from '../../src/tariffs/cost-curve.ts'
import { loadTariffs } from '../../src/tariffs/load-tariffs.ts'
import { tariffOf } from '../../src/tariffs/tariff-of.ts'
import type { BillingResolution, TariffSite } from '../../src/tariffs/tariff-site.ts'
import { median, medianMicroseconds, quantile, warmUp } from '../planner/timing.ts'
import { figure, showTable, type Table } from '../planner/table.ts'

/**
 * What costing one site's 48 hours of quarter-hour prices takes, from the site as it is stored to costs with their parts, beside the floor
 * of reading the same prices from JSON. Run: node --import tsx bench/prices/cost.ts
 */

const QUARTERS = 192
const GOAL_MICROSECONDS = 50
const SAMPLES = 200
const WARM_UP_MS = 500

const begin = performance.now()
const tariffs = loadTariffs()
const loading = performance.now() - begin

/** Two days of made-up prices with a morning and an evening peak, some below zero. */
const slots: PriceSlot[] = Array.from({ length: QUARTERS }, (_, index) => {
  const start = Date.parse('2026-08-11T22:00:00Z') + index * 900_000
  const price = 0.8 + 0.9 * Math.sin((index / 96) * 4 * Math.PI) + 0.05 * Math.cos(index * 2.4)
  return {
    start: new Date(start),
    end: new Date(start + 900_000),
    perKwh: perKwh(Math.round(price * 1e5) / 1e5),
    quality: 'final',
  }
})
const json = JSON.stringify(slots)

const SPOT: Contract = { kind: 'spot', surcharge: 0.04, support: true }
const NORGESPRIS: Contract = { kind: 'norgespris', surcharge: 0.04 }

function home(contract: Contract, billingResolution: BillingResolution): TariffSite {
  return {
    biddingZone: 'NO1',
    timeZone: 'Europe/Oslo',
    county: '03',
    municipality: 'Oslo',
    gridCompany: 'elvia',
    contract,
    billingResolution,
  }
}

const CASES: readonly (readonly [string, TariffSite])[] = [
  ['spot with strømstøtte, by the hour', home(SPOT, 'PT60M')],
  ['spot with strømstøtte, by the quarter', home(SPOT, 'PT15M')],
  ['Norgespris, by the hour', home(NORGESPRIS, 'PT60M')],
  ['Norgespris, by the quarter', home(NORGESPRIS, 'PT15M')],
]

const first = CASES[0]?.[1] ?? home(SPOT, 'PT60M')
const coldBegin = performance.now()
costCurve(slots, tariffOf(tariffs, first))
const cold = performance.now() - coldBegin

function measured(work: () => unknown): { readonly median: number; readonly p99: number } {
  warmUp(work, WARM_UP_MS)
  const times = Array.from({ length: SAMPLES }, () => medianMicroseconds(work))
  return { median: median(times), p99: quantile(times, 0.99) }
}

const floor = measured(() => JSON.parse(json))
const rows = CASES.map(([name, site]) => {
  const { median: time, p99 } = measured(() => costCurve(slots, tariffOf(tariffs, site)))
  return [name, figure(time), figure(p99), figure(time / floor.median)]
})

const table: Table = {
  title: `Cost of 48 hours (${String(QUARTERS)} quarter-hours) at one site, µs`,
  head: ['contract', 'median', 'p99', 'of the floor'],
  rows: [...rows, ['floor: JSON.parse of the prices', figure(floor.median), figure(floor.p99), '1']],
  notes: [
    `Goal: a median below ${String(GOAL_MICROSECONDS)} µs by the hour, which is how Norwegian homes pay.`,
    `Once per process: reading all tables ${figure(loading)} ms; the first site, with the calendar of two days, ${figure(cold)} ms.`,
  ],
}
console.log(`${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}; one thread\n`)
console.log(showTable(table))
