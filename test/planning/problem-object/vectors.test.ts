import { describe, expect, test } from 'vitest'
import { answerProblem } from '../../../src/planning/problem-object/answer.ts'
import type { AnswerObject } from '../../../src/planning/problem-object/schemas.ts'
import { judgedVectors, type Vector } from '../oracle/vectors.ts'
import { brokenRules, RULES } from './vector-rules.ts'

const VECTORS = judgedVectors()

describe('a case of another project is answered rightly:', () => {
  test.each(VECTORS)('$id', (vector) => {
    expect(brokenRules(vector, answerProblem(vector.problem))).toEqual([])
  })

  test('all of them', () => {
    expect(VECTORS).toHaveLength(157)
  })
})

type Spoil = (answer: AnswerObject) => Partial<AnswerObject>

const later = (time: string): string => new Date(Date.parse(time) + 120_000).toISOString()
const shifted: Spoil = ({ plan }) => ({
  plan: plan.map((block) => ({ ...block, start: later(block.start), end: later(block.end) })),
})

const atShare =
  (share: number): Spoil =>
  ({ plan }) => ({ plan: plan.map((block) => ({ ...block, power_kw: share * block.power_kw })) })

/** One wrong answer, or more, for every rule. */
const LIES: readonly (readonly [rule: string, lie: string, spoil: Spoil])[] = [
  ['feasible', 'charges nothing', () => ({ plan: [] })],
  ['feasible', 'calls a request infeasible that is not', () => ({ status: 'infeasible' })],
  ['feasible', 'hides what it costs', ({ cost }) => ({ cost: cost / 2 - 1 })],
  ['cost_eq', 'is dearer than the optimum', ({ cost }) => ({ cost: cost + 3e-4 * (1 + Math.abs(cost)) })],
  ['cost_eq', 'is cheaper than the optimum', ({ cost }) => ({ cost: cost - 3e-4 * (1 + Math.abs(cost)) })],
  ['cost_eq', 'costs no number', () => ({ cost: Number.NaN })],
  ['cost_le', 'is dearer than the other project', () => ({ cost: 1e6 })],
  ['slot_energy_eq', 'charges half in every slot', atShare(0.5)],
  ['plan_eq', 'begins two minutes late', shifted],
  ['plan_eq', 'leaves out a block', ({ plan }) => ({ plan: plan.slice(1) })],
  ['shortfall_eq', 'keeps quiet about what is missing', () => ({ shortfall_kwh: 0 })],
  ['energy_ge_peer', 'charges less', atShare(0.9)],
  ['facts', 'lasts longer', ({ plan }) => ({ plan: plan.map((block) => ({ ...block, end: later(block.end) })) })], // prettier-ignore
  ['facts', 'has another price per kWh', ({ cost }) => ({ cost: cost * 2 })],
  ['infeasible', 'calls a request possible that is not', () => ({ status: 'ok' })],
]

describe('a wrong answer is found:', () => {
  test.each(LIES)('%s, if it %s', (rule, _, spoil) => {
    const vectors = VECTORS.filter(({ judge }) => judge.includes(rule))
    expect(vectors.length).toBeGreaterThan(0)
    for (const vector of vectors.filter(canBeSpoiled)) {
      const answer = answerProblem(vector.problem)
      const broken = brokenRules(vector, { ...answer, ...spoil(answer) })
      expect(
        broken.filter((fault) => fault.startsWith(`${rule}:`)),
        vector.id,
      ).not.toEqual([])
    }
  })

  test('by every rule that any case names', () => {
    const named = new Set(VECTORS.flatMap(({ judge }) => judge).filter((rule) => !rule.startsWith('tie:')))
    expect([...named].toSorted()).toEqual([...new Set(LIES.map(([rule]) => rule))].toSorted())
    expect(Object.keys(RULES)).toEqual(expect.arrayContaining([...named]))
  })

  test('even if it breaks a rule that nobody knows', () => {
    const [vector] = VECTORS
    if (vector === undefined) throw new Error('No vectors')
    const broken = brokenRules({ ...vector, judge: ['no_such_rule'] }, answerProblem(vector.problem))
    expect(broken).toEqual(['no_such_rule: no such rule'])
  })
})

/** A plan with a block that could be left out or moved. */
function canBeSpoiled({ expected, judge }: Vector): boolean {
  return judge.includes('infeasible') || (expected.plan ?? []).length > 0
}
