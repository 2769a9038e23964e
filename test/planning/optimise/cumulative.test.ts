import { describe, expect, test } from 'vitest'
import { fillBetween } from '../../../src/planning/optimise/cumulative.ts'
import { energyCost, fill, type FillLimits } from '../../../src/planning/optimise/fill.ts'
import { meritOrder } from '../../../src/planning/optimise/merit-order.ts'
import { readTerms } from '../../../src/planning/problem-object/read-terms.ts'
import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import type { Statement } from '../../../src/planning/statement.ts'
import { statementOf } from '../../../src/planning/terms/statement-of.ts'
import { instant, quarters } from '../oracle/by-hand.ts'
import { diceOf, type Dice } from '../oracle/dice.ts'
import { solveExactly } from '../oracle/milp.ts'
import { many } from './thorough.ts'

const TIMEOUT_MS = 120_000

describe('filling the cheapest energy under bounds', () => {
  test(
    'costs what a linear programme costs, or finds that nothing is allowed',
    async () => {
      const wrong: string[] = []
      const counts = { optimal: 0, infeasible: 0, moved: 0 }
      for (let seed = 0; seed < many(200); seed++) {
        const problem = boundedRequest(diceOf(`bounds ${String(seed)}`))
        const { cost, unbound } = filled(statementOf(readTerms(problem)).statement)
        const exact = await solveExactly(problem)
        counts[exact.status]++
        const optimum = exact.status === 'optimal' ? exact.cost : NaN
        if (optimum > unbound + 1e-6) counts.moved++
        const isSame = Number.isNaN(optimum) ? Number.isNaN(cost) : Math.abs(cost - optimum) < 1e-5
        if (!isSame) wrong.push(`seed ${String(seed)}: ${String(cost)}, not ${String(optimum)}`)
      }
      expect(wrong).toEqual([])
      expect(counts.optimal).toBeGreaterThan(many(100))
      expect(counts.infeasible).toBeGreaterThan(many(10))
      expect(counts.moved).toBeGreaterThan(many(30))
    },
    TIMEOUT_MS,
  )

  test('looks ahead: a floor is met from the cheapest before it, and the rest may come before it too', () => {
    const early = quarters([9, 8, 1, 1, 7, 7], { energy_kwh: 3, soc_floors: [{ time: instant(30), kwh: 1 }] })
    expect(filled(statementOf(readTerms(early)).statement).cost).toBe(10)
    const late = quarters([1, 1, 1, 9, 9], { energy_kwh: 3, soc_floors: [{ time: instant(45), kwh: 1 }] })
    expect(filled(statementOf(readTerms(late)).statement).cost).toBe(3)
  })
})

/** Range mode; a few bounds, often at odds with each other or with the energy, on slots of 1 kWh. */
function boundedRequest(dice: Dice): ProblemObject {
  const count = dice.whole(3, 12)
  const bounds = (most: number): { time: string; kwh: number }[] =>
    Array.from({ length: dice.whole(0, 3) }, () => {
      const slots = dice.whole(1, count)
      return { time: instant(15 * slots), kwh: dice.between(0, most * slots, dice.pick(0, 2)) }
    })
  const prices = Array.from({ length: count }, () => dice.between(-2, 5, dice.pick(0, 0, 2)))
  const energy_kwh = dice.between(0, 0.8 * count, 2)
  return quarters(prices, {
    energy_kwh,
    energy_max_kwh: energy_kwh + dice.pick(0, 0, dice.between(0, 4, 2)),
    soc_floors: bounds(0.6),
    soc_ceilings: bounds(1.2),
    ...(dice.chance(0.3)
      ? { tier: { threshold_kw: dice.between(0, 4, 1), surcharge: dice.between(0, 3, 1) } }
      : {}),
  })
}

/** What filling costs, NaN if it cannot be done, and what it would cost without the bounds. */
function filled(statement: Statement): { cost: number; unbound: number } {
  const order = meritOrder(statement)
  const limits: FillLimits = { need: statement.need, most: statement.most, hours: null }
  const energy = new Float64Array(statement.count)
  const total = fillBetween(order, limits, statement.bounds, energy)
  const isWithin = total >= statement.need.least - 1e-7 && total <= statement.need.most + 1e-7
  const unbound = new Float64Array(statement.count)
  fill(order, limits, unbound)
  return { cost: isWithin ? energyCost(statement, energy) : NaN, unbound: energyCost(statement, unbound) }
}
