import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'

import rooms from './rooms.json' with { type: 'json' }

const CONFIG = '.dependency-cruiser.cjs'
const TOOL = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
const cruiseSchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
})

/** One file of each kind that the rules forbid, and the rule that must find it. */
const PLANTED: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['planning-imports-only-rooms-above', 'src/planning/a.ts', '../control/fine.ts'],
  ['base-imports-only-rooms-above', 'src/base/type-only.ts', 'type ../cli/fine.ts'],
  ['database-imports-only-rooms-above', 'src/database/a.ts', '../service.ts'],
  ['simulator-imports-only-base', 'src/simulator/a.ts', '../prices/fine.ts'],
  ['planning-is-pure', 'src/planning/reads-disk.ts', 'node:fs'],
  ['planning-is-pure', 'src/planning/reads-disk-through-another.ts', '../prices/reads-disk.ts'],
  ['planning-is-pure', 'src/planning/asks-database.ts', 'kysely'],
  ['backtests-need-no-database-and-no-network', 'src/backtest/asks-database.ts', 'kysely'],
  [
    'the-oracle-knows-physics-only',
    'src/backtest/oracle/knows-control.ts',
    '../../planning/asks-database.ts',
  ],
  ['every-file-stands-in-a-room', 'src/attic/a.ts', '../base/fine.ts'],
  ['every-file-stands-in-a-room', 'src/loose.ts', './base/fine.ts'],
  ['cli-never-imports-main', 'src/cli/a.ts', '../main.ts'],
  ['service-never-imports-an-entry', 'src/service.ts', './cli/fine.ts'],
  ['pg-only-where-it-belongs', 'src/prices/asks-database.ts', 'pg'],
  ['no-development-dependencies', 'src/base/tests.ts', 'vitest'],
  ['no-unresolvable', 'src/base/nothing.ts', './gone.ts'],
  ['no-circles', 'src/base/one.ts', './other.ts'],
]
const HARMLESS: readonly (readonly [file: string, imports: string])[] = [
  ['src/base/other.ts', './one.ts'],
  ['src/base/fine.ts', 'node:crypto'],
  ['src/prices/fine.ts', '../base/fine.ts'],
  ['src/prices/reads-disk.ts', 'node:fs'],
  ['src/planning/fine.ts', '../prices/fine.ts'],
  ['src/control/fine.ts', '../planning/fine.ts'],
  ['src/cli/fine.ts', '../control/fine.ts'],
  ['src/main.ts', './service.ts'],
]

const planted = mkdtempSync(join(tmpdir(), 'ladeplan-imports-'))
afterAll(() => {
  rmSync(planted, { recursive: true })
})

it('finds no import against the order of the rooms, and has looked', async () => {
  const { totalCruised, violations } = await cruise(process.cwd())
  expect(violations).toEqual([])
  expect(totalCruised).toBeGreaterThan(sourceFiles().length - 1)
  expect(sourceFiles().length).toBeGreaterThan(20)
})

it('finds each planted violation, and nothing in what is allowed', async () => {
  plantViolations()
  const { violations } = await cruise(planted)
  const found = violations.map(({ rule, from }) => `${rule.name} ${from}`)
  for (const [rule, file] of PLANTED) expect(found).toContain(`${rule} ${file}`)
  const blamed = new Set(violations.map(({ from }) => from))
  expect(HARMLESS.filter(([file]) => blamed.has(file))).toEqual([])
})

it('knows every room there is', () => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map((folder) => folder.name).filter((name) => !rooms.includes(name))).toEqual([])
})

function sourceFiles(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
}

/** The command line tool itself, as `npm run architecture` runs it. */
async function cruise(directory: string): Promise<z.infer<typeof cruiseSchema>['summary']> {
  const options = { cwd: directory, maxBuffer: 64 * 2 ** 20 }
  const text = await new Promise<string>((done) => {
    // It exits with the number of violations; what it found is in its output either way.
    execFile(
      process.execPath,
      [TOOL, 'src', '--config', CONFIG, '--output-type', 'json'],
      options,
      (_, stdout) => {
        done(stdout)
      },
    )
  })
  return cruiseSchema.parse(JSON.parse(text)).summary
}

function plantViolations(): void {
  for (const file of [CONFIG, 'tsconfig.json', 'package.json', 'test/architecture/rooms.json']) {
    cpSync(file, join(planted, file), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(planted, 'node_modules'))
  for (const [file, imports] of [
    ...PLANTED.map(([, file, imports]) => [file, imports] as const),
    ...HARMLESS,
  ]) {
    const isType = imports.startsWith('type ')
    const from = isType ? imports.slice('type '.length) : imports
    mkdirSync(dirname(join(planted, file)), { recursive: true })
    const statement = `${isType ? 'import type' : 'import'} * as other from '${from}'`
    writeFileSync(
      join(planted, file),
      `${statement}\nexport const used = ${isType ? '{} as typeof other' : 'other'}\n`,
    )
  }
}
