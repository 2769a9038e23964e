import { Presence, type Solution } from '../statement.ts'
import { optimise } from '../optimise/optimise.ts'
import { at } from '../optimise/columns.ts'
import { type Stated, statementOf } from '../terms/statement-of.ts'
import { readTerms } from './read-terms.ts'
import type { AnswerObject, ProblemObject } from './schemas.ts'

/**
 * Solves one problem object.
 *
 * @throws PlanningProblemError naming every field that makes no sense
 */
export function answerProblem(problem: ProblemObject): AnswerObject {
  const terms = readTerms(problem)
  const stated = statementOf(terms)
  const solution = optimise(stated.statement)
  return {
    status: solution.status,
    plan: blocks(stated, solution),
    cost: solution.cost,
    shortfall_kwh: solution.shortfall * terms.efficiency,
    solver: solution.solver,
    gap: solution.gap,
  }
}

const MS_PER_HOUR = 3_600_000

interface Block {
  readonly start: number
  readonly end: number
  readonly power: number
}

function blocks({ statement, slots }: Stated, { energy, presence }: Solution): AnswerObject['plan'] {
  const raw: Block[] = []
  for (let t = 0; t < statement.count; t++) {
    const g = at(energy, t)
    const here = presence[t]
    if (here === Presence.off) continue
    const [start, end] = [at(slots.start, t), at(slots.end, t)]
    const full = at(statement.most, t) / at(statement.hours, t)
    const isPart = here === Presence.early || here === Presence.late
    const length = isPart ? Math.ceil((g / full) * MS_PER_HOUR - 1e-3) : end - start
    const block = here === Presence.late ? { start: end - length, end } : { start, end: start + length }
    // An instant is known to the millisecond only; full power is full power.
    raw.push({ ...block, power: isPart ? full : g / at(statement.hours, t) })
  }
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
