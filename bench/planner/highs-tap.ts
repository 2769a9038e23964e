import loadHighs from 'highs'

// The types of `highs` describe its CommonJS build, where the loader lies one level deeper.
type Loader = typeof loadHighs.default
type Solver = Awaited<ReturnType<Loader>>
type Options = NonNullable<Parameters<Solver['solve']>[1]>

/** What the exact solver asked last. */
export interface Asked {
  readonly lp: string
  readonly options: Options
  readonly milliseconds: number
}

const last: { asked: Asked | undefined } = { asked: undefined }

export function lastAsked(): Asked {
  if (last.asked === undefined)
    throw new Error('The exact solver has not asked anything: the hook is not in place')
  return last.asked
}

/** `highs`, and a note of every model that passes through. */
export default async function load(): Promise<Pick<Solver, 'solve'>> {
  const highs = await loadSolver()
  return {
    solve: (lp, options = {}) => {
      const begin = performance.now()
      const result = highs.solve(lp, options)
      last.asked = { lp, options, milliseconds: performance.now() - begin }
      return result
    },
  }
}

/** `highs` itself. */
export function loadSolver(): Promise<Solver> {
  const loader: unknown = loadHighs
  if (!isLoader(loader)) throw new Error('The module highs exports no loader')
  return loader()
}

function isLoader(value: unknown): value is Loader {
  return typeof value === 'function'
}
