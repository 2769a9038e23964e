import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { PROBLEM_SCHEMA_PATH, renderProblemSchema } from '../../scripts/problem-schema.ts'
import { answerOne } from '../../src/cli/plan/problems.ts'
import { problemObjectSchema } from '../../src/planning/problem-object/schemas.ts'

const page = readFileSync('docs/reference/ladeplan-problem-1.md', 'utf8')

describe('the JSON Schema of a problem object', () => {
  it('is up to date (npx tsx scripts/write-problem-schema.ts)', async () => {
    expect(readFileSync(PROBLEM_SCHEMA_PATH, 'utf8')).toBe(await renderProblemSchema())
  })

  it('names its version, allows no other field, and demands what has no other meaning', () => {
    const schema: unknown = JSON.parse(readFileSync(PROBLEM_SCHEMA_PATH, 'utf8'))
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'ladeplan-problem/1',
      additionalProperties: false,
      required: ['now', 'deadline', 'max_power_kw', 'power_mode', 'energy_kwh'],
    })
  })
})

/** Fields of the tables, alone or after a dot: `capacity.steps`. */
function documented(text: string): ReadonlySet<string> {
  const names = [...text.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap((row) => [
    ...(row[1] ?? '').matchAll(/`([\w.]+)`/g),
  ])
  return new Set(names.map((match) => match[1] ?? ''))
}

describe('the page about it', () => {
  test.each(Object.keys(problemObjectSchema.shape))('documents %s', (field) => {
    const names = [...documented(page)]
    expect(names.some((name) => name === field || name.startsWith(`${field}.`))).toBe(true)
  })

  it('is looked at: a field that is not there is noticed', () => {
    expect(documented(page).has('efficiency')).toBe(true)
    expect(documented(page.replaceAll('`efficiency`', '`gone`')).has('efficiency')).toBe(false)
  })

  it('shows an example that is answered as it says', () => {
    const [problem, answer] = ['problem', 'answer'].map((kind) => {
      const block = new RegExp(`\`\`\`json ${kind}\n([^]*?)\`\`\``).exec(page)?.[1]
      const value: unknown = JSON.parse(block ?? 'null')
      return value
    })
    expect(rounded(answerOne('example', problem))).toEqual(answer)
  })
})

/** Sums of binary fractions, to a millionth. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'number' ? Math.round(inner * 1e6) / 1e6 : inner,
    ),
  )
}
