import { optimise } from '../../src/planning/optimise/optimise.ts'
import { answerProblem } from '../../src/planning/problem-object/answer.ts'
import type { ProblemClass } from '../../test/planning/oracle/instances.ts'
import { CLASSES, CLASS_NAMES, type Instance, type Instances } from './instances.ts'
import { type Table, figure } from './table.ts'
import { median } from './timing.ts'

/** Instances a class: collecting everything takes its time. */
const INSTANCES = 6

/** Bytes; `null` without `--expose-gc`. */
export type Memory = Readonly<Record<ProblemClass, { readonly solve: number; readonly whole: number }>> | null

/** Few enough not to fill the young generation, so that nothing is collected while counting. */
const PLANS = 8

/** Bytes allocated per plan, on the heap and in array buffers; what is live afterwards is not told apart from garbage. */
export function measureMemory(nights: Instances): Memory {
  const collect = globalThis.gc
  if (collect === undefined) return null
  const bytes = (work: () => unknown): number => {
    for (let i = 0; i < PLANS; i++) work()
    collect()
    const before = allocated()
    for (let i = 0; i < PLANS; i++) work()
    return (allocated() - before) / PLANS
  }
  const nothing = median(Array.from({ length: 9 }, () => bytes(() => undefined)))
  const of = (all: readonly Instance[]): { solve: number; whole: number } => {
    const some = all.slice(0, INSTANCES)
    return {
      solve: median(some.map(({ statement }) => bytes(() => optimise(statement)))) - nothing,
      whole: median(some.map(({ problem }) => bytes(() => answerProblem(problem)))) - nothing,
    }
  }
  return { a: of(nights.a), b: of(nights.b), c: of(nights.c), d: of(nights.d), e: of(nights.e) }
}

function allocated(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

export function memoryTable(memory: NonNullable<Memory>): Table {
  return {
    title: 'Allocated per plan, kB',
    head: ['class', 'solve', 'whole'],
    rows: CLASSES.map((kind) => {
      const { solve, whole } = memory[kind]
      return [CLASS_NAMES[kind], figure(solve / 1e3), figure(whole / 1e3)]
    }),
    notes: [
      `Growth of heapUsed + arrayBuffers over ${String(PLANS)} plans after a full collection, less that of doing nothing;`,
      `median over ${String(INSTANCES)} instances a class.`,
    ],
  }
}
