import { ESLint } from 'eslint'
import { beforeAll, expect, it, test } from 'vitest'
import tseslint from 'typescript-eslint'

const FUNCTION_OF_51_LINES = `export function long(): number {\n${'  void 0\n'.repeat(48)}  return 1\n}\n`
const PLANTED: readonly (readonly [rule: string, file: string, code: string])[] = [
  ['no-restricted-syntax', 'src/prices/a.ts', 'export const now = Date.now()'],
  ['no-restricted-syntax', 'src/prices/a.ts', 'export const now = new Date()'],
  ['no-restricted-syntax', 'test/prices/a.test.ts', 'export const now = new Date()'],
  ['no-restricted-syntax', 'src/prices/a.ts', 'export const dice = Math.random()'],
  ['no-restricted-syntax', 'src/prices/a.ts', "export * from './b.ts'"],
  ['no-restricted-syntax', 'src/prices/a.ts', "export { b } from './b.ts'"],
  ['no-restricted-syntax', 'src/carmakers/tesla/wire.ts', 'export const s = z.object({ a: z.any() })'],
  ['no-restricted-syntax', 'src/carmakers/tesla/wire.ts', 'export const s = z.object({}).loose()'],
  ['no-restricted-syntax', 'src/prices/a.ts', 'export const hour = (at: Date) => at.getHours()'],
  ['no-restricted-syntax', 'src/prices/a.ts', 'export const at = new Date(2024, 11, 12)'],
  ['no-restricted-imports', 'src/prices/a.ts', "import { startOfDay } from 'date-fns'"],
  ['no-restricted-imports', 'src/cli/a.ts', "import { addDays } from 'date-fns'"],
  ['no-restricted-imports', 'src/prices/a.ts', "import * as dates from 'date-fns'"],
  ['no-restricted-globals', 'src/http/a.ts', "export const home = process.env['HOME']"],
  ['no-restricted-imports', 'src/http/a.ts', "export { env } from 'node:process'"],
  ['eqeqeq', 'src/http/a.ts', 'export const same = (a: number) => a == 1'],
  ['no-console', 'src/http/a.ts', "console.log('x')"],
  ['@typescript-eslint/consistent-type-assertions', 'src/http/a.ts', 'export const n = {} as number'],
  ['@typescript-eslint/no-non-null-assertion', 'src/http/a.ts', 'export const n = [1][0]!'],
  ['@typescript-eslint/no-explicit-any', 'src/http/a.ts', 'export const n = (x: any) => x'],
  ['max-lines', 'src/http/a.ts', 'export const a = 1\n'.repeat(251)],
  ['max-lines-per-function', 'src/http/a.ts', FUNCTION_OF_51_LINES],
  ['max-params', 'src/http/a.ts', 'export const f = (a: 1, b: 2, c: 3, d: 4, e: 5) => [a, b, c, d, e]'],
  ['complexity', 'src/http/a.ts', `export const f = (a: number) => ${'a === 1 || '.repeat(10)}a === 2`],
]
const ALLOWED: readonly (readonly [file: string, code: string])[] = [
  ['src/base/clock.ts', 'export const now = () => new Date()'],
  ['src/base/units.ts', 'export const n = (x: number) => x as 1'],
  ['src/prices/a.ts', "export const at = new Date('2024-12-12T00:00:00Z')"],
  ['src/base/calendar.ts', "import { addMonths } from 'date-fns'\nexport const later = addMonths"],
  ['src/prices/a.ts', "import { addHours } from 'date-fns'\nexport const later = addHours"],
  ['src/prices/a.ts', 'export const hour = (at: Date) => at.getUTCHours()'],
  ['src/prices/a.ts', 'export const names = [1, 2] as const'],
  ['src/prices/a.ts', 'export const unknown = (a: number | null) => a == null'],
  ['src/main.ts', "export const home = process.env['HOME']"],
  ['src/cli/demo.ts', "console.log(process.env['HOME'])"],
  ['test/http/a.test.ts', FUNCTION_OF_51_LINES],
]

let eslint: ESLint
beforeAll(() => {
  // Planted files are not on disk, so the rules that need types stay out of this.
  const untyped = { ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] }
  const options = { languageOptions: { parserOptions: { projectService: false } } }
  eslint = new ESLint({ overrideConfig: [untyped, { ...options, files: ['**/*.ts'] }] })
})

async function rulesBrokenBy(file: string, code: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(code, { filePath: file })
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId))
}

test.each(PLANTED)('lint refuses by %s in %s: %s', async (rule, file, code) => {
  expect(await rulesBrokenBy(file, code)).toContain(rule)
})

test.each(ALLOWED)('lint allows in %s: %s', async (file, code) => {
  expect(await rulesBrokenBy(file, code)).toEqual([])
})

it('checks types with the strictest rules in src, test and scripts', async () => {
  for (const file of ['src/a.ts', 'test/a.test.ts', 'scripts/a.ts', 'bench/a.ts']) {
    const config: unknown = await new ESLint().calculateConfigForFile(file)
    expect(config).toMatchObject({
      rules: {
        '@typescript-eslint/no-floating-promises': [2],
        '@typescript-eslint/no-misused-promises': [2],
        '@typescript-eslint/no-unsafe-assignment': [2],
        '@typescript-eslint/switch-exhaustiveness-check': [2],
      },
    })
  }
})
