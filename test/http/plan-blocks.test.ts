import { describe, expect, test } from 'vitest'
import { kwh, money } from '../../src/base/units.ts'
import type { StoredPlan } from '../../src/control/known.ts'
import { blocksInForce, blockViews, cut, type Progress } from '../../src/http/plan-blocks.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { PlannedBlock } from '../../src/planning/plan-type.ts'
import { draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { FIRST_BLOCK, planOf } from '../support/plans.ts'

const slots = slotsOf([9, 1, 1, 9, 2, 9])
const at = (hours: number): Date => minutesAfter(slots[0]?.start ?? new Date(0), hours * 60)

/** A plan for so many hours, made so many hours into the night. */
function stored(made: number, hours: number): StoredPlan {
  const problem = { ...nightOf(slots, { hours }), now: at(made) }
  const facts = { id: String(made), vehicleId: 'v', madeAt: at(made), cause: 'first-plan' }
  return { ...facts, problem, plan: planCharging(problem), promisedReadyBy: at(6) }
}

describe('the blocks of a night', () => {
  test.each<[string, readonly StoredPlan[], string]>([
    ['are those of its only plan', [stored(0, 2)], '.##...'],
    ['keep what an earlier plan had charged', [stored(0, 2), stored(2, 1)], '.##...'],
    ['drop what an earlier plan had still ahead', [stored(0, 3), stored(3, 0)], '.##...'],
    ['are taken over in the middle of a block', [stored(0, 2), stored(1.5, 0)], '.<....'],
    ['are none without a plan', [], '......'],
  ])('%s', (_, plans, picture) => {
    expect(draw(blocksInForce(plans), slots)).toBe(picture)
  })

  test('share energy and cost by time, and are one again where they touch', () => {
    const [block, ...others] = blocksInForce([stored(0, 2), stored(2, 1)])
    expect(others).toEqual([])
    expect(block?.energy).toBeCloseTo(20, 9)
    expect(block?.cost).toBeCloseTo(money(20), 9)
  })

  test('are one where a promised part touches what it was promised for', () => {
    const block = { ...FIRST_BLOCK, start: at(1), end: at(2), energy: kwh(10), cost: money(10) }
    const rest = { ...block, start: at(2), end: at(3) }
    const promised = { ...rest, reason: 'frozen', binding: [], alternative: null } as const
    const joined = { ...block, start: at(1), end: at(3), energy: 20, cost: 20 }
    const night = stored(0, 2)
    const made = (...blocks: PlannedBlock[]): StoredPlan[] => [{ ...night, plan: planOf({ blocks }) }]
    expect(blocksInForce(made(block, promised))).toEqual([joined])
    const before = { ...promised, start: at(1), end: at(2) }
    expect(blocksInForce(made(before, rest))).toEqual([joined])
    expect(blocksInForce(made(block, { ...rest, reason: 'by-time' }))).toHaveLength(2)
  })

  test('keep why they stand there when they are cut', () => {
    const { reason, binding, alternative } = FIRST_BLOCK
    const part = cut(FIRST_BLOCK, { start: FIRST_BLOCK.start, end: minutesAfter(FIRST_BLOCK.start, 84) })
    expect(part).toMatchObject({ reason, binding, alternative })
    expect(part?.energy).toBeCloseTo(15.4, 9)
    expect(part && seen([part], FIRST_BLOCK.start)).toMatchObject([{ reason, binding, state: 'running' }])
  })

  test('are planned, running or done', () => {
    const [block] = blocksInForce([stored(0, 2)])
    if (block === undefined) throw new Error('Two hours need a block')
    const states = [0, 1, 2.9, 3].flatMap((hours) => seen([block], at(hours)).map(({ state }) => state))
    expect(states).toEqual(['planned', 'running', 'running', 'done'])
  })

  test('are not said to be done where the car has drawn nothing, as soon as that is known', () => {
    const blocks = blocksInForce([stored(0, 2)])
    const stateWith = (given: Partial<Progress>) => seen(blocks, at(4), given).map(({ state }) => state)
    expect(stateWith({ knownUntil: at(2) })).toEqual(['done'])
    expect(stateWith({ knownUntil: at(3) })).toEqual(['missed'])
    const before = { start: at(0), end: at(1), energy: 5 }
    expect(stateWith({ knownUntil: at(3), drawn: [before] })).toEqual(['missed'])
    const within = { start: at(2), end: at(2.5), energy: 5 }
    expect(stateWith({ knownUntil: at(3), drawn: [before, within] })).toEqual(['done'])
  })

  test('that lie ahead are left out where the plan is not followed, and so are those that came to nothing', () => {
    const blocks = blocksInForce([stored(0, 2)])
    const beside = (now: Date, given: Partial<Progress> = {}) =>
      seen(blocks, now, { isFollowed: false, ...given }).map(({ end, state }) => [end, state])
    expect(beside(at(0))).toEqual([])
    expect(beside(at(2))).toEqual([[at(2), 'done']])
    expect(beside(at(4), { knownUntil: at(4) })).toEqual([])
    expect(beside(at(4))).toEqual([[at(3), 'done']])
  })
})

function seen(blocks: readonly PlannedBlock[], now: Date, given: Partial<Progress> = {}) {
  return blockViews(blocks, { now, isFollowed: true, drawn: [], knownUntil: null, ...given })
}
