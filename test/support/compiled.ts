import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'

/** What processes of tests are made of. */
const SOURCES = ['src', 'test/chaos', 'test/simulator', 'test/support']
/** What they find beside it. */
const BESIDE = ['node_modules', 'data', 'package.json', 'src/pages/assets']

let folder: string | undefined

/**
 * The path of a script compiled to JavaScript, for a process that is started again and again: it begins in a third of the
 * time that compiling on the way takes. Everything is compiled once in each process that asks, and deleted when that ends.
 *
 * @param script from the root of the project
 */
export function compiled(script: string): string {
  folder ??= compileAll()
  return join(folder, script.replace(/\.ts$/, '.js'))
}

function compileAll(): string {
  const made = mkdtempSync(join(tmpdir(), 'ladeplan-compiled-'))
  process.once('exit', () => {
    rmSync(made, { recursive: true, force: true })
  })
  for (const file of SOURCES.flatMap(sourcesIn)) compile(file, made)
  for (const name of BESIDE) symlinkSync(resolve(name), join(made, name))
  return made
}

function sourcesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(directory, name))
}

function compile(file: string, into: string): void {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  })
  const path = join(into, file.replace(/\.ts$/, '.js'))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, outputText)
}
