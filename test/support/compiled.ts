import { buildSync, transformSync } from 'esbuild'
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
import { pathToFileURL } from 'node:url'

/** What processes of tests and benchmarks are made of. */
const SOURCES = ['src', 'bench/control', 'test/chaos', 'test/simulator', 'test/support']
/** Where they begin. */
const ENTRIES = [
  'src/main.ts',
  'src/cli/ladeplan.ts',
  'bench/control/tick-process.ts',
  'test/chaos/service-process.ts',
  'test/chaos/token-process.ts',
  'test/chaos/worker-process.ts',
] as const
/** These look for files of their own beside them, or start threads from there. */
const NOT_BUNDLED = ['@electric-sql/pglite', 'pg', 'pino']
/** For libraries in CommonJS that ask for a module of Node. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

/** While another process of the run compiles, ms. */
const LOOK_AGAIN_MS = 50
/** Nobody compiles for as long: the one that began is dead. */
const MOST_LOOKS = 2_400

let folder: string | undefined

/**
 * The path of a script compiled to JavaScript, for a process that is started again and again. It is bundled with most of its
 * libraries: to load hundreds of modules one by one would take more than twice the work. Everything is compiled once in a run
 * of tests, by the first that asks; those that ask meanwhile wait.
 *
 * @param script from the root of the project
 */
export function compiled(script: (typeof ENTRIES)[number]): string {
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
    symlinkSync(resolve('node_modules'), join(made, 'node_modules'))
    const copies = join(made, 'sources')
    for (const file of SOURCES.flatMap(sourcesIn)) copy(file, copies)
    bundle(copies, made)
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

/** A module that knows where its source is, wherever it goes: that is where it looks for prices, places and pages. */
function copy(file: string, into: string): void {
  const url = JSON.stringify(pathToFileURL(resolve(file)).href)
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    ...{ loader: 'ts', target: 'node20', sourcefile: file, define: { 'import.meta.url': url } },
  })
  const path = join(into, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, code)
}

function bundle(from: string, into: string): void {
  buildSync({
    entryPoints: ENTRIES.map((file) => join(from, file)),
    ...{ outdir: into, outbase: from, external: NOT_BUNDLED, banner: { js: REQUIRE } },
    ...{
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    },
  })
}
