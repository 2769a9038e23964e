import { describe, expect, test } from 'vitest'
import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { answer, type Blocks, instant, quarters } from './by-hand.ts'
import { judge } from './judge.ts'
import { judgedVectors } from './vectors.ts'

describe('the judge', () => {
  test('finds nothing wrong with a right answer', () => {
    const verdict = judge(quarters([3, 1, 2], { energy_kwh: 2 }), answer([[15, 45, 4]], 3))
    expect(verdict).toEqual({ faults: [], cost: 3, gridKwh: 2, batteryKwh: 2, starts: 1, shortfallKwh: 0 })
  })

  const semi = { power_mode: 'semi', min_power_kw: 2 } as const
  const blocked = [{ start: instant(15), end: instant(30) }]
  const hour = {
    series: { start: instant(0), step_min: 15, price: [1, 1, 1, 1], base_load_kw: [1, 1, 1, 1] },
  }
  const steps = [
    { up_to_kw: 2, cost: 0 },
    { up_to_kw: 5, cost: 7 },
  ]
  const wrong: readonly (readonly [fault: string, problem: ProblemObject, blocks: Blocks, cost: number])[] = [
    ['is above 4 kW', quarters([1, 1], { energy_kwh: 1.25 }), [[0, 15, 5]], 1.25],
    ['is below 2 kW', quarters([1, 1], { ...semi, energy_kwh: 0.25 }), [[0, 15, 1]], 0.25],
    ['is below 4 kW', quarters([1, 1], { power_mode: 'onoff', energy_kwh: 0.5 }), [[0, 15, 2]], 0.5],
    ['is above 3 kW', quarters([1, 1, 1, 1], { ...hour, grid_limit_kw: 4 }), [[0, 15, 4]], 1],
    ['is above 0 kW', quarters([1, 1], { blocked }), [[15, 30, 4]], 1],
    ['is above 0 kW', quarters([1, null]), [[15, 30, 4]], 0],
    ['is above 0 kW', quarters([1, 5], { price_limit: 4 }), [[15, 30, 4]], 5],
    ['above 2 kW', quarters([1, 1], { taper: [{ from_kwh: 0.5, power_kw: 2 }] }), [[0, 15, 4]], 1],
    ['leaves the window', quarters([1, 1], { deadline: instant(15) }), [[15, 30, 4]], 1],
    ['leaves the window', quarters([1, 1], { window_start: instant(15) }), [[0, 15, 4]], 1],
    ['begins before the last one ends', quarters([1, 1]), [[0, 15, 2], [0, 15, 2]], 1], // prettier-ignore
    ['only in part', quarters([1, 1], { energy_kwh: 0.5 }), [[0, 7.5, 4]], 0.5],
    ['changes its power', quarters([1, 1], { energy_kwh: 0.75 }), [[0, 7.5, 4], [7.5, 15, 2]], 0.75], // prettier-ignore
    ['less than 2', quarters([1, 1], { energy_kwh: 2 }), [[0, 15, 4]], 1],
    ['ok despite a shortfall', quarters([1, 1], { energy_kwh: 2 }), [[0, 15, 4]], 1],
    ['more than 1', quarters([1, 1]), [[0, 30, 4]], 2],
    ['0 of 1 kWh are charged', quarters([1, 1], { soc_floors: [{ time: instant(15), kwh: 1 }] }), [[15, 30, 4]], 1], // prettier-ignore
    ['above 0.5', quarters([1, 1], { soc_ceilings: [{ time: instant(15), kwh: 0.5 }] }), [[0, 15, 4]], 1],
    ['0 of 1 kWh are charged', quarters([1, 1], { departures: [{ time: instant(15), energy_kwh: 1 }] }), [[15, 30, 4]], 1], // prettier-ignore
    ['above 0.5', quarters([1, 1], { battery_room_kwh: 0.5 }), [[0, 15, 4]], 1],
    ['the first 0.5 kWh are late', quarters([1, 1], { min_soc_first_kwh: 0.5 }), [[15, 30, 4]], 1],
    ['charging is forced', quarters([1, 1], { forced_on: blocked }), [[0, 15, 4]], 1],
    ['charging is forced', quarters([1, 1], { forced_on: blocked }), [[0, 30, 2]], 1],
    ['more than one run', quarters([1, 1, 1], { contiguous: true, energy_kwh: 2 }), [[0, 15, 4], [30, 45, 4]], 2], // prettier-ignore
    ['not at full power', quarters([1, 1], { contiguous: true, granularity: 'any' }), [[0, 30, 2]], 1],
    ['2 starts, more than 1', quarters([1, 1, 1], { max_starts: 1, energy_kwh: 2 }), [[0, 15, 4], [30, 45, 4]], 2], // prettier-ignore
    ['lasts 15 min', quarters([1, 1, 1], { min_run_min: 30 }), [[30, 45, 4]], 1],
    ['The cost is 3, not 2', quarters([3, 1]), [[0, 15, 4]], 2],
    ['The cost is 1.5, not 1', quarters([1, 1], { start_cost: 0.5 }), [[0, 15, 4]], 1],
    ['The cost is 3, not 1', quarters([1, 1], { start_cost: [0, 2] }), [[15, 30, 4]], 1],
    ['The cost is 9.75, not 3', quarters([1, 1, 1, 1], { ...hour, energy_kwh: 3, tier: { threshold_kw: 2, surcharge: 3 } }), [[0, 45, 4]], 3], // prettier-ignore
    ['The cost is 9, not 2', quarters([1, 1, 1, 1], { ...hour, energy_kwh: 2, capacity: { steps } }), [[0, 30, 4]], 2], // prettier-ignore
    ['above the last capacity step', quarters([1, 1, 1, 1], { ...hour, energy_kwh: 2, capacity: { steps: steps.slice(0, 1) } }), [[0, 30, 4]], 2], // prettier-ignore
  ]
  test.each(wrong)('says that an answer %s', (fault, problem, blocks, cost) => {
    expect(faultsOf(problem, blocks, cost)).toContain(fault)
  })

  test('lets a run that goes on be short, and counts no start for it', () => {
    const problem = quarters([1, 2, 3], { initially_on: true, min_run_min: 30, start_cost: 5, max_starts: 0 })
    expect(judge(problem, answer([[0, 15, 4]], 1))).toMatchObject({ faults: [], cost: 1, starts: 0 })
  })

  test('counts a peak that is exactly on the limit as within it', () => {
    const problem = quarters([1, 1, 1, 1], { ...hour, capacity: { steps } })
    expect(faultsOf(problem, [[0, 15, 4]], 1)).toBe('')
  })

  test('takes the mean of the three highest days, month by month, in local time', () => {
    const late = Date.parse('2026-01-31T22:00:00Z')
    const at = (minute: number): string => new Date(late + minute * 60_000).toISOString()
    const days = [
      { day: '2026-01-10', peak_kw: 6 },
      { day: '2026-01-20', peak_kw: 3 },
      { day: '2026-01-31', peak_kw: 1 },
    ]
    const problem = quarters([1, 1], {
      now: at(0),
      deadline: at(120),
      tz: 'Europe/Oslo',
      energy_kwh: 6,
      series: { start: at(0), step_min: 60, price: [1, 1] },
      // January: (6 + 3 + 3) / 3 is exactly on the limit; February: (3 + 0 + 0) / 3.
      capacity: { rule: 'three_highest_days', steps: [{ up_to_kw: 0.9, cost: 0 }, { up_to_kw: 3.4, cost: 5 }, { up_to_kw: 4, cost: 9 }], measured_days: days }, // prettier-ignore
    })
    const plan = [{ start: at(0), end: at(120), power_kw: 3 }]
    expect(judge(problem, answer([], 15, { plan }))).toMatchObject({ faults: [], cost: 15 })
  })

  test.each(
    judgedVectors().filter(({ class: kind, expected }) => kind === 'optimal' && expected.plan != null),
  )('agrees with the answer of another project: $id', ({ problem, expected }) => {
    const kwh = (expected.plan ?? []).reduce(
      (total, { start, end, power_kw }) => total + ((Date.parse(end) - Date.parse(start)) * power_kw) / 3.6e6,
      0,
    )
    const shortfall_kwh = Math.max(0, problem.energy_kwh - kwh * (problem.efficiency ?? 1))
    const given = { plan: expected.plan ?? [], shortfall_kwh }
    const status = shortfall_kwh > 1e-6 ? 'shortfall' : 'ok'
    expect(judge(problem, answer([], expected.cost ?? NaN, { ...given, status })).faults).toEqual([])
  })
})

function faultsOf(problem: ProblemObject, blocks: Blocks, cost: number): string {
  return judge(problem, answer(blocks, cost)).faults.join('; ')
}
