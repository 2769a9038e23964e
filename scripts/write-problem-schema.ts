import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { PROBLEM_SCHEMA_PATH, renderProblemSchema } from './problem-schema.ts'

writeFileSync(join(import.meta.dirname, '..', PROBLEM_SCHEMA_PATH), await renderProblemSchema())
