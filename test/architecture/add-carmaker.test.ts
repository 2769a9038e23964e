import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it } from 'vitest'

const PAGE = 'docs/how-to/add-carmaker.md'
/** Where the files of the page are compiled, checked and put through the contract: see third-brand.test.ts beside it. */
const FOLDER = 'test/carmakers/third-brand/nordbil'

/** The blocks of the page by the file that they are; they stand there as in `src/carmakers/<name>/`. */
function filesOn(page: string): ReadonlyMap<string, string> {
  const blocks = [...page.matchAll(/```ts ([\w-]+\.ts)\n([^]*?)```/g)]
  return new Map(blocks.map(([, name = '', code = '']) => [name, code]))
}

/** As it would stand in `src/carmakers/<name>/`; lines break where they do there. */
async function asInPlace(code: string): Promise<string> {
  const layout = (await resolveConfig(PAGE)) ?? {}
  return format(movedHome(code), { ...layout, parser: 'typescript' })
}

function movedHome(code: string): string {
  return code.replaceAll("'../../../../src/carmakers/", "'../").replaceAll("'../../../../src/", "'../../")
}

async function differing(page: string): Promise<readonly string[]> {
  const told = filesOn(page)
  const names = [...new Set([...told.keys(), ...readdirSync(FOLDER)])]
  const pairs = await Promise.all(
    names.map(async (name) => {
      const made = await asInPlace(readFileSync(join(FOLDER, name), 'utf8'))
      return { name, same: (await asInPlace(told.get(name) ?? '')) === made }
    }),
  )
  return pairs.filter(({ same }) => !same).map(({ name }) => name)
}

describe('how to add a carmaker', () => {
  const page = readFileSync(PAGE, 'utf8')

  it('shows a whole brand, word for word the one that is compiled and put through the contract', async () => {
    expect(filesOn(page).size).toBeGreaterThanOrEqual(6)
    expect(await differing(page)).toEqual([])
  })

  it('would be found out if a name in it were another', async () => {
    expect(await differing(page.replaceAll('readBody', 'readNobody'))).toEqual(['client.ts'])
  })
})
