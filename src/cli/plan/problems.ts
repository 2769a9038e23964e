import { PlanningProblemError, type ProblemFault } from '../../planning/check-problem.ts'
import { answerProblem } from '../../planning/problem-object/answer.ts'
import { type AnswerObject, problemObjectSchema } from '../../planning/problem-object/schemas.ts'
import { faultsOf } from './problem-faults.ts'

/** An answer, or why there is none. */
export type Answered =
  | (AnswerObject & { readonly id: string })
  | { readonly id: string; readonly status: 'refused'; readonly faults: readonly ProblemFault[] }

/** Answers one problem object; one that makes no sense is refused with every fault found. */
export function answerOne(id: string, problem: unknown): Answered {
  const read = problemObjectSchema.safeParse(problem)
  if (!read.success) return { id, status: 'refused', faults: faultsOf(read.error.issues, problem) }
  try {
    return { id, ...answerProblem(read.data) }
  } catch (error) {
    if (!(error instanceof PlanningProblemError)) throw error
    return { id, status: 'refused', faults: error.faults }
  }
}

/** Answers every problem of an object by its key; `undefined` if there is no such object. */
export function answerAll(batch: unknown): Readonly<Record<string, Answered>> | undefined {
  if (typeof batch !== 'object' || batch === null || Array.isArray(batch)) return undefined
  const problems: [string, unknown][] = Object.entries(batch)
  return Object.fromEntries(problems.map(([id, problem]) => [id, answerOne(id, problem)]))
}
