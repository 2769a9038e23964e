import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

import { expect, it } from 'vitest'

import { renderEnvExample, renderEnvReference } from '../../scripts/env-docs.ts'
import { readConfig } from '../../src/config/config.ts'
import { VARIABLE_NAMES } from '../../src/config/settings.ts'

const uncommented = parseEnv(renderEnvExample().replaceAll(/^# (?=[A-Z_]+=)/gm, ''))

it('keeps .env.example and the reference up to date (npx tsx scripts/write-env-docs.ts)', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(renderEnvExample())
  expect(readFileSync('docs/reference/env.md', 'utf8')).toBe(renderEnvReference())
})

it('names every variable in .env.example', () => {
  expect(Object.keys(uncommented).toSorted()).toEqual(VARIABLE_NAMES.toSorted())
})

it('leaves .env.example as it stands a sandbox', () => {
  expect(readConfig(parseEnv(renderEnvExample())).config.mode.kind).toBe('sandbox')
})

it('gives examples that would be accepted, but for the API key: a published key is no key', () => {
  const { LADEPLAN_SANDBOX_NIGHT, LADEPLAN_SANDBOX_SPEED, LADEPLAN_SANDBOX_SIMULATOR_PORT, ...rest } =
    uncommented
  const sandbox = { LADEPLAN_SANDBOX_NIGHT, LADEPLAN_SANDBOX_SPEED, LADEPLAN_SANDBOX_SIMULATOR_PORT }
  expect(readConfig(sandbox).config.mode.kind).toBe('sandbox')
  expect(() => readConfig({ ...rest, LADEPLAN_DATA_DIRECTORY: '' })).toThrow(
    /1 fault[^s][^]*LADEPLAN_API_KEY is not valid/,
  )
  const server = { ...rest, LADEPLAN_DATA_DIRECTORY: '', LADEPLAN_API_KEY: 'k'.repeat(32) }
  expect(readConfig(server).config.mode.kind).toBe('server')
})
