import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { problemObjectSchema, type ProblemObject } from '../../../src/planning/problem-object/schemas.ts'

const ROOT = new URL('../../fixtures/planner-cases/', import.meta.url)

const block = z.object({ start: z.string(), end: z.string(), power_kw: z.number() })

const vectorSchema = z.object({
  id: z.string(),
  class: z.enum(['optimal', 'heuristic', 'infeasible', 'policy']),
  problem: z.unknown(),
  expected: z.object({
    status: z.enum(['ok', 'shortfall', 'infeasible', 'empty']),
    cost: z.number().nullable().optional(),
    plan: z.array(block).nullable().optional(),
    shortfall_kwh: z.number().nullable().optional(),
    facts: z.unknown().optional(),
  }),
  judge: z.array(z.string()),
  oracle: z.object({ status: z.enum(['optimal', 'infeasible']), cost: z.number().optional() }).optional(),
})

export type Vector = Omit<z.infer<typeof vectorSchema>, 'problem'> & { readonly problem: ProblemObject }

/** All judged cases of other projects; those that are matters of policy have no right answer. */
export function judgedVectors(): Vector[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(new URL(`${name}/`, ROOT)).map((file) => new URL(`${name}/${file}`, ROOT)),
    )
    .flatMap((file) => {
      const text: unknown = JSON.parse(readFileSync(file, 'utf8'))
      return z.object({ vectors: z.array(vectorSchema) }).parse(text).vectors
    })
    .filter(({ judge }) => !judge.includes('policy'))
    .map((vector) => ({ ...vector, problem: problemObjectSchema.parse(vector.problem) }))
}
