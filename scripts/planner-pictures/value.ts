import { at, idAt } from '../../src/planning/optimise/columns.ts'
import { meritOrder } from '../../src/planning/optimise/merit-order.ts'
import { newWorkspace, searchBand } from '../../src/planning/optimise/runs/band.ts'
import { dualPass, noPass } from '../../src/planning/optimise/runs/dual.ts'
import { type Pieces, isPoint, valueOn } from '../../src/planning/optimise/runs/pieces.ts'
import { FREE, OFF } from '../../src/planning/optimise/runs/run-states.ts'
import { solveRuns } from '../../src/planning/optimise/runs/solve-runs.ts'
import { type StageContext, stageContext } from '../../src/planning/optimise/runs/stage-context.ts'
import { buildStages } from '../../src/planning/optimise/runs/stages.ts'
import { readTerms } from '../../src/planning/problem-object/read-terms.ts'
import type { ProblemObject } from '../../src/planning/problem-object/schemas.ts'
import { statementOf } from '../../src/planning/terms/statement-of.ts'
import { n, picture, polyline, text } from './chart.ts'

/** A straight piece of a value function. */
interface Piece {
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
}

const WIDTH = 760
const HEIGHT = 350
const PLOT = { left: 52, right: WIDTH - 20, top: 66, bottom: HEIGHT - 40 }

/**
 * The value functions of a night after `after` slots, for a car that is off and one that charges; and the pieces that are left in the
 * band around the optimum.
 */
export function valueFunctions(problem: ProblemObject, after: number, title: string): string {
  const { statement } = statementOf(readTerms(problem))
  const rules = statement.runs
  if (rules === null) throw new Error('A night without rules of runs has no states to draw')
  const context = stageContext(statement, rules)
  const completion = { context, order: meritOrder(statement), hours: null, need: statement.need }
  const { best, lambda } = solveRuns(completion, { cut: Infinity, start: 0 })
  if (best === null) throw new Error('A night that cannot be planned cannot be drawn')
  const whole = functionsOf(context, after, { lambda, limit: Infinity })
  const kept = functionsOf(context, after, { lambda, limit: best.score + 1e-7 })
  return drawn({ whole, kept, title, lambda })
}

interface Functions {
  readonly off: readonly Piece[]
  readonly free: readonly Piece[]
}

function functionsOf(
  context: StageContext,
  after: number,
  { lambda, limit }: { readonly lambda: number; readonly limit: number },
): Functions {
  const stages = buildStages(context, null)
  const pass = noPass()
  dualPass(stages, lambda, pass)
  if (limit === Infinity) pass.ahead.fill(0)
  const begun = { ...stages, columns: { ...stages.columns, stages: after } }
  const work = newWorkspace()
  searchBand(
    { stages: begun, need: context.statement.need, passes: [pass], limit: Math.min(limit, 1e9), budget: 1e6 },
    work,
  )
  return { off: piecesOf(work.current[OFF]), free: piecesOf(work.current[FREE]) }
}

function piecesOf(list: Pieces | undefined): Piece[] {
  if (list === undefined) return []
  return Array.from({ length: list.count }, (_, piece) => {
    const valueAt = (energy: number): readonly [number, number] => {
      return [energy, valueOn(list.lines, idAt(list.line, piece), energy)]
    }
    const [from, to] = [at(list.from, piece), at(list.to, piece)]
    return { from: valueAt(from), to: isPoint(list, piece) ? valueAt(from) : valueAt(to) }
  })
}

interface Drawn {
  readonly whole: Functions
  readonly kept: Functions
  readonly title: string
  readonly lambda: number
}

function drawn({ whole, kept, title, lambda }: Drawn): string {
  const all = [...whole.off, ...whole.free]
  const mostEnergy = Math.max(...all.map(({ to }) => to[0]))
  const values = all.flatMap(({ from, to }) => [from[1], to[1]])
  const [low, high] = [Math.floor(Math.min(...values)), Math.ceil(Math.max(...values))]
  const place = ([energy, value]: readonly [number, number]): readonly [number, number] => [
    PLOT.left + (energy / mostEnergy) * (PLOT.right - PLOT.left),
    PLOT.bottom - ((value - low) / (high - low)) * (PLOT.bottom - PLOT.top),
  ]
  const line = (kind: string, pieces: readonly Piece[]): string[] => {
    return pieces.map(({ from, to }) => shape(kind, place(from), place(to)))
  }
  const counts = [whole.off, whole.free, kept.off, kept.free].map(({ length }) => n(length))
  const [off, free, keptOff, keptFree] = counts
  return picture(WIDTH, HEIGHT, title, [
    text(20, 22, title, 'head'),
    text(
      20,
      38,
      `Least cost to have charged so much, less ${n(lambda)} NOK for every kWh. Grey: not charging then; orange: charging.`,
    ),
    text(
      20,
      53,
      `${off ?? ''} + ${free ?? ''} pieces. Blue: what is left of them in the band, ${keptOff ?? ''} + ${keptFree ?? ''} pieces.`,
    ),
    polyline('axis', [
      [PLOT.left, PLOT.top],
      [PLOT.left, PLOT.bottom],
      [PLOT.right, PLOT.bottom],
    ]),
    ...line('kept', [...kept.off, ...kept.free]),
    ...line('faint2', whole.free),
    ...line('faint', whole.off),
    ...ticks(0, mostEnergy, 5).map((tick) =>
      text(place([tick, 0])[0], PLOT.bottom + 14, n(tick), 'small middle'),
    ),
    ...ticks(low, high, 5).map((tick) => text(PLOT.left - 6, place([0, tick])[1] + 4, n(tick), 'small end')),
    text(PLOT.right, PLOT.bottom + 30, 'kWh charged so far', 'small end'),
  ])
}

function shape(kind: string, [x, y]: readonly [number, number], to: readonly [number, number]): string {
  if (Math.abs(to[0] - x) > 0.3) return polyline(kind, [[x, y], to])
  const radius = kind === 'kept' ? 4 : 2
  const colour = kind === 'kept' ? 'power' : kind === 'faint' ? 'dot' : 'dot2'
  return `<circle class="${colour}" cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"/>`
}

function ticks(from: number, until: number, step: number): number[] {
  const first = Math.ceil(from / step)
  const count = Math.floor(until / step) - first + 1
  return Array.from({ length: count }, (_, index) => (first + index) * step)
}
