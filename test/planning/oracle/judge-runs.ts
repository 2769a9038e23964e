import type { Case } from './judge.ts'
import { merge, TIME_TOLERANCE_MS, without } from './pieces.ts'
import { spansOf, type Span } from './statement.ts'

/** Runs that are starts: all but one that goes on with what runs already. */
export function startsOf({ statement, laid }: Pick<Case, 'statement' | 'laid'>): Span[] {
  const { initiallyOn, window } = statement
  return laid.runs.filter(({ start }) => !(initiallyOn && start <= window.start + TIME_TOLERANCE_MS))
}

/** Not too many runs, and none too short. */
export function runFaults(each: Case): string[] {
  const { problem, statement } = each
  const faults: string[] = []
  const starts = startsOf(each)
  if (starts.length > (problem.max_starts ?? Infinity)) {
    faults.push(`There are ${String(starts.length)} starts, more than ${String(problem.max_starts)}`)
  }
  if (problem.contiguous === true) faults.push(...contiguityFaults(each))
  for (const { start, end } of starts) {
    if (end - start < statement.minRunMs - 2 * TIME_TOLERANCE_MS) {
      faults.push(`The run from ${new Date(start).toISOString()} lasts ${String((end - start) / 60_000)} min`)
    }
  }
  return faults
}

/** With `any`, one block at full power beside what is forced. */
function contiguityFaults({ problem, laid }: Case): string[] {
  if (problem.granularity !== 'any') return laid.runs.length > 1 ? ['There is more than one run'] : []
  const forced = spansOf(problem.forced_on)
  const free = without(merge(laid.runs), forced)
  const weak = laid.pieces.filter(({ power, cell }) => power < cell.power - 1e-6)
  return [
    ...(free.length > 1 ? ['There is more than one block beside the forced time'] : []),
    ...(weak.length > 0 ? ['The block is not at full power'] : []),
  ]
}
