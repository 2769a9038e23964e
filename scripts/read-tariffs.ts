import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { SHIPPED_TARIFFS } from '../src/tariffs/load-tariffs.ts'
import { digestOf, READ_BEFORE_FILE } from '../src/tariffs/read-before.ts'

export const READ_TARIFFS_PATH = join(SHIPPED_TARIFFS, READ_BEFORE_FILE)

/** What every table that comes with the project holds, by the digest of its text: a line for each. */
export function renderReadTariffs(): string {
  const files = readdirSync(SHIPPED_TARIFFS, { recursive: true, encoding: 'utf8' })
  const texts = files
    .filter((file) => /\.ya?ml$/.test(file))
    .toSorted()
    .map((file) => readFileSync(join(SHIPPED_TARIFFS, file), 'utf8'))
  const lines = texts.map((text) => `${JSON.stringify(digestOf(text))}:${JSON.stringify(parse(text))}`)
  return `{\n${lines.join(',\n')}\n}\n`
}
