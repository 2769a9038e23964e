import { describe, expect, test } from 'vitest'
import { nok } from '../../src/base/units.ts'
import type { StoredPlan } from '../../src/control/plan-store.ts'
import { blocksInForce, blockView } from '../../src/http/plan-blocks.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

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
    expect(block?.cost).toBeCloseTo(nok(20), 9)
  })

  test('are planned, running or done', () => {
    const [block] = blocksInForce([stored(0, 2)])
    if (block === undefined) throw new Error('Two hours need a block')
    const states = [0, 1, 2.9, 3].map((hours) => blockView(block, at(hours)).state)
    expect(states).toEqual(['planned', 'running', 'running', 'done'])
  })
})
