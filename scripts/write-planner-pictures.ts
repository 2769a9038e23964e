import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { PICTURES_FOLDER, plannerPictures } from './planner-pictures.ts'

for (const [name, svg] of plannerPictures()) {
  writeFileSync(join(import.meta.dirname, '..', PICTURES_FOLDER, name), svg)
}
