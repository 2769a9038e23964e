import { at, idAt } from '../../src/planning/optimise/columns.ts'
import { meritOrder } from '../../src/planning/optimise/merit-order.ts'
import { newWorkspace, searchBand } from '../../src/planning/optimise/runs/band.ts'
import { dualPass, noPass } from '../../src/planning/optimise/runs/dual.ts'
import { type Pieces, isPoint, valueOn } from '../../src/planning/optimise/runs/pieces.ts'
import { FREE, OFF } from '../../src/planning/optimise/runs/run-states.ts'
import { solveRuns } from '../../src/planning/optimise/runs/solve-runs.ts'
import { buildStages } from '../../src/planning/optimise/runs/stages.ts'
import { readTerms } from '../../src/planning/problem-object/read-terms.ts'
import type { ProblemObject } from '../../src/planning/problem-object/schemas.ts'
import type { RunRules, Statement } from '../../src/planning/statement.ts'
import { statementOf } from '../../src/planning/terms/statement-of.ts'
import { n, picture, polyline, text } from './chart.ts'

/** A straight piece of a value function. */
interface Piece {
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
}

const WIDTH = 760
const HEIGHT = 330
const PLOT = { left: 52, right: WIDTH - 20, top: 44, bottom: HEIGHT - 40 }

/**
 * The value functions of a night after `after` slots, for a car that is off and one that charges; and the pieces that are left in the
 * band around the optimum.
 */
export function valueFunctions(problem: ProblemObject, after: number, title: string): string {
  const { statement } = statementOf(readTerms(problem))
  const rules = statement.runs
  if (rules === null) throw new Error('A night without rules of runs has no states to draw')
  const whole = functionsOf(statement, rules, after, null)
  const completion = { statement, order: meritOrder(statement), hours: null, need: statement.need }
  const { best, lambda } = solveRuns(completion, rules, { cut: Infinity, start: 0 })
  if (best === null) throw new Error('A night that cannot be planned cannot be drawn')
  const kept = functionsOf(statement, rules, after, { lambda, limit: best.score + 1e-7 })
  return drawn({ whole, kept, title })
}

interface Functions {
  readonly off: readonly Piece[]
  readonly free: readonly Piece[]
}

function functionsOf(
  statement: Statement,
  rules: RunRules,
  after: number,
  band: { readonly lambda: number; readonly limit: number } | null,
): Functions {
  const stages = buildStages(statement, rules, null)
  const pass = noPass()
  const begun = { ...stages, columns: { ...stages.columns, stages: after } }
  const lambda = band?.lambda ?? 0
  dualPass(band === null ? begun : stages, lambda, pass)
  if (band === null) pass.ahead.fill(0)
  const work = newWorkspace()
  searchBand(
    { stages: begun, need: statement.need, passes: [pass], limit: band?.limit ?? 1e9, budget: 1e6 },
    work,
  )
  return { off: piecesOf(work.current[OFF], lambda), free: piecesOf(work.current[FREE], lambda) }
}

function piecesOf(list: Pieces | undefined, lambda: number): Piece[] {
  if (list === undefined) return []
  return Array.from({ length: list.count }, (_, piece) => {
    const valueAt = (energy: number): readonly [number, number] => {
      return [energy, valueOn(list.lines, idAt(list.line, piece), energy) + lambda * energy]
    }
    const [from, to] = [at(list.from, piece), at(list.to, piece)]
    return { from: valueAt(from), to: isPoint(list, piece) ? valueAt(from) : valueAt(to) }
  })
}

function drawn({ whole, kept, title }: { whole: Functions; kept: Functions; title: string }): string {
  const all = [...whole.off, ...whole.free]
  const mostEnergy = Math.max(...all.map(({ to }) => to[0]))
  const mostCost = Math.max(...all.map(({ to }) => to[1]))
  const place = ([energy, cost]: readonly [number, number]): readonly [number, number] => [
    PLOT.left + (energy / mostEnergy) * (PLOT.right - PLOT.left),
    PLOT.bottom - (cost / mostCost) * (PLOT.bottom - PLOT.top),
  ]
  const line = (kind: string, pieces: readonly Piece[]): string[] => {
    return pieces.map(({ from, to }) => shape(kind, place(from), place(to)))
  }
  const counts = `${n(whole.off.length)} + ${n(whole.free.length)} pieces; in the band ${n(kept.off.length)} + ${n(kept.free.length)}`
  return picture(WIDTH, HEIGHT, title, [
    text(20, 22, title, 'head'),
    text(
      20,
      38,
      `least cost (NOK) to have charged so much: grey if off then, orange if charging; blue: kept in the band. ${counts}`,
    ),
    polyline('axis', [
      [PLOT.left, PLOT.top],
      [PLOT.left, PLOT.bottom],
      [PLOT.right, PLOT.bottom],
    ]),
    ...line('kept', [...kept.off, ...kept.free]),
    ...line('faint2', whole.free),
    ...line('faint', whole.off),
    ...ticks(mostEnergy, 5).map((tick) =>
      text(place([tick, 0])[0], PLOT.bottom + 14, n(tick), 'small', 'middle'),
    ),
    ...ticks(mostCost, 10).map((tick) =>
      text(PLOT.left - 6, place([0, tick])[1] + 4, n(tick), 'small', 'end'),
    ),
    text(PLOT.right, PLOT.bottom + 30, 'kWh charged so far', 'small', 'end'),
  ])
}

function shape(kind: string, [x, y]: readonly [number, number], to: readonly [number, number]): string {
  if (Math.abs(to[0] - x) > 0.3) return polyline(kind, [[x, y], to])
  const radius = kind === 'kept' ? 4 : 2
  const colour = kind === 'kept' ? 'power' : kind === 'faint' ? 'dot' : 'dot2'
  return `<circle class="${colour}" cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"/>`
}

function ticks(most: number, step: number): number[] {
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
