import type { Interval } from '../base/interval.ts'
import { at } from './optimise/columns.ts'
import { optimise } from './optimise/optimise.ts'
import type { Constraint, Solver } from './plan-type.ts'
import { NO_RUN_LIMITS, type PlanningProblem } from './problem.ts'
import type { Solution } from './statement.ts'
import { stretchesOf } from './stretches.ts'
import { type Stated, statementOf } from './terms/statement-of.ts'
import { PREFERENCE, type Terms } from './terms/terms.ts'
import { type Variation, lastDeparture, lastPriced, varied } from './terms-of-need.ts'

/** What the optimiser says. */
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
const RELAXATIONS: readonly Constraint[] = [
  'frozen',
  'minimum-run',
  'starts-limit',
  'price-limit',
  'capacity-step',
]

/** A request as the optimiser has it. */
export interface Request {
  readonly problem: PlanningProblem
  readonly terms: Terms
}

/** The cheapest plan for a request, or for the nearest one that has a plan; null if there is too little time whatever is given up. */
export function answerRequest(request: Request): Answer | null {
  for (let given = 0; given <= RELAXATIONS.length; given++) {
    const without = RELAXATIONS.slice(0, given)
    const answer = answerVariation(request, { without })
    if (answer !== null)
      return { ...answer, relaxed: without.filter((each) => isAsked(request.problem, each)) }
  }
  return null
}

/** The cheapest plan for a request changed in one respect; null if there is none. */
export function answerVariation({ problem, terms }: Request, variation: Variation): Answer | null {
  const changed = varied(terms, problem, variation)
  const stated = statementOf(changed)
  const solution = optimise(stated.statement)
  if (solution.status !== 'ok') return null
  const unpaid =
    startCosts(solution, stated.statement.runs?.startCost) - preferenceOf(changed, stated, solution)
  return {
    stretches: stretchesOf(stated, solution),
    cost: solution.cost - unpaid,
    gap: solution.gap,
    solver: solution.solver,
    relaxed: [],
  }
}

/** What preferred time was taken to be cheaper by. */
function preferenceOf({ preferred }: Terms, { slots, statement }: Stated, { energy }: Solution): number {
  if (preferred.length === 0) return 0
  let sum = 0
  for (let t = 0; t < statement.count; t++) {
    const isPreferred = at(statement.price, t) !== at(slots.price, t)
    if (isPreferred) sum += PREFERENCE * at(energy, t)
  }
  return sum
}

function startCosts({ starts }: Solution, startCost: Float64Array | undefined): number {
  return starts.reduce((sum, slot) => sum + (startCost?.[slot] ?? 0), 0)
}

/** Whether a request asks for a constraint at all. */
export function isAsked(problem: PlanningProblem, constraint: Constraint): boolean {
  const { runs = NO_RUN_LIMITS, site, blocked = [], frozen = [] } = problem
  switch (constraint) {
    case 'ready-by':
      return lastPriced(problem.slots) > lastDeparture(problem)
    case 'minimum-soc':
      return problem.need.minimum > problem.need.soc
    case 'starts-limit':
      return runs.maxStarts !== null
    case 'minimum-run':
      return runs.minimumRunMinutes > 0
    case 'start-cost':
      return runs.startCost > 0
    case 'capacity-step':
      return site?.capacityCharge !== undefined
    case 'grid-limit':
      return site?.gridLimit !== undefined
    case 'price-limit':
      return problem.priceLimit !== undefined
    case 'blocked':
      return blocked.length > 0
    case 'frozen':
      return frozen.length > 0
  }
}
