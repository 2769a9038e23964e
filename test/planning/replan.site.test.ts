import { describe, expect, test } from 'vitest'
import { type Interval, durationHours } from '../../src/base/interval.ts'
import { kw, money, percent } from '../../src/base/units.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { CapacityCharge, PlanningProblem, SiteLimits } from '../../src/planning/problem.ts'
import { following, whyReplan } from '../../src/planning/replan.ts'
import { DUSK, draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

const capacityCharge: CapacityCharge = {
  timeZone: 'Europe/Oslo',
  steps: [
    { upTo: kw(10), cost: money(200) },
    { upTo: kw(30), cost: money(400) },
  ],
  measured: [{ day: '2025-01-20', peak: kw(9) }],
}

function loads(...powers: readonly number[]): NonNullable<SiteLimits['baseLoad']> {
  return powers.map((power, hour) => ({
    start: minutesAfter(DUSK, hour * 60),
    end: minutesAfter(DUSK, (hour + 1) * 60),
    power: kw(power),
  }))
}

const slots = slotsOf([3, 1, 2, 3, 9])
const site: SiteLimits = { gridLimit: kw(16), baseLoad: loads(2, 2, 2, 2, 2), capacityCharge }
/** Ready by the end of the fourth hour; charges in the second. */
const problem: PlanningProblem = {
  ...nightOf(slots, { hours: 1, readyBy: minutesAfter(DUSK, 240) }),
  site,
}
const previous = { plan: planCharging(problem), problem }

const cause = (change: Partial<SiteLimits>, now = DUSK): string | null =>
  whyReplan(previous, { ...problem, now, site: { ...site, ...change } })
const steps = (cost: number): CapacityCharge['steps'] => [
  { upTo: kw(10), cost: money(200) },
  { upTo: kw(30), cost: money(cost) },
]
const measured = (...peaks: readonly number[]): CapacityCharge['measured'] =>
  peaks.map((peak, index) => ({ day: `2025-01-1${String(index)}`, peak: kw(peak) }))

describe('a plan is made anew for the site', () => {
  test.each<[string, Partial<SiteLimits>]>([
    ['another fuse', { gridLimit: kw(25) }],
    ['another price of a step', { capacityCharge: { ...capacityCharge, steps: steps(500) } }],
    ['a step less', { capacityCharge: { ...capacityCharge, steps: steps(400).slice(0, 1) } }],
    ['another number of days', { capacityCharge: { ...capacityCharge, days: 1 } }],
    [
      'a month that has come to a dearer step',
      { capacityCharge: { ...capacityCharge, measured: measured(31) } },
    ],
    ['a house that draws more', { baseLoad: loads(2, 2, 2, 2.6) }],
    ['a house that draws less', { baseLoad: loads(2, 2, 1.4, 2) }],
  ])('%s', (_, change) => {
    expect(cause(change)).toBe('site')
  })

  test('when nothing was known of it, or is any more', () => {
    const unknown = nightOf(slots, { hours: 1, readyBy: problem.need.readyBy })
    const asked = { plan: planCharging(unknown), problem: unknown }
    expect(whyReplan(asked, problem)).toBe('site')
    expect(whyReplan(previous, unknown)).toBe('site')
    expect(whyReplan(asked, unknown)).toBeNull()
  })

  test('when the fuse leaves a planned block no room any more, by however little', () => {
    const tight = { ...problem, site: { ...site, gridLimit: kw(12.1) } }
    const followed = { plan: planCharging(tight), problem: tight }
    const why = (load: number, hour: number): string | null => {
      const baseLoad = loads(...[2, 2, 2, 2, 2].with(hour, load))
      return whyReplan(followed, { ...tight, site: { ...tight.site, baseLoad } })
    }
    expect(why(2.2, 1)).toBe('site')
    expect(why(2.05, 1)).toBeNull()
    expect(why(2.2, 2)).toBeNull()
  })
})

describe('a plan stays', () => {
  test.each<[string, Partial<SiteLimits>]>([
    ['while the house draws about what was expected', { baseLoad: loads(1.6, 2.4, 2, 2.5) }],
    ['when more is known of later', { baseLoad: loads(2, 2, 2, 2, 9) }],
    [
      'when peaks are measured that lead to no other step',
      { capacityCharge: { ...capacityCharge, measured: measured(9, 9) } },
    ],
    [
      'when the month is another',
      { capacityCharge: { ...capacityCharge, measured: [{ day: '2025-02-20', peak: kw(90) }] } },
    ],
  ])('%s', (_, change) => {
    expect(cause(change)).toBeNull()
  })

  test('when the hours that were otherwise are over', () => {
    expect(cause({ baseLoad: loads(9, 2, 2, 2) }, minutesAfter(DUSK, 60))).toBeNull()
    expect(cause({ baseLoad: loads(9, 2, 2, 2) }, minutesAfter(DUSK, 59))).toBe('site')
  })
})

describe('a new plan for the site keeps the rules of stability', () => {
  const anew = (change: Partial<SiteLimits>, now = DUSK): string => {
    const asked = following(previous.plan, { ...problem, now, site: { ...site, ...change } })
    return draw(planCharging(asked).blocks, slots)
  }

  test('a fuse with room for the old block leaves it where it was', () => {
    expect(draw(previous.plan.blocks, slots)).toBe('.#...')
    expect(anew({ gridLimit: kw(25) })).toBe('.#...')
  })

  test('a fuse without room moves it, a block about to begin as well', () => {
    expect(anew({ baseLoad: loads(2, 7, 2, 2, 2) })).toBe('..#..')
    const soon = minutesAfter(DUSK, 55)
    const asked = following(previous.plan, {
      ...problem,
      now: soon,
      site: { ...site, baseLoad: loads(2, 7, 2, 2, 2) },
    })
    expect(asked.frozen).toHaveLength(1)
    const plan = planCharging(asked)
    expect(draw(plan.blocks, slots)).toBe('..#..')
    expect(plan.relaxed).toEqual(['frozen'])
  })

  test('a late plan for a smaller fuse keeps to it', () => {
    const late = { ...problem, need: { ...problem.need, target: percent(40) } }
    const followed = planCharging(late)
    const asked = following(followed, { ...late, site: { ...site, baseLoad: loads(2, 7, 2, 2, 2) } })
    const plan = planCharging(asked)
    expect(plan.feasibility).toBe('late')
    const whole = plan.blocks.reduce((sum: number, block: Interval) => sum + durationHours(block), 0)
    expect([draw(plan.blocks, slots), whole]).toEqual(['#.###', 4])
  })
})
