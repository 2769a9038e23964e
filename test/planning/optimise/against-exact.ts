import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { judge } from '../oracle/judge.ts'
import { solveExactly, type Exact } from '../oracle/milp.ts'

/** Share of the cost, and of 1, by which it may differ from the exact optimum. */
const COST_TOLERANCE = 1e-4

/** What is wrong with an answer by the constraints and by the exact optimum; none: it is right. */
export async function faultsAgainstExact(
  problem: ProblemObject,
  answer: (problem: ProblemObject) => AnswerObject,
): Promise<string[]> {
  const given = answer(problem)
  const exact = await solveExactly(problem, 'presolved')
  if (faultsBeside(problem, given, exact).length === 0) return []
  return faultsBeside(problem, given, cheaper(exact, await solveExactly(problem)))
}

function cheaper(one: Exact, other: Exact): Exact {
  if (one.status === 'infeasible') return other
  return other.status === 'optimal' && other.cost < one.cost ? other : one
}

/** A plan may be dearer by the gap it owns up to, and no plan may be cheaper: then the request was read differently. */
export function faultsBeside(problem: ProblemObject, answer: AnswerObject, exact: Exact): string[] {
  const { faults } = judge(problem, answer)
  if (exact.status === 'infeasible') {
    if (answer.status === 'ok') return [...faults, 'The answer is ok, though no plan meets the request']
    // What can be charged where the wish cannot be met is less than the wish.
    return faults.filter((fault) => !fault.includes('kWh, less than'))
  }
  if (answer.status === 'infeasible') return [...faults, 'The answer is infeasible, though there is a plan']
  const tolerance = COST_TOLERANCE * (1 + Math.abs(exact.cost))
  const [cost, optimum] = [String(answer.cost), String(exact.cost)]
  if (answer.cost < exact.cost - tolerance)
    return [...faults, `The cost ${cost} is below the optimum ${optimum}`]
  if (!(answer.cost <= exact.cost + answer.gap + tolerance)) {
    return [...faults, `The cost ${cost} is above the optimum ${optimum} by more than the gap`]
  }
  return [...faults]
}
