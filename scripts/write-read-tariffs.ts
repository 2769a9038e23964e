import { writeFileSync } from 'node:fs'
import { READ_TARIFFS_PATH, renderReadTariffs } from './read-tariffs.ts'

writeFileSync(READ_TARIFFS_PATH, renderReadTariffs())
