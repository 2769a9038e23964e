import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { renderEnvExample, renderEnvReference } from './env-docs.ts'

const root = join(import.meta.dirname, '..')
writeFileSync(join(root, '.env.example'), renderEnvExample())
writeFileSync(join(root, 'docs/reference/env.md'), renderEnvReference())
