import type { Interval } from '../base/interval.ts'
import type { PlanningProblem } from './problem.ts'

/** How often charging begins. Blocks that touch are one run, and one that goes on from before is no start. */
export function startsOf(
  { now, chargingNow }: Pick<PlanningProblem, 'now' | 'chargingNow'>,
  blocks: readonly Interval[],
): number {
  const begun = blocks.filter(({ start }, index) => start.getTime() !== blocks[index - 1]?.end.getTime())
  const goesOn = chargingNow === true && blocks[0]?.start.getTime() === now.getTime()
  return begun.length - Number(goesOn)
}
