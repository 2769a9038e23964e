import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'

import rooms from './rooms.json' with { type: 'json' }

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')))
const PAGES = [...markdownIn('.', false), ...markdownIn('docs', true)]

function markdownIn(directory: string, recursive: boolean): string[] {
  return readdirSync(directory, { recursive, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(directory, file))
}

function read(page: string): string {
  return readFileSync(page, 'utf8')
}

/** npm scripts named in fenced blocks and in code within a line. */
function scriptsIn(text: string): string[] {
  const code = [...text.matchAll(/```(?:bash|sh|console|ts)?\n([^]*?)```|`([^`\n]+)`/g)].map(
    (m) => m[1] ?? m[2] ?? '',
  )
  const named = /\bnpm (?:run ([\w:-]+)|(test|start)\b)/g
  return code.flatMap((block) => [...block.matchAll(named)].flatMap((match) => match[1] ?? match[2] ?? []))
}

/** Targets of links to other files here. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .flatMap((match) => match[1] ?? [])
    .filter((target) => !/^[a-z]+:/.test(target))
}

describe('the documentation', () => {
  test.each(PAGES)('%s names npm scripts and files that exist', (page) => {
    const text = read(page)
    expect(scriptsIn(text).filter((script) => scripts[script] === undefined)).toEqual([])
    expect(linksIn(text).filter((target) => !existsSync(join(dirname(page), target)))).toEqual([])
  })

  it('has been looked at', () => {
    expect(PAGES).toContain('README.md')
    expect(PAGES.flatMap((page) => scriptsIn(read(page))).length).toBeGreaterThan(5)
    expect(PAGES.flatMap((page) => linksIn(read(page))).length).toBeGreaterThan(5)
  })

  it('lists the rooms in their order', () => {
    const listed = [...read('docs/explanation/architecture.md').matchAll(/^\| `(\w+)\/`/gm)].map(
      (match) => match[1],
    )
    expect(listed).toEqual(rooms)
  })

  it('numbers decisions without a gap and gives each its three parts', () => {
    const files = readdirSync('docs/decisions').toSorted()
    expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_, index) => index + 1))
    for (const file of files) {
      const headings = [...read(join('docs/decisions', file)).matchAll(/^## (.*)$/gm)].map(
        (match) => match[1],
      )
      expect(headings).toEqual(['Context', 'Decision', 'Consequences'])
    }
  })
})

describe('what the check finds', () => {
  it('scripts in blocks and in lines', () => {
    expect(scriptsIn('```bash\nnpm ci && npm run gone\n```\nthen `npm start`, not npm run words')).toEqual([
      'gone',
      'start',
    ])
  })

  it('links to files, not to other sites', () => {
    expect(linksIn('[a](docs/gone.md#part) [b](https://example.no) ![c](c.png)')).toEqual([
      'docs/gone.md',
      'c.png',
    ])
  })
})
