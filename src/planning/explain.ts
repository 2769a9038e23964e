import { type Interval, overlap } from '../base/interval.ts'
import { money } from '../base/units.ts'
import { lengthOf } from './charging-time.ts'
import type { Placement, Stretch } from './placement.ts'
import { type Alternative, CONSTRAINTS, type Constraint, type ConstraintCost } from './plan-type.ts'
import type { PlanningProblem } from './problem.ts'
import { type Answer, answerVariation, isAsked } from './solve-request.ts'

/** Why a plan is as it is, by planning again without what it had to keep to. */
export interface Explanation {
  readonly constraintCosts: readonly ConstraintCost[]
  /** For each stretch, in order. */
  readonly stretches: readonly StretchExplanation[]
}

export interface StretchExplanation {
  readonly binding: readonly Constraint[]
  readonly alternative: Alternative | null
}

const ABOUT_RUNS: readonly Constraint[] = ['starts-limit', 'minimum-run', 'start-cost']
/** Sums below this (NOK) are rounding. */
const NO_COST = 1e-6
/** Minutes by which a stretch may differ and still be the same. */
const SAME_MS = 60_000

/**
 * Plans again without each constraint, and for each stretch without its time. What a constraint costs is the difference; it
 * binds a stretch that the plan without it has not. All by the optimiser itself, so the reasons are as exact as the plan.
 */
export function explain(problem: PlanningProblem, { asked, stretches, relaxed }: Placement): Explanation {
  if (asked === null) return { constraintCosts: [], stretches: stretches.map(unexplained) }
  const { request, best } = asked
  const asking = CONSTRAINTS.filter((each) => isAsked(problem, each) && !relaxed.includes(each))
  const gains = (without: readonly Constraint[]): Answer | null => {
    const answer = answerVariation(request, { without: [...relaxed, ...without] })
    return answer === null || answer.cost > best.cost - NO_COST ? null : answer
  }
  const freed = freedBy(asking, gains)
  const costs = freed.map(({ constraint, answer }) => ({ constraint, cost: money(best.cost - answer.cost) }))
  return {
    constraintCosts: costs.toSorted((a, b) => b.cost - a.cost),
    stretches: stretches.map((stretch) => {
      if (stretch.reason !== 'cheapest') return unexplained(stretch)
      const binding = freed.filter(({ answer }) => !covers(answer.stretches, stretch))
      return {
        binding: binding.map(({ constraint }) => constraint),
        alternative: alternativeTo(asked, relaxed, stretch),
      }
    }),
  }
}

/**
 * What gains something if it is given up. Where giving up all rules of runs gains nothing, no single one can; and one alone is
 * all of them, so it is not planned without again.
 */
function freedBy(
  asking: readonly Constraint[],
  gains: (without: readonly Constraint[]) => Answer | null,
): Freed[] {
  const rules = asking.filter((each) => ABOUT_RUNS.includes(each))
  const together = rules.length === 0 ? null : gains(rules)
  return asking.flatMap((constraint): Freed[] => {
    const isRule = rules.includes(constraint)
    const isKnown = isRule && (together === null || rules.length === 1)
    const answer = isKnown ? together : gains([constraint])
    return answer === null ? [] : [{ constraint, answer }]
  })
}

interface Freed {
  readonly constraint: Constraint
  readonly answer: Answer
}

function unexplained({ reason }: Stretch): StretchExplanation {
  return { binding: bindingOf(reason), alternative: null }
}

function bindingOf(reason: Stretch['reason']): readonly Constraint[] {
  switch (reason) {
    case 'minimum-first':
      return ['minimum-soc']
    case 'no-time-to-choose':
      return ['ready-by']
    case 'frozen':
      return ['frozen']
    case 'cheapest':
    case 'by-time':
      return []
  }
}

function covers(stretches: readonly Interval[], stretch: Interval): boolean {
  const shared = stretches.reduce((sum, other) => {
    const part = overlap(other, stretch)
    return part === undefined ? sum : sum + lengthOf(part)
  }, 0)
  return shared >= lengthOf(stretch) - SAME_MS
}

function alternativeTo(
  { request, taken }: NonNullable<Placement['asked']>,
  without: readonly Constraint[],
  stretch: Stretch,
): Alternative | null {
  const answer = answerVariation(request, { without, leavingOut: [stretch] })
  if (answer === null) return null
  const extra = answer.cost - taken.cost
  return { blocks: answer.stretches, extraCost: money(Math.abs(extra) < NO_COST ? 0 : extra) }
}
