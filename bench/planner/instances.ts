import { optimise } from '../../src/planning/optimise/optimise.ts'
import { readTerms } from '../../src/planning/problem-object/read-terms.ts'
import type { ProblemObject } from '../../src/planning/problem-object/schemas.ts'
import type { Solution, Statement } from '../../src/planning/statement.ts'
import { statementOf } from '../../src/planning/terms/statement-of.ts'
import { instanceOf, type ProblemClass } from '../../test/planning/oracle/instances.ts'

export const CLASSES: readonly ProblemClass[] = ['a', 'b', 'c', 'd', 'e']

export const CLASS_NAMES: Readonly<Record<ProblemClass, string>> = {
  a: 'a plain',
  b: 'b start cost',
  c: 'c minimum run',
  d: 'd capacity steps',
  e: 'e all together',
}

export const FIRST_SEED = 1001
export const INSTANCES = 40

export interface Instance {
  readonly seed: number
  readonly problem: ProblemObject
  readonly statement: Statement
  readonly solution: Solution
}

export type Instances = Readonly<Record<ProblemClass, readonly Instance[]>>

/** The same requests on every machine: classes, seeds and lengths determine them. */
export function instancesOf(slots: 96 | 192, count = INSTANCES): Instances {
  const of = (kind: ProblemClass): Instance[] =>
    Array.from({ length: count }, (_, index) => {
      const seed = FIRST_SEED + index
      const problem = instanceOf(kind, seed, slots)
      const statement = numericStatement(problem)
      return { seed, problem, statement, solution: optimise(statement) }
    })
  return { a: of('a'), b: of('b'), c: of('c'), d: of('d'), e: of('e') }
}

/** Where solving alone begins. */
export function numericStatement(problem: ProblemObject): Statement {
  return statementOf(readTerms(problem)).statement
}
