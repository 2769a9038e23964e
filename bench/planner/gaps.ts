import { answerProblem } from '../../src/planning/problem-object/answer.ts'
import { mixedInstance } from '../../test/planning/oracle/mixed-instance.ts'
import { type Table, figure, percentage } from './table.ts'
import { median, quantile } from './timing.ts'

/** Requests with options mixed at random: among them what has no fast exact method. */
export interface Gaps {
  readonly planned: number
  /** Of each plan with a gap, as shares of 1 + |cost|: what it says it may be above the optimum, and what it is. */
  readonly stated: readonly number[]
  readonly real: readonly number[]
  /** Plans further above the optimum than they say. */
  readonly understated: readonly string[]
  /** µs */
  readonly times: readonly number[]
}

const FIRST_SEED = 50_000
/** As a share of 1 + |cost|: how far apart equal costs may be. */
const TOLERANCE = 1e-4

export async function measureGaps(count: number): Promise<Gaps> {
  // Not before the hook on the solver is in place.
  const { solveExactly } = await import('../../test/planning/oracle/milp.ts')
  let planned = 0
  const stated: number[] = []
  const real: number[] = []
  const understated: string[] = []
  const times: number[] = []
  for (let seed = FIRST_SEED; seed < FIRST_SEED + count; seed++) {
    const problem = mixedInstance(seed)
    const begin = performance.now()
    const { status, cost, gap } = answerProblem(problem)
    times.push(1e3 * (performance.now() - begin))
    if (status !== 'ok') continue
    planned++
    if (gap === 0) continue
    const exact = await solveExactly(problem)
    if (exact.status !== 'optimal') continue
    const share = 1 / (1 + Math.abs(exact.cost))
    const above = cost - exact.cost
    stated.push(gap * share)
    real.push(Math.max(0, above) * share)
    if ((above - gap) * share > TOLERANCE) understated.push(`mixed ${String(seed)}: ${String(above)} above`)
  }
  return { planned, stated, real, understated, times }
}

export function gapsTable({ planned, stated, real, times }: Gaps): Table {
  const count = stated.length
  return {
    title: 'Options mixed at random: where no method is exact, how far the plan may be above the optimum',
    head: [
      'plans',
      'with a gap',
      'stated, median',
      'largest',
      'real, median',
      'largest',
      'median µs',
      'p99 µs',
    ],
    rows: [
      [
        String(planned),
        percentage(count / planned),
        count === 0 ? '-' : percentage(median(stated)),
        count === 0 ? '-' : percentage(Math.max(...stated)),
        count === 0 ? '-' : percentage(median(real)),
        count === 0 ? '-' : percentage(Math.max(...real)),
        figure(median(times)),
        figure(quantile(times, 0.99)),
      ],
    ],
    notes: [
      'Gaps as shares of 1 + |cost|; the real one against HiGHS. Every other plan is proven optimal.',
      'Times: the whole way, once each, requests that nothing can meet included.',
    ],
  }
}
