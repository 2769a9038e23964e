import type { Interval } from '../../base/interval.ts'
import type { Plan } from '../../planning/plan-type.ts'

/**
 * The plan with every instant that is shown at the nearest whole minute: the clock shows no seconds, and what ends a tenth of
 * a second before seven ends at seven.
 */
export function atMinutes(plan: Plan): Plan {
  return {
    ...plan,
    blocks: plan.blocks.map((block) => ({
      ...block,
      ...rounded(block),
      alternative: block.alternative && {
        ...block.alternative,
        blocks: block.alternative.blocks.map(rounded),
      },
    })),
    expectedReadyAt: plan.expectedReadyAt && nearest(plan.expectedReadyAt),
    latestStart: nearest(plan.latestStart),
  }
}

function rounded({ start, end }: Interval): Interval {
  return { start: nearest(start), end: nearest(end) }
}

function nearest(instant: Date): Date {
  return new Date(Math.round(instant.getTime() / 60_000) * 60_000)
}
