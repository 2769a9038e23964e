import { addDays, addHours, addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { money, percent } from '../../src/base/units.ts'
import { aheadOf, type Following } from '../../src/control/charge-ahead.ts'
import { decide } from '../../src/control/decide.ts'
import { replan, urgency, type MadePlan, type PlanningFacts } from '../../src/control/make-plan.ts'
import type { ChargingPolicy } from '../../src/vehicles/vehicle.ts'
import { draw, slotsOf } from '../support/pictures.ts'
import { BLOCK, factsOf, followed, NOW, policy, READY_BY, stateOf, told } from './night-facts.ts'

/** Hours from 22:00 in Oslo; ready-by is 07:00, at the end of the ninth, and again a day later. */
const TONIGHT = [5, 4, 3, 1, 1, 2, 3, 4, 5]
const CHEAP_LATER = slotsOf([...TONIGHT, ...Array<number>(24).fill(0.5)], { start: NOW })
const DEAR_LATER = slotsOf([...TONIGHT, ...Array<number>(24).fill(7)], { start: NOW })
const slots = DEAR_LATER.slice(0, TONIGHT.length)
const next = { readyBy: addDays(READY_BY, 1), targetPercent: 100 }
const after = (costs: typeof slots, changes: Partial<Following> = {}): Following => ({
  ...next,
  slots: costs,
  ...changes,
})

/** The policy with a departure of its own the morning after next. */
const wanting = (targetPercent: number): ChargingPolicy => ({
  ...policy,
  departures: { weekdays: {}, exceptions: [{ date: '2025-01-24', readyBy: '07:00', targetPercent }] },
})

/** 10 points are one hour: 100 kWh, 10 kW, no loss. */
const vehicle: PlanningFacts['vehicle'] = {
  ...{ id: 'vehicle-1', connectionId: 'connection-1', driverId: 'driver-1', siteId: 'site-1' },
  ...{ capacityKwh: 100, powerKw: 10, efficiency: 1, homePlug: true, toldAtHome: null },
  ...{ controllable: null, controllableAskedAt: null, quietUntil: null },
}
const runs = { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) }

/** 50 % to 80 % by 07:00, the car's own limit being 90 %. */
function asked(given: Partial<PlanningFacts> = {}): PlanningFacts {
  const state = stateOf({ limitPercent: null })
  return { now: NOW, vehicle, policy, state, slots, runs, startsMade: 0, previous: null, ...given }
}

function made(given: Partial<PlanningFacts> = {}): MadePlan {
  const result = replan(asked(given))
  if (result === null) throw new Error('No plan was made')
  return result.made
}

describe('a plan for a departure after which another wants more', () => {
  test('charges on to what that one wants, if power is dearer after', () => {
    const { plan, problem } = made({ following: after(DEAR_LATER) })
    expect(draw(plan.blocks, slots)).toBe('..#####..')
    expect(problem.need.target).toBe(100)
    expect(problem.ahead).toEqual({ promised: 80, readyBy: next.readyBy, target: 100 })
    expect(plan.feasibility).toBe('ready')
  })

  test('charges no further than is promised, if power is cheaper after, or nothing follows', () => {
    for (const following of [after(CHEAP_LATER), after([]), undefined]) {
      const { plan, problem } = made({ following })
      expect(draw(plan.blocks, slots)).toBe('...###...')
      expect([problem.need.target, problem.ahead]).toEqual([80, undefined])
    }
  })

  test('stops at the car’s own limit, and does not bother for less than three points', () => {
    const upTo = (limitPercent: number): MadePlan =>
      made({ following: after(DEAR_LATER), state: stateOf({ limitPercent }) })
    expect(upTo(90).problem.need.target).toBe(90)
    expect(upTo(83).problem.need.target).toBe(83)
    expect(upTo(82).problem.ahead).toBeUndefined()
  })

  test('has to begin no sooner than what is promised has to', () => {
    const following = after(DEAR_LATER)
    const [plain, ahead] = [made(), made({ following })]
    expect(ahead.plan.latestStart).toEqual(plain.plan.latestStart)
    const pressed = (previous: MadePlan) => urgency(asked({ previous, following }))
    expect(pressed(ahead)).toEqual(pressed(plain))
  })

  test('is not kept from being ready by it', () => {
    const now = addMinutes(READY_BY, -150)
    const { plan, problem } = made({ now, following: after(DEAR_LATER) })
    expect(problem.ahead).toBeUndefined()
    expect(plan.expectedReadyAt).toEqual(addMinutes(READY_BY, 30))
  })

  test('is made for a car that has what is promised already, if that pays', () => {
    const state = stateOf({ socPercent: 82, limitPercent: null })
    expect(made({ state, following: after(DEAR_LATER) }).problem.need).toMatchObject({ soc: 82, target: 100 })
    expect(replan(asked({ state, following: after(CHEAP_LATER) }))).toBeNull()
    expect(replan(asked({ state }))).toBeNull()
  })
})

