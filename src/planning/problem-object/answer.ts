import { layOut } from '../lay-out.ts'
import type { Solution } from '../statement.ts'
import { optimise } from '../optimise/optimise.ts'
import { type Stated, statementOf } from '../terms/statement-of.ts'
import { writeInstant } from './instants.ts'
import { readTerms } from './read-terms.ts'
import type { AnswerObject, ProblemObject } from './schemas.ts'

/**
 * Solves one problem object.
 *
 * @throws PlanningProblemError naming every field that makes no sense
 */
export function answerProblem(problem: ProblemObject): AnswerObject {
  const terms = readTerms(problem)
  const stated = statementOf(terms)
  const solution = optimise(stated.statement)
  return {
    status: solution.status,
    plan: blocks(stated, solution),
    cost: solution.cost,
    shortfall_kwh: solution.shortfall * terms.efficiency,
    solver: solution.solver,
    gap: solution.gap,
  }
}

/** Touching stretches of one power are one block. */
function blocks(stated: Stated, solution: Solution): AnswerObject['plan'] {
  const joined: { start: number; end: number; power: number }[] = []
  for (const { start, end, power } of layOut(stated, solution)) {
    const last = joined.at(-1)
    const goesOn = last !== undefined && start - last.end < 1 && Math.abs(last.power - power) < SAME_POWER
    if (goesOn) last.end = end
    else joined.push({ start, end, power })
  }
  return joined.map(({ start, end, power }) => ({
    start: writeInstant(start),
    end: writeInstant(end),
    power_kw: power,
  }))
}

/** kW */
const SAME_POWER = 1e-9
