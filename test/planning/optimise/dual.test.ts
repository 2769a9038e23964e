import { describe, expect, test } from 'vitest'
import { readTerms } from '../../../src/planning/problem-object/read-terms.ts'
import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { dualPass, noPass } from '../../../src/planning/optimise/runs/dual.ts'
import { IRREGULAR } from '../../../src/planning/optimise/runs/stage-columns.ts'
import { stageContext } from '../../../src/planning/optimise/runs/stage-context.ts'
import { type Stages, buildStages } from '../../../src/planning/optimise/runs/stages.ts'
import { statementOf } from '../../../src/planning/terms/statement-of.ts'
import { instanceOf, iso } from '../oracle/instances.ts'
import { mixedInstance } from '../oracle/mixed-instance.ts'

const PRICES = [-0.3, 0, 0.17, 0.6, 1.4]

/** A problem with rules of runs as stages; `null` if it has none. Valid until the next is built: columns are shared. */
function stagesOf(problem: ProblemObject): Stages | null {
  const { statement } = statementOf(readTerms(problem))
  if (statement.runs === null) return null
  return buildStages(stageContext(statement, statement.runs), null)
}

/** Bounds from every state on, and the moves they come from, at one price. Where nothing leads to the end there is no move. */
function passed(stages: Stages, lambda: number): { readonly ahead: number[]; readonly choice: number[] } {
  const pass = noPass()
  dualPass(stages, lambda, pass)
  const size = (stages.columns.stages + 1) * stages.layers * stages.states.count
  const ahead = [...pass.ahead.subarray(0, size)]
  const choice = ahead.slice(0, -stages.layers * stages.states.count)
  return {
    ahead,
    choice: choice.map((value, place) => (value === Infinity ? -1 : (pass.choice[place] ?? -2))),
  }
}

const problems: readonly (readonly [string, ProblemObject])[] = [
  ...(['b', 'c', 'e'] as const).flatMap((kind) =>
    Array.from(
      { length: 20 },
      (_, seed) => [`class ${kind}, seed ${String(seed)}`, instanceOf(kind, seed, 96)] as const,
    ),
  ),
  ...Array.from({ length: 60 }, (_, seed) => [`mixed, seed ${String(seed)}`, mixedInstance(seed)] as const),
]

describe('a pass that knows slots like those around them by rule', () => {
  test('finds the same bounds and moves as the table of moves does, value by value', () => {
    let regular = 0
    for (const [name, problem] of problems) {
      for (const lambda of PRICES) {
        const stages = stagesOf(problem)
        if (stages === null) continue
        const byRule = passed(stages, lambda)
        const marks = stages.columns.regular.subarray(0, stages.columns.stages)
        regular += marks.filter((mark) => mark !== IRREGULAR).length
        marks.fill(IRREGULAR)
        expect(byRule, name).toEqual(passed(stages, lambda))
      }
    }
    expect(regular).toBeGreaterThan(10_000)
  })

  test('differs where a slot is not like those around it: the comparison can tell', () => {
    const stages = stagesOf(instanceOf('c', 3, 96))
    if (stages === null) throw new Error('no rules of runs')
    const { regular } = stages.columns
    const slot = regular.findIndex((mark) => mark !== IRREGULAR)
    const right = passed(stages, 0.6)
    regular[slot + 3] = (regular[slot] ?? 0) + 1
    expect(passed(stages, 0.6)).not.toEqual(right)
  })
})

/** The same at any instant, with a gap that falls inside slots: slots of several lengths stand beside each other. */
function atAnyInstant(problem: ProblemObject): ProblemObject {
  const { start_cost: start, ...given } = problem
  const from = Date.parse(problem.now) + 7_920_000
  return {
    ...given,
    granularity: 'any',
    contiguous: false,
    start_cost: typeof start === 'number' ? start : 0.4,
    forced_on: [],
    blocked: [{ start: iso(from), end: iso(from + 1_080_000) }],
  }
}

test('slots that share the moves of one like them have the bounds that each has with moves of its own', () => {
  let saved = 0
  for (const [name, problem] of problems) {
    const { statement } = statementOf(readTerms(atAnyInstant(problem)))
    if (statement.runs === null) continue
    const context = stageContext(statement, statement.runs)
    for (const lambda of [0.17, 0.6]) {
      const shared = buildStages(context, null)
      const [together, moves] = [passed(shared, lambda).ahead, shared.columns.moves.count]
      const alone = buildStages({ ...context, inRow: null }, null)
      expect(together, name).toEqual(passed(alone, lambda).ahead)
      saved += alone.columns.moves.count - moves
    }
  }
  expect(saved).toBeGreaterThan(10_000)
})