describe('a plan that charges ahead', () => {
  const following = after(DEAR_LATER)
  const previous = made({ following })
  const again = (given: Partial<PlanningFacts>): ReturnType<typeof replan> =>
    replan(asked({ previous, following, ...given }))
  const at = (hours: number, socPercent: number): Partial<PlanningFacts> => ({
    now: addHours(NOW, hours),
    state: stateOf({ socPercent, limitPercent: null, status: 'charging' }),
  })

  test('stays as it is while the car follows it, past what is promised too', () => {
    for (const [hours, soc] of [
      [1, 50],
      [4, 70],
      [6, 90],
      [7, 100],
    ] as const)
      expect(again(at(hours, soc))).toBeNull()
  })

  test('is given up when what it is for is not wanted any more', () => {
    const gone = again({ following: undefined })
    expect(gone).toMatchObject({ cause: 'policy', made: { problem: { need: { target: 80 } } } })
    expect(again({ following: { ...following, targetPercent: 90 } })?.made.problem.need.target).toBe(90)
  })

  test('is weighed anew when another plan has to be made', () => {
    const cheaper = slots.map((slot, hour) => (hour < 2 ? { ...slot, costPerKwh: null } : slot))
    const anew = again({ slots: cheaper, following: after(CHEAP_LATER) })
    expect(anew).toMatchObject({ cause: 'prices', made: { problem: { need: { target: 80 } } } })
  })

  test('counts as charging ahead until its blocks are over, and for its own departure alone', () => {
    const end = previous.plan.blocks.at(-1)?.end ?? NOW
    const state = stateOf()
    const wishes = { policy: wanting(100), state }
    expect(aheadOf(previous, wishes, addMinutes(end, -1))).toBe(100)
    expect(aheadOf(previous, wishes, end)).toBe(0)
    expect(aheadOf(previous, { ...wishes, state: { ...state, readyByFrom: READY_BY } }, NOW)).toBe(0)
    expect(aheadOf(previous, { ...wishes, state: undefined }, NOW)).toBe(0)
    expect(aheadOf(made(), wishes, NOW)).toBe(0)
    expect(aheadOf(null, wishes, NOW)).toBe(0)
  })

  test('charges its last points at once, though its blocks are over: a whole point is minutes', () => {
    const end = previous.plan.blocks.at(-1)?.end ?? NOW
    const ahead = (status: 'charging' | 'connected', socPercent: number): number =>
      aheadOf(previous, { policy: wanting(100), state: stateOf({ status, socPercent }) }, addMinutes(end, 1))
    expect([ahead('charging', 97), ahead('charging', 99)]).toEqual([100, 100])
    expect([ahead('charging', 96), ahead('connected', 99)]).toEqual([0, 0])
  })

  test('charges ahead no more once the driver has taken that wish back, even past what is promised', () => {
    const wishes = (targetPercent: number) => ({ policy: wanting(targetPercent), state: stateOf() })
    expect(aheadOf(previous, wishes(90), NOW)).toBe(0)
    expect(aheadOf(previous, { policy, state: stateOf() }, NOW)).toBe(0)
    expect(again({ ...at(6, 90), following: undefined })).toBeNull()
  })
})

describe('the reducer, with a plan that charges ahead', () => {
  const inBlock = (socPercent: number, aheadPercent: number): string =>
    told(
      decide(
        factsOf({
          ...{ now: addMinutes(BLOCK.start, 60), aheadPercent, latestStart: null },
          state: stateOf({ status: 'charging', socPercent, observedAt: BLOCK.start }),
          followed: followed({ socCurve: [{ at: NOW, soc: percent(50) }] }),
        }),
      ),
    )

  test('charges past the target as long as the plan does', () => {
    expect(inBlock(85, 88)).toBe('CHARGE price')
    expect(inBlock(88, 88)).toBe('HOLD target-reached, send stop')
    expect(inBlock(85, 0)).toBe('HOLD target-reached, send stop')
  })

  test('goes on for its last points when the block is over, and no further', () => {
    const after = (socPercent: number): string =>
      told(
        decide(
          factsOf({
            ...{ now: addMinutes(BLOCK.end, 1), aheadPercent: 90, latestStart: null, followed: followed() },
            state: stateOf({ status: 'charging', socPercent, observedAt: BLOCK.end }),
          }),
        ),
      )
    expect([after(88), after(90)]).toEqual(['CHARGE price', 'HOLD target-reached, send stop'])
  })

  test('never past the car’s own limit', () => {
    expect(inBlock(90, 100)).toBe('HOLD target-reached, send stop')
  })
})
