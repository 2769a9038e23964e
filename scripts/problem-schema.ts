import { format, resolveConfig } from 'prettier'
import { z } from 'zod'
import { problemObjectSchema } from '../src/planning/problem-object/schemas.ts'

export const PROBLEM_SCHEMA_PATH = 'docs/reference/ladeplan-problem-1.schema.json'

/** Content of the JSON Schema of a problem object, laid out as the formatter wants it. */
export async function renderProblemSchema(): Promise<string> {
  const { $schema, ...schema } = z.toJSONSchema(problemObjectSchema, {
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') jsonSchema.pattern = INSTANT
    },
  })
  const document = {
    $schema,
    $id: 'ladeplan-problem/1',
    title: 'Ladeplan problem object',
    description: 'One planning request. What the fields mean together: docs/reference/ladeplan-problem-1.md',
    ...schema,
  }
  const options = await resolveConfig(PROBLEM_SCHEMA_PATH)
  return format(JSON.stringify(document), { ...options, parser: 'json' })
}

/** As readable as a pattern gets; which days exist is left to `format`. */
const INSTANT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$'
