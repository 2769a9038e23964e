import { register } from 'node:module'
import { answerProblem } from '../../src/planning/problem-object/answer.ts'
import type { ProblemObject } from '../../src/planning/problem-object/schemas.ts'
import type { ProblemClass } from '../../test/planning/oracle/instances.ts'
import { lastAsked, loadSolver } from './highs-tap.ts'
import { CLASSES, CLASS_NAMES, type Instance, type Instances } from './instances.ts'
import { type Table, figure, percentage } from './table.ts'
import { median, medianMicroseconds, warmUp } from './timing.ts'

register('./highs-hook.mjs', import.meta.url)

/** One instance, solved by both. Times in µs. */
export interface Duel {
  readonly name: string
  readonly ours: number
  readonly cost: number
  readonly exactCost: number
  /** The whole way of HiGHS: making the model, writing it down and solving it, with the faster setting of presolve. */
  readonly highs: number
  /** With presolve off; with presolve on, or `null` if that found no optimum. */
  readonly off: number
  readonly on: number | null
  /** What making and writing the model takes of `off`. */
  readonly model: number
}

export type Duels = Readonly<Record<ProblemClass, readonly Duel[]>>

/** A run that takes longer (ms) is not done a second time. */
const SLOW = 150

/** Every instance with presolve off and on, each the faster of two runs unless it is slow. */
export async function measureHighs(nights: Instances): Promise<Duels> {
  const { solveExactly } = await import('../../test/planning/oracle/milp.ts')
  const highs = await loadSolver()
  const withPresolve = (): { milliseconds: number; cost: number } => {
    const { lp, options } = lastAsked()
    const begin = performance.now()
    const { Status, ObjectiveValue } = highs.solve(lp, { ...options, presolve: 'on' })
    const milliseconds = performance.now() - begin
    return { milliseconds, cost: Status === 'Optimal' ? ObjectiveValue : Number.NaN }
  }
  const exactly = async (problem: ProblemObject): Promise<ExactRun> => {
    const begin = performance.now()
    const exact = await solveExactly(problem)
    const milliseconds = performance.now() - begin
    if (exact.status !== 'optimal') throw new Error('An instance of the benchmark is infeasible')
    return { milliseconds, solving: lastAsked().milliseconds, cost: exact.cost }
  }
  const of = async (kind: ProblemClass): Promise<Duel[]> => {
    const duels: Duel[] = []
    const all = nights[kind].map((instance) => ({ ...instance, ours: timeOf(instance) }))
    for (const { problem, seed, ours } of all) {
      const off = await fasterOfTwo(() => exactly(problem))
      const on = await fasterOfTwo(withPresolve)
      const { cost } = answerProblem(problem)
      duels.push(duelOf({ name: `${kind} ${String(seed)}`, ours, cost }, off, on))
    }
    return duels
  }
  // Making models has to be compiled as well, or the first classes would look slow.
  for (let round = 0; round < 6; round++) {
    for (const kind of ['a', 'b', 'd'] as const) {
      for (const { problem } of nights[kind].slice(0, 2)) await exactly(problem)
    }
  }
  return { a: await of('a'), b: await of('b'), c: await of('c'), d: await of('d'), e: await of('e') }
}

/** All instances of a class before HiGHS begins: it would leave nothing of ours in the caches of the processor. */
function timeOf({ problem }: Instance): number {
  warmUp(() => answerProblem(problem), 20)
  return medianMicroseconds(() => answerProblem(problem))
}

interface Run {
  readonly milliseconds: number
  readonly cost: number
}

interface ExactRun extends Run {
  readonly solving: number
}

async function fasterOfTwo<R extends Run>(run: () => R | Promise<R>): Promise<R> {
  const first = await run()
  if (first.milliseconds > SLOW) return first
  const second = await run()
  return second.milliseconds < first.milliseconds ? second : first
}

function duelOf(ours: Pick<Duel, 'name' | 'ours' | 'cost'>, off: ExactRun, on: Run): Duel {
  const model = off.milliseconds - off.solving
  const onWhole = Number.isNaN(on.cost) ? Infinity : model + on.milliseconds
  return {
    ...ours,
    exactCost: off.cost,
    highs: 1e3 * Math.min(off.milliseconds, onWhole),
    off: 1e3 * off.milliseconds,
    on: onWhole === Infinity ? null : 1e3 * onWhole,
    model: 1e3 * model,
  }
}

/** Times faster: by the medians, and the median over the instances. */
export function timesFaster(duels: readonly Duel[]): {
  readonly medians: number
  readonly perInstance: number
} {
  const medians = median(duels.map(({ highs }) => highs)) / median(duels.map(({ ours }) => ours))
  return { medians, perInstance: median(duels.map(({ highs, ours }) => highs / ours)) }
}

export function highsTable(duels: Duels): Table {
  const count = duels.a.length
  const wrong = CLASSES.flatMap((kind) => duels[kind]).filter(({ on }) => on === null).length
  return {
    title: 'Beside HiGHS (WASM), the whole way against the whole way; ms',
    head: ['class', 'ours', 'HiGHS', 'presolve off', 'on', 'of it model', 'times faster', 'per instance'],
    rows: CLASSES.map((kind) => {
      const of = duels[kind]
      const { medians, perInstance } = timesFaster(of)
      const ms = (values: readonly number[]): string => figure(median(values) / 1e3)
      return [
        CLASS_NAMES[kind],
        ms(of.map(({ ours }) => ours)),
        ms(of.map(({ highs }) => highs)),
        ms(of.map(({ off }) => off)),
        ms(of.flatMap(({ on }) => on ?? [])),
        percentage(median(of.map(({ model, highs }) => model / highs))),
        figure(medians),
        figure(perInstance),
      ]
    }),
    notes: [
      `Medians over ${String(count)} instances a class (the first seeds), since HiGHS is slow. An instance counts with the faster`,
      `setting of presolve and the faster of two runs. With presolve on HiGHS found no optimum for ${String(wrong)}.`,
      'HiGHS solves the exact model that checks the optimiser (gap 0, tolerances 1e-9); making the model is in its time.',
      'Times faster: ratio of the medians. Per instance: median of the ratios.',
    ],
  }
}
