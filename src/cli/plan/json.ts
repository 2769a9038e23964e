import type { PlanOutcome } from './from-prices.ts'

/**
 * The whole outcome as a document: instants as ISO 8601 in UTC, sums and prices in `currency`. `problem` and `plan` are what
 * `ladeplan replay` wants.
 */
export function outcomeDocument({ request, prices, problem, plan, baselines }: PlanOutcome): object {
  const { cost } = plan
  const saved = (baseline: number | null): number | null => {
    return baseline === null || cost === null ? null : baseline - cost
  }
  const { plugAndCharge, meanPrice, withoutRunLimits } = baselines
  return {
    currency: prices.currency,
    timeZone: request.timeZone,
    prices: {
      slots: prices.slots.length,
      start: prices.slots[0]?.start,
      end: prices.slots.at(-1)?.end,
      repairs: prices.repairs,
    },
    now: problem.now,
    need: problem.need,
    runs: problem.runs,
    problem,
    plan,
    baselines: {
      plugAndCharge: { ...plugAndCharge, saved: saved(plugAndCharge.cost) },
      meanPrice: { ...meanPrice, saved: saved(meanPrice.cost) },
      withoutRunLimits: { ...withoutRunLimits, saved: saved(withoutRunLimits.cost) },
    },
  }
}
