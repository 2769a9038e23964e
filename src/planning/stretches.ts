import type { Interval } from '../base/interval.ts'
import { layOut } from './lay-out.ts'
import type { Solution } from './statement.ts'
import type { Stated } from './terms/statement-of.ts'

/** The stretches of charging in a solution, touching ones joined. */
export function stretchesOf(stated: Stated, solution: Solution): Interval[] {
  const stretches: { start: number; end: number }[] = []
  for (const { start, end } of layOut(stated, solution)) {
    const last = stretches.at(-1)
    if (last !== undefined && start - last.end < 1) last.end = end
    else stretches.push({ start, end })
  }
  return stretches.map(({ start, end }) => ({ start: new Date(start), end: new Date(end) }))
}
