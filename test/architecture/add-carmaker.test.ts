import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const PAGE = 'docs/how-to/add-carmaker.md'
/** Two folders below the root, as the snippets' imports have it; git leaves it alone. */
const FOLDER = resolve('test/.snippets')

afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true })
})

/** The blocks of one page, one file: later ones use what earlier ones name. */
function snippetsIn(page: string): readonly string[] {
  return [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code)
}

/** What the compiler says; empty if it is content. */
function faultsOf(name: string, code: string): string {
  mkdirSync(join(FOLDER, name), { recursive: true })
  writeFileSync(join(FOLDER, name, 'snippet.ts'), code.replaceAll("'../../src/", "'../../../src/"))
  const config = {
    extends: resolve('tsconfig.json'),
    include: ['snippet.ts'],
    compilerOptions: { rootDir: '/' },
  }
  writeFileSync(join(FOLDER, name, 'tsconfig.json'), JSON.stringify(config))
  try {
    execFileSync('npx', ['tsc', '--noEmit', '-p', join(FOLDER, name)], { encoding: 'utf8', stdio: 'pipe' })
    return ''
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}

describe('how to add a carmaker', () => {
  const snippets = snippetsIn(readFileSync(PAGE, 'utf8'))

  it('has snippets that compile, read from top to bottom', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(4)
    expect(faultsOf('page', snippets.join('\n'))).toBe('')
  })

  it('would be found out if a name in it were gone', () => {
    expect(faultsOf('spoilt', snippets.join('\n').replaceAll('readBody', 'readNobody'))).toContain(
      'readNobody',
    )
  })
})
