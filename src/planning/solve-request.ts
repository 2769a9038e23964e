import type { Interval } from '../base/interval.ts'
import { optimise } from './optimise/optimise.ts'
import type { Constraint, Solver } from './plan-type.ts'
import type { PlanningProblem } from './problem.ts'
import type { Solution } from './statement.ts'
import { stretchesOf } from './stretches.ts'
import { statementOf } from './terms/statement-of.ts'
import { type Variation, UNCHANGED, termsOf } from './terms-of-need.ts'

/** What the optimiser says of a request. */
export interface Answer {
  readonly stretches: readonly Interval[]
  /** Energy and capacity charge; starts are not paid in money. Time without a price counts with a price above all others. */
  readonly cost: number
  readonly gap: number
  readonly solver: Solver
  /** Limits given up to get an answer. */
  readonly relaxed: readonly Constraint[]
}

/** Given up in this order where no plan keeps to all: being ready comes before sparing the car, and that before the price. */
const RELAXATIONS: readonly Constraint[] = ['minimum-run', 'starts-limit', 'price-limit', 'frozen', 'capacity-step']

/** The cheapest plan for a request, or for the nearest one that has a plan; null if there is too little time whatever is given up. */
export function answerRequest(problem: PlanningProblem): Answer | null {
  for (let given = 0; given <= RELAXATIONS.length; given++) {
    const without = RELAXATIONS.slice(0, given)
    const answer = answerVariation(problem, { ...UNCHANGED, without })
    if (answer !== null) return { ...answer, relaxed: without.filter((each) => isAsked(problem, each)) }
  }
  return null
}

/** The cheapest plan for a request changed in one respect; null if there is none. */
export function answerVariation(problem: PlanningProblem, variation: Variation): Answer | null {
  const terms = termsOf(problem, variation)
  const stated = statementOf(terms)
  const solution = optimise(stated.statement)
  if (solution.status !== 'ok') return null
  return {
    stretches: stretchesOf(stated, solution),
    cost: solution.cost - startCosts(solution, stated.statement.runs?.startCost),
    gap: solution.gap,
    solver: solution.solver,
    relaxed: [],
  }
}

function startCosts({ starts }: Solution, startCost: Float64Array | undefined): number {
  return starts.reduce((sum, slot) => sum + (startCost?.[slot] ?? 0), 0)
}

/** Whether a request asks for a constraint at all. */
export function isAsked(problem: PlanningProblem, constraint: Constraint): boolean {
  const { runs, site } = problem
  switch (constraint) {
    case 'ready-by':
      return true
    case 'minimum-soc':
      return problem.need.minimum > problem.need.soc
    case 'starts-limit':
      return runs?.maxStarts != null
    case 'minimum-run':
      return (runs?.minimumRunMinutes ?? 0) > 0
    case 'start-cost':
      return (runs?.startCost ?? 0) > 0
    case 'capacity-step':
      return site?.capacityCharge !== undefined
    case 'grid-limit':
      return site?.gridLimit !== undefined
    case 'price-limit':
      return problem.priceLimit !== undefined
    case 'blocked':
      return (problem.blocked ?? []).length > 0
    case 'frozen':
      return (problem.frozen ?? []).length > 0
  }
}
