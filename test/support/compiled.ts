import {
  existsSync,
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

/** While another process of the run compiles, ms. */
const LOOK_AGAIN_MS = 50
/** Nobody compiles for as long: the one that began is dead. */
const MOST_LOOKS = 2_400

let folder: string | undefined

/**
 * The path of a script compiled to JavaScript, for a process that is started again and again: it begins in a third of the
 * time that compiling on the way takes. Everything is compiled once in a run of tests, by the first that asks; those that
 * ask meanwhile wait.
 *
 * @param script from the root of the project
 */
export function compiled(script: string): string {
  folder ??= compiledOnce(process.env['TEST_COMPILED_FOLDER'] ?? folderOfOurOwn())
  return join(folder, script.replace(/\.ts$/, '.js'))
}

/** For whoever runs outside of a run of tests, as benchmarks do. */
function folderOfOurOwn(): string {
  const made = mkdtempSync(join(tmpdir(), 'ladeplan-compiled-'))
  process.once('exit', () => {
    rmSync(made, { recursive: true, force: true })
  })
  return join(made, 'compiled')
}

function compiledOnce(made: string): string {
  const mark = join(made, 'complete')
  if (isFirst(made)) {
    for (const file of SOURCES.flatMap(sourcesIn)) compile(file, made)
    for (const name of BESIDE) symlinkSync(resolve(name), join(made, name))
    writeFileSync(mark, '')
  }
  const still = new Int32Array(new SharedArrayBuffer(4))
  for (let look = 0; !existsSync(mark); look++) {
    if (look > MOST_LOOKS) throw new Error(`Nobody has completed ${made}`)
    Atomics.wait(still, 0, 0, LOOK_AGAIN_MS)
  }
  return made
}

/** Of several processes only one can make the folder. */
function isFirst(made: string): boolean {
  try {
    mkdirSync(made)
    return true
  } catch {
    return false
  }
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
