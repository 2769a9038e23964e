import type { AnswerObject, ProblemObject } from '../../src/planning/problem-object/schemas.ts'
import type { Statement } from '../../src/planning/statement.ts'
import type { ProblemClass } from '../../test/planning/oracle/instances.ts'
import { judge } from '../../test/planning/oracle/judge.ts'
import { CLASSES, CLASS_NAMES, type Instance, type Instances } from './instances.ts'
import { type Table, figure, percentage } from './table.ts'
import { median, medianMicroseconds, sum, warmUp } from './timing.ts'

export interface GreedyOfClass {
  /** µs */
  readonly median: number
  readonly infeasible: number
  /** Cost above the optimum over all plans that are feasible, as a share of what their optimal plans cost in absolute terms. */
  readonly excess: number
  readonly largestExcess: number
  /** Sorting alone, µs. */
  readonly sortValues: number
  readonly sortIndices: number
}

export type Greedy = Readonly<Record<ProblemClass, GreedyOfClass>>

/**
 * What sorting would give, as home charging software does it (evcc, `core/planner`): hours of charging at full power in the
 * cheapest slots, of equal prices the later. It knows nothing of starts, runs, least power, peaks or limits.
 */
export function measureGreedy(nights: Instances): Greedy {
  for (const kind of CLASSES) {
    warmUp(() => {
      for (const { statement } of nights[kind]) greedy(statement)
    }, 50)
  }
  const of = (kind: ProblemClass): GreedyOfClass => greedyOf(nights[kind])
  return { a: of('a'), b: of('b'), c: of('c'), d: of('d'), e: of('e') }
}

function greedyOf(instances: readonly Instance[]): GreedyOfClass {
  const judged = instances.map((instance) => ({
    optimum: instance.solution.cost,
    cost: costIfFeasible(instance.problem, blocksOf(instance.statement, greedy(instance.statement))),
  }))
  const feasible = judged.flatMap(({ optimum, cost }) =>
    cost === null ? [] : [{ optimum, above: cost - optimum }],
  )
  const scale = sum(feasible.map(({ optimum }) => Math.abs(optimum)))
  return {
    median: median(instances.map(({ statement }) => medianMicroseconds(() => greedy(statement)))),
    infeasible: 1 - feasible.length / judged.length,
    excess: sum(feasible.map(({ above }) => above)) / scale,
    largestExcess: Math.max(...feasible.map(({ optimum, above }) => above / Math.abs(optimum))),
    sortValues: median(
      instances.map(({ statement: { price } }) => medianMicroseconds(() => price.toSorted())),
    ),
    sortIndices: median(instances.map(({ statement }) => medianMicroseconds(() => cheapestFirst(statement)))),
  }
}

/** Of equal prices the later. */
function cheapestFirst({ count, price }: Statement): number[] {
  const order = Array.from({ length: count }, (_, t) => t)
  return order.sort((a, b) => (price[a] ?? 0) - (price[b] ?? 0) || b - a)
}

/** kWh of each slot. */
function greedy(statement: Statement): Float64Array {
  const { count, hours, most, need } = statement
  let fullPower = 0
  for (let t = 0; t < count; t++) fullPower = Math.max(fullPower, (most[t] ?? 0) / (hours[t] ?? 1))
  const energy = new Float64Array(count)
  let left = need.least / fullPower
  for (const t of cheapestFirst(statement)) {
    const [length, room] = [hours[t] ?? 0, most[t] ?? 0]
    if (left <= 0) break
    if (room <= 0) continue
    energy[t] = room * Math.min(1, left / length)
    left -= length
  }
  return energy
}

function blocksOf({ count, start, hours }: Statement, energy: Float64Array): AnswerObject['plan'] {
  const plan: { start: string; end: string; power_kw: number }[] = []
  for (let t = 0; t < count; t++) {
    const [begin, length, kwh] = [start[t] ?? 0, hours[t] ?? 0, energy[t] ?? 0]
    if (kwh === 0) continue
    const end = new Date(begin + length * 3_600_000)
    plan.push({ start: new Date(begin).toISOString(), end: end.toISOString(), power_kw: kwh / length })
  }
  return plan
}

/** The bill of a plan, by the judge that also judges the optimiser; `null` if the plan breaks a rule. */
function costIfFeasible(problem: ProblemObject, plan: AnswerObject['plan']): number | null {
  const answer: AnswerObject = { status: 'ok', plan, cost: 0, shortfall_kwh: 0, solver: 'greedy', gap: 0 }
  const { cost } = judge(problem, answer)
  return judge(problem, { ...answer, cost }).faults.length === 0 ? cost : null
}

export function greedyTable(greedyOfAll: Greedy, solve: (kind: ProblemClass) => number): Table {
  return {
    title: 'Beside it: a greedy sort, and sorting the prices alone; µs',
    head: [
      'class',
      'greedy',
      'infeasible',
      'excess cost',
      'largest',
      'sort values',
      'sort indices',
      'solve : sort',
    ],
    rows: CLASSES.map((kind) => {
      const of = greedyOfAll[kind]
      const shares = [of.infeasible, of.excess, of.largestExcess].map((share) =>
        Number.isFinite(share) ? percentage(share) : 'none',
      )
      const times = [of.sortValues, of.sortIndices, solve(kind) / of.sortIndices].map(figure)
      return [CLASS_NAMES[kind], figure(of.median), ...shares, ...times]
    }),
    notes: [
      'Greedy: cheapest slots at full power until the hours are full, as evcc sorts; it ignores starts, runs and peaks.',
      'Excess cost: of its feasible plans, under the whole bill, above the optimum; infeasible: its plan breaks a rule.',
      'Sorting alone: Float64Array.toSorted of the prices; an array of indices sorted by price and time.',
    ],
  }
}
