import { optimise } from '../../src/planning/optimise/optimise.ts'
import { answerProblem } from '../../src/planning/problem-object/answer.ts'
import type { ProblemClass } from '../../test/planning/oracle/instances.ts'
import { CLASSES, CLASS_NAMES, FIRST_SEED, type Instance, type Instances } from './instances.ts'
import { type Table, figure, percentage } from './table.ts'
import { median, medianMicroseconds, medianOfPairs, perSecond, quantile, warmUp } from './timing.ts'

/** Times in µs, over the instances of a class. */
export interface SpeedOfClass {
  readonly median: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  readonly plansPerSecond: number
  readonly whole: number
  /** Median over the instances of whole minus solve. */
  readonly added: number
  readonly longMedian: number
  /** Share of plans that are not proven optimal, and the most that one of them may be above the optimum, of its cost. */
  readonly withGap: number
  readonly largestGap: number
}

export type Speed = Readonly<Record<ProblemClass, SpeedOfClass>>

export interface SpeedSettings {
  /** Time to warm up each class, and to count plans per second in. */
  readonly milliseconds: number
}

/** Solving alone and the whole way, class by class, after all of them were warmed up. */
export function measureSpeed(nights: Instances, long: Instances, { milliseconds }: SpeedSettings): Speed {
  for (const kind of CLASSES) {
    warmUp(() => {
      solveAll(nights[kind])
      solveAll(long[kind])
      for (const { problem } of nights[kind]) answerProblem(problem)
    }, milliseconds)
  }
  const of = (kind: ProblemClass): SpeedOfClass => speedOf(nights[kind], long[kind], milliseconds)
  return { a: of('a'), b: of('b'), c: of('c'), d: of('d'), e: of('e') }
}

function solveAll(instances: readonly Instance[]): void {
  for (const { statement } of instances) optimise(statement)
}

function speedOf(
  instances: readonly Instance[],
  long: readonly Instance[],
  milliseconds: number,
): SpeedOfClass {
  globalThis.gc?.()
  const pairs = instances.map(({ statement, problem }) =>
    medianOfPairs(
      () => optimise(statement),
      () => answerProblem(problem),
    ),
  )
  const solve = pairs.map(({ first }) => first)
  const longSolve = long.map(({ statement }) => medianMicroseconds(() => optimise(statement)))
  const rounds = perSecond(() => {
    solveAll(instances)
  }, milliseconds)
  const gaps = instances.map(({ solution }) => solution.gap / (1 + Math.abs(solution.cost)))
  return {
    median: median(solve),
    p95: quantile(solve, 0.95),
    p99: quantile(solve, 0.99),
    max: quantile(solve, 1),
    plansPerSecond: rounds * instances.length,
    whole: median(pairs.map(({ second }) => second)),
    added: median(pairs.map(({ difference }) => difference)),
    longMedian: median(longSolve),
    withGap: gaps.filter((gap) => gap > 0).length / gaps.length,
    largestGap: Math.max(...gaps),
  }
}

export function speedTables(speed: Speed, count: number): Table[] {
  const row = (kind: ProblemClass, cells: (of: SpeedOfClass) => string[]): string[] => [
    CLASS_NAMES[kind],
    ...cells(speed[kind]),
  ]
  const seeds = `${String(count)} instances a class, seeds ${String(FIRST_SEED)} to ${String(FIRST_SEED + count - 1)}`
  return [
    {
      title: 'Solving alone, µs: from the statement in numbers to the energy of every slot; 96 slots',
      head: ['class', 'median', 'p95', 'p99', 'max', 'plans/s'],
      rows: CLASSES.map((kind) =>
        row(kind, (of) => [of.median, of.p95, of.p99, of.max, of.plansPerSecond].map(figure)),
      ),
      notes: [
        `${seeds}. Time of an instance: median of 15 runs, warm, one thread; quantiles over the instances.`,
        'plans/s: all instances in turn for a while, garbage collection included.',
      ],
    },
    {
      title: 'The whole way, µs: from the problem object to the answer with its blocks; 96 slots',
      head: ['class', 'whole', 'more than solving', '192 slots solve', '192 : 96'],
      rows: CLASSES.map((kind) =>
        row(kind, (of) => [of.whole, of.added, of.longMedian, of.longMedian / of.median].map(figure)),
      ),
      notes: ['Medians. The problem object is parsed JSON; checking it against the schema is not in it.'],
    },
    {
      title: 'The gap: plans that ran out of their budget before they were proven optimal',
      head: ['class', 'share', 'largest gap'],
      rows: CLASSES.map((kind) =>
        row(kind, (of) => [percentage(of.withGap), of.withGap === 0 ? '-' : percentage(of.largestGap)]),
      ),
      notes: ['Largest gap: as a share of 1 + |cost|.'],
    },
  ]
}
