import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

import { expect, it } from 'vitest'

import { renderEnvExample, renderEnvReference } from '../../scripts/env-docs.ts'
import { readConfiguration } from '../../src/cli/configuration.ts'
import { BRANDS, CARMAKERS } from '../../src/carmakers/registry.ts'
import { knownVariables } from '../../src/config/known-variables.ts'

const VARIABLE_NAMES = [...knownVariables(BRANDS).keys()]
const uncommented = parseEnv(renderEnvExample().replaceAll(/^# (?=[A-Z_]+=)/gm, ''))

it('keeps .env.example and the reference up to date (npx tsx scripts/write-env-docs.ts)', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(renderEnvExample())
  expect(readFileSync('docs/reference/env.md', 'utf8')).toBe(renderEnvReference())
})

it('names every variable in .env.example', () => {
  expect(Object.keys(uncommented).toSorted()).toEqual(VARIABLE_NAMES.toSorted())
})

/** Settings of tests and of Node, which the service does not read. */
const OTHERS = [
  'LADEPLAN_THOROUGH',
  'LADEPLAN_LONG_TESTS',
  'LADEPLAN_BILL_NIGHTS',
  'LADEPLAN_BILL_CARS',
  'LADEPLAN_KILLS',
  'LADEPLAN_SERVER_KILLS',
  'LADEPLAN_PICTURES',
]

it('is named in no page under a name that it does not have', () => {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => readFileSync(join('docs', file), 'utf8'))
  const prefixes = ['LADEPLAN', ...CARMAKERS.map((name) => name.toUpperCase())].join('|')
  const ours = new RegExp(`\\b(?:${prefixes})_[A-Z_]*[A-Z]\\b`, 'g')
  const named = pages.flatMap((page) => page.match(ours) ?? [])
  const known: readonly string[] = [
    ...VARIABLE_NAMES,
    ...VARIABLE_NAMES.map((name) => `${name}_FILE`),
    ...OTHERS,
  ]
  expect(named).toContain('TESLA_COMMAND_URL')
  expect(named.filter((name) => !known.includes(name))).toEqual([])
})

it('leaves .env.example as it stands a sandbox', () => {
  expect(readConfiguration(parseEnv(renderEnvExample())).config.mode.kind).toBe('sandbox')
})

it('gives examples that would be accepted, but for the API key: a published key is no key', () => {
  const isOfSandbox = ([name]: readonly [string, unknown]): boolean => name.startsWith('LADEPLAN_SANDBOX_')
  const sandbox = Object.fromEntries(Object.entries(uncommented).filter(isOfSandbox))
  const rest = Object.fromEntries(Object.entries(uncommented).filter((entry) => !isOfSandbox(entry)))
  expect(readConfiguration(sandbox).config.mode.kind).toBe('sandbox')
  expect(() => readConfiguration({ ...rest, LADEPLAN_DATA_DIRECTORY: '' })).toThrow(
    /1 fault[^s][^]*LADEPLAN_API_KEY is not valid/,
  )
  const server = { ...rest, LADEPLAN_DATA_DIRECTORY: '', LADEPLAN_API_KEY: 'k'.repeat(32) }
  expect(readConfiguration(server).config.mode.kind).toBe('server')
})
