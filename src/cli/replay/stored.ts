import { z } from 'zod'
import { planSchema, problemSchema } from '../../control/plan-schemas.ts'
import type { Plan } from '../../planning/plan-type.ts'
import {
  type AnswerObject,
  type ProblemObject,
  problemObjectSchema,
} from '../../planning/problem-object/schemas.ts'
import type { PlanningProblem } from '../../planning/problem.ts'
import { faultsOf } from '../plan/problem-faults.ts'

/** A request and what was once answered. */
export type Stored =
  | { readonly kind: 'plan'; readonly problem: PlanningProblem; readonly plan: Plan }
  | { readonly kind: 'answer'; readonly problem: ProblemObject; readonly answer: AnswerObject }

/** Nothing is stored under that name. */
export class NotStoredError extends Error {
  override name = 'NotStoredError'
}

/** What is stored cannot be read as a request and its answer. */
export class UnreadableError extends Error {
  override name = 'UnreadableError'
}

/**
 * A request and its answer from the text of a file.
 *
 * @param name of the file, for messages
 * @throws UnreadableError naming every field that is wrong
 */
export function readStored(text: string, name: string): Stored {
  const document = parsed(text, name)
  const kind = kindOf(document)
  if (kind === undefined) {
    throw new UnreadableError(
      `${name}: expected {"problem": …, "plan": …}, as ladeplan plan --json writes it, or {"problem": …, "answer": …}`,
    )
  }
  return kind === 'plan'
    ? { kind, ...checked(planFileSchema, document, name) }
    : { kind, ...checked(answerFileSchema, document, name) }
}

const planFileSchema = z.object({ problem: problemSchema, plan: planSchema })
const answerSchema: z.ZodType<AnswerObject> = z.object({
  status: z.enum(['ok', 'shortfall', 'infeasible']),
  plan: z.array(z.object({ start: z.string(), end: z.string(), power_kw: z.number() })),
  cost: z.number(),
  shortfall_kwh: z.number(),
  solver: z.string(),
  gap: z.number(),
})
const answerFileSchema = z.object({ problem: problemObjectSchema, answer: answerSchema })

function kindOf(document: unknown): Stored['kind'] | undefined {
  if (typeof document !== 'object' || document === null || !('problem' in document)) return undefined
  if ('plan' in document) return 'plan'
  return 'answer' in document ? 'answer' : undefined
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnreadableError(`${name} is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

function checked<T>(schema: z.ZodType<T>, document: unknown, name: string): T {
  const result = attempt(() => schema.safeParse(document), name)
  if (result.success) return result.data
  const faults = faultsOf(result.error.issues, document)
  const list = faults.map(({ field, value, expected }) => `- ${field} is ${value}, expected ${expected}`)
  throw new UnreadableError([`${name} cannot be replayed:`, ...list].join('\n'))
}

/** A quantity out of its range is no value that a schema could name. */
function attempt<T>(read: () => T, name: string): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw new UnreadableError(`${name} cannot be replayed: ${error.message}`)
    throw error
  }
}
