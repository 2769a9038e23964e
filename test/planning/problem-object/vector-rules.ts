import { z } from 'zod'
import type { AnswerObject } from '../../../src/planning/problem-object/schemas.ts'
import { judge, type Judgement } from '../oracle/judge.ts'
import { gridKwh, lay, merge, type Laid } from '../oracle/pieces.ts'
import { at, statementOf, sum, type Span, type Statement } from '../oracle/statement.ts'
import type { Vector } from '../oracle/vectors.ts'

const PLAN_TOLERANCE_MS = 1000
const ENERGY_TOLERANCE_KWH = 1e-3

/** All a rule looks at. */
interface Held {
  readonly vector: Vector
  readonly answer: AnswerObject
  readonly judgement: Judgement
  readonly statement: Statement
  readonly laid: Laid
  /** The plan of the other project. */
  readonly peer: Laid
}

type Rule = (held: Held) => string[]

/** The rules of the fixtures' README that ask for something. */
export const RULES: Readonly<Record<string, Rule>> = {
  feasible,
  cost_eq: ({ vector, answer }) =>
    unless(isNear(answer.cost, vector.oracle?.cost), `costs ${String(answer.cost)}`),
  cost_le: ({ vector, answer }) =>
    unless(answer.cost <= (vector.expected.cost ?? -Infinity) + 1e-9, `costs ${String(answer.cost)}`),
  slot_energy_eq: slotEnergy,
  plan_eq: samePlan,
  grid_energy_eq: ({ vector, judgement }) =>
    unless(isAbout(judgement.gridKwh, factsOf(vector).grid_kwh), `takes ${String(judgement.gridKwh)} kWh`),
  shortfall_eq: ({ vector, answer }) =>
    unless(
      isAbout(answer.shortfall_kwh, vector.expected.shortfall_kwh ?? factsOf(vector).shortfall_kwh),
      `lacks ${String(answer.shortfall_kwh)} kWh`,
    ),
  energy_ge_peer: ({ judgement, peer }) =>
    unless(
      judgement.gridKwh >= gridKwh(peer.pieces) - ENERGY_TOLERANCE_KWH,
      `takes ${String(judgement.gridKwh)} of ${String(gridKwh(peer.pieces))} kWh`,
    ),
  facts,
  infeasible: ({ answer }) => unless(answer.status !== 'ok', 'is ok'),
}

const INFORMATION = ['tie:late', 'tie:early', 'policy']

/** What of the vector's rules an answer breaks, each with the name of the rule; none: the answer is right. */
export function brokenRules(vector: Vector, answer: AnswerObject): string[] {
  const { problem, expected } = vector
  const statement = statementOf(problem)
  const held = {
    vector,
    answer,
    statement,
    judgement: judge(problem, answer),
    laid: lay(answer, statement),
    peer: lay({ ...answer, plan: expected.plan ?? [] }, statement),
  }
  const rules = vector.judge.filter((rule) => !INFORMATION.includes(rule))
  return rules.flatMap((rule) => {
    const holds = RULES[rule]
    if (holds === undefined) return [`${rule}: no such rule`]
    return holds(held).map((fault) => `${rule}: ${fault}`)
  })
}

/** Judged by the constraints alone; a shortfall only where the request allows for one. */
function feasible({ vector, answer, judgement }: Held): string[] {
  const isShort = answer.status === 'shortfall' && vector.problem.best_effort === true
  return [...judgement.faults, ...unless(answer.status === 'ok' || isShort, `is ${answer.status}`)]
}

function slotEnergy({ statement, laid, peer }: Held): string[] {
  const slots = [...new Set(statement.cells.map(({ slot }) => slot))]
  const inSlot = ({ pieces }: Laid, slot: number): number =>
    gridKwh(pieces.filter(({ cell }) => cell.slot === slot))
  return slots.flatMap((slot) =>
    unless(
      isAbout(inSlot(laid, slot), inSlot(peer, slot)),
      `slot ${String(slot)} gets ${String(inSlot(laid, slot))}, not ${String(inSlot(peer, slot))} kWh`,
    ),
  )
}

function samePlan({ answer, vector }: Held): string[] {
  const [own, expected] = [answer.plan, vector.expected.plan ?? []].map((plan) =>
    merge(plan.map(({ start, end }) => ({ start: at(start), end: at(end) }))),
  )
  const isSame =
    own?.length === expected?.length &&
    (own ?? []).every((span, index) => {
      const other: Span = expected?.[index] ?? { start: NaN, end: NaN }
      return Math.max(Math.abs(span.start - other.start), Math.abs(span.end - other.end)) <= PLAN_TOLERANCE_MS
    })
  return unless(isSame, 'is another plan')
}

const factsSchema = z.object({
  grid_kwh: z.number().optional(),
  shortfall_kwh: z.number().optional(),
  end_not_after: z.string().optional(),
  duration_min: z.number().optional(),
  average_price: z.number().optional(),
  average_price_below: z.number().optional(),
})

function factsOf({ expected }: Vector): z.infer<typeof factsSchema> {
  return factsSchema.parse(expected.facts ?? {})
}

function facts({ vector, answer, judgement, laid }: Held): string[] {
  const wanted = factsOf(vector)
  const end = Math.max(-Infinity, ...laid.runs.map((run) => run.end))
  const minutes = sum(laid.runs.map((run) => run.end - run.start)) / 60_000
  const average = answer.cost / judgement.gridKwh
  return [
    ...unless(!(end > at(wanted.end_not_after ?? '9999-01-01T00:00:00Z')), 'ends too late'),
    ...unless(isAbout(minutes, wanted.duration_min ?? minutes), `lasts ${String(minutes)} min`),
    ...unless(isNear(average, wanted.average_price ?? average), `costs ${String(average)} per kWh`),
    ...unless(average < (wanted.average_price_below ?? Infinity), `costs ${String(average)} per kWh`),
  ]
}

function unless(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault]
}

function isNear(cost: number, known: number | undefined): boolean {
  return known !== undefined && Math.abs(cost - known) <= 1e-4 * (1 + Math.abs(known))
}

function isAbout(value: number, known: number | undefined): boolean {
  return known !== undefined && Math.abs(value - known) <= ENERGY_TOLERANCE_KWH
}
