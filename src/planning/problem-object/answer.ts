import { Presence } from '../statement.ts'
import { optimise } from '../optimise/optimise.ts'
import { at } from '../optimise/columns.ts'
import { type ReadProblem, readProblem } from './read.ts'
import type { AnswerObject, ProblemObject } from './schemas.ts'

/**
 * Solves one problem object.
 *
 * @throws PlanningProblemError naming every field that makes no sense
 */
export function answerProblem(problem: ProblemObject): AnswerObject {
  const read = readProblem(problem)
  const solution = optimise(read.statement)
  return {
    status: solution.status,
    plan: blocks(read, solution.energy, solution.presence, problem),
    cost: solution.cost,
    shortfall_kwh: solution.shortfall * read.rules.efficiency,
    solver: solution.solver,
    gap: solution.gap,
  }
}

interface Block {
  readonly start: number
  readonly end: number
  readonly power: number
}

function blocks(
  { statement, slots }: ReadProblem,
  energy: Float64Array,
  presence: Uint8Array,
  problem: ProblemObject,
): AnswerObject['plan'] {
  const raw: Block[] = []
  for (let t = 0; t < statement.count; t++) {
    const g = at(energy, t)
    const here = presence[t]
    if (here === Presence.off) continue
    const [start, end] = [at(slots.start, t), at(slots.end, t)]
    const full = at(statement.most, t) / at(statement.hours, t)
    const isPart = here === Presence.early || here === Presence.late
    const length = isPart ? (g / full) * 3_600_000 : end - start
    const block = here === Presence.late ? { start: end - length, end } : { start, end: start + length }
    raw.push({ ...block, power: g / (length / 3_600_000) })
  }
  void problem
  return merged(raw).map(({ start, end, power }) => ({
    start: new Date(Math.round(start)).toISOString(),
    end: new Date(Math.round(end)).toISOString(),
    power_kw: power,
  }))
}

function merged(blocks: readonly Block[]): Block[] {
  const joined: Block[] = []
  for (const block of blocks) {
    const last = joined.at(-1)
    if (last !== undefined && Math.abs(last.end - block.start) < 1 && Math.abs(last.power - block.power) < 1e-9) {
      joined.splice(-1, 1, { ...last, end: block.end })
    } else joined.push(block)
  }
  return joined
}
