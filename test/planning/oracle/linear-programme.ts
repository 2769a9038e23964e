import loadHighs from 'highs'

// The types of `highs` describe its CommonJS build, where the loader lies one level deeper.
type Loader = typeof loadHighs.default
type Solver = Awaited<ReturnType<Loader>>
type Term = readonly [coefficient: number, variable: string]

export type Solved =
  | { readonly status: 'optimal'; readonly cost: number; readonly values: ReadonlyMap<string, number> }
  | { readonly status: 'infeasible' }

/** A mixed-integer programme, written down row by row in CPLEX LP format. */
export interface Programme {
  readonly variable: (name: string, least: number, most: number) => string
  readonly binary: (name: string) => string
  readonly cost: (coefficient: number, variable: string) => void
  readonly row: (terms: readonly Term[], relation: '<=' | '>=' | '=', bound: number) => void
  readonly text: () => { readonly lp: string; readonly scale: number }
}

const ACCURATE = {
  output_flag: false,
  // With presolve, version 1.15.3 calls some requests infeasible that are not.
  presolve: 'off',
  mip_rel_gap: 0,
  mip_abs_gap: 1e-9,
  mip_feasibility_tolerance: 1e-9,
  primal_feasibility_tolerance: 1e-9,
  dual_feasibility_tolerance: 1e-9,
} as const

let solver: Promise<Solver> | undefined

export function createProgramme(): Programme {
  const [rows, bounds, binaries]: [string[], string[], string[]] = [[], [], []]
  const objective = new Map<string, number>()
  const variable = (name: string, least: number, most: number): string => {
    bounds.push(` ${String(least)} <= ${name} <= ${String(most)}`)
    return name
  }
  // Carries constants, and keeps a programme without other variables valid.
  variable('one', 1, 1)
  return {
    variable,
    binary: (name) => {
      binaries.push(` ${name}`)
      return variable(name, 0, 1)
    },
    cost: (coefficient, name) => objective.set(name, (objective.get(name) ?? 0) + coefficient),
    row: (terms, relation, bound) => {
      rows.push(` r${String(rows.length)}: ${linear([[0, 'one'], ...terms])} ${relation} ${String(bound)}`)
    },
    text: () => {
      const largest = Math.max(
        0,
        ...[...objective].filter(([name]) => name !== 'one').map(([, c]) => Math.abs(c)),
      )
      // Prices may be tiny; the tolerances of the solver are absolute.
      const scale = largest > 0 ? 2 ** Math.round(Math.log2(100 / largest)) : 1
      const scaled = [...objective].map(([name, coefficient]): Term => [coefficient * scale, name])
      const sections = ['Minimize', ` obj: ${linear([[0, 'one'], ...scaled])}`, 'Subject To', ...rows]
      return { lp: [...sections, 'Bounds', ...bounds, 'Binaries', ...binaries, 'End', ''].join('\n'), scale }
    },
  }
}

/** A solver that throws is thrown away: a second try gets a fresh one. */
export async function solve(programme: Programme, way: Way = 'plain'): Promise<Solved> {
  const text = programme.text()
  try {
    return await solveWith(text, way)
  } catch {
    solver = undefined
    return solveWith(text, way)
  }
}

/**
 * Either way finds the optimum, or should: now and then version 1.15.3 stops at a dearer plan or at none. What it finds is a
 * plan, so of two ways the cheaper is right.
 */
export type Way = 'plain' | 'presolved'

async function solveWith({ lp, scale }: ReturnType<Programme['text']>, way: Way): Promise<Solved> {
  solver ??= load()
  const result = (await solver).solve(lp, way === 'plain' ? ACCURATE : { ...ACCURATE, presolve: 'on' })
  if (result.Status === 'Infeasible') return { status: 'infeasible' }
  if (result.Status !== 'Optimal') throw new Error(`The solver ended with: ${result.Status}`)
  const values = new Map<string, number>()
  for (const name of Object.keys(result.Columns)) {
    const column = result.Columns[name]
    if (column !== undefined && 'Primal' in column) values.set(name, column.Primal)
  }
  return { status: 'optimal', cost: result.ObjectiveValue / scale, values }
}

function load(): Promise<Solver> {
  const loader: unknown = loadHighs
  if (!isLoader(loader)) throw new Error('The module highs exports no loader')
  return loader()
}

function isLoader(value: unknown): value is Loader {
  return typeof value === 'function'
}

/** Terms of the same variable are added up: the format wants each once. */
function linear(terms: readonly Term[]): string {
  const byName = new Map<string, number>()
  for (const [coefficient, name] of terms) byName.set(name, (byName.get(name) ?? 0) + coefficient)
  return [...byName]
    .map(([name, coefficient]) => `${coefficient < 0 ? '-' : '+'} ${String(Math.abs(coefficient))} ${name}`)
    .join(' ')
}
