import type { ProblemClass } from '../../test/planning/oracle/instances.ts'
import type { Explained } from './explained.ts'
import { type Duels, timesFaster } from './highs.ts'
import { CLASSES } from './instances.ts'
import type { Speed } from './speed.ts'
import { type Table, figure } from './table.ts'

export interface Goal {
  readonly name: string
  readonly measured: number
  readonly limit: number
  readonly sense: 'at most' | 'at least'
  readonly unit: string
  readonly met: boolean
}

const MEDIANS: Readonly<Record<ProblemClass, number>> = { a: 10, b: 100, c: 100, d: 30, e: 250 }
const [P95, P99] = [1000, 5000]
const MORE_THAN_SOLVING = 40
const LONG_TO_SHORT = 3
const TIMES_FASTER: Readonly<Record<ProblemClass, number>> = { a: 70, b: 150, c: 150, d: 150, e: 150 }
const EXPLAINED_TO_SOLVE = 10

/** What the figures should be. Being behind is shown, not punished: times depend on the machine, costs do not. */
export function goalsOf(speed: Speed, duels: Duels, explained: Explained): Goal[] {
  const worst = (of: (kind: ProblemClass) => number): number => Math.max(...CLASSES.map(of))
  const ratio = worst((kind) => speed[kind].longMedian / speed[kind].median)
  return [
    ...CLASSES.map((kind) => atMost(`solve ${kind}, median`, speed[kind].median, MEDIANS[kind])),
    atMost('solve, worst p95', worst((kind) => speed[kind].p95), P95), // prettier-ignore
    atMost('solve, worst p99', worst((kind) => speed[kind].p99), P99), // prettier-ignore
    atMost('whole more than solve, worst', worst((kind) => speed[kind].added), MORE_THAN_SOLVING), // prettier-ignore
    atMost('192 slots to 96, worst', ratio, LONG_TO_SHORT, 'times'),
    ...CLASSES.map((kind) =>
      goal({
        name: `faster than HiGHS, ${kind}`,
        measured: timesFaster(duels[kind]).medians,
        limit: TIMES_FASTER[kind],
        sense: 'at least',
        unit: 'times',
      }),
    ),
    atMost('plan with explanations to solve', explained.ratio, EXPLAINED_TO_SOLVE, 'times'),
  ]
}

function atMost(name: string, measured: number, limit: number, unit = 'µs'): Goal {
  return goal({ name, measured, limit, sense: 'at most', unit })
}

function goal(given: Omit<Goal, 'met'>): Goal {
  const { measured, limit, sense } = given
  return { ...given, met: sense === 'at most' ? measured <= limit : measured >= limit }
}

export function goalsTable(goals: readonly Goal[]): Table {
  const behind = goals.filter(({ met }) => !met).length
  return {
    title: 'Goals',
    head: ['goal', 'measured', 'limit', 'unit', ''],
    rows: goals.map(({ name, measured, limit, sense, unit, met }) => {
      return [name, figure(measured), `${sense} ${String(limit)}`, unit, met ? 'ok' : 'BEHIND']
    }),
    notes: [
      `${String(goals.length - behind)} of ${String(goals.length)} met on this machine, as loaded as it was.`,
    ],
  }
}
