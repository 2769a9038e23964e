import { formatNumber } from '../../texts/format.ts'
import type { PlanOutcome } from './from-prices.ts'
import { tableLines } from './text.ts'
import type { PlanCommandWords } from './words.ts'

/** What the plan costs, beside what else the same energy would have cost. */
export function costLines(outcome: PlanOutcome, words: PlanCommandWords): readonly string[] {
  const { plan, baselines, prices } = outcome
  if (plan.energy === 0) return []
  const { currency } = prices
  const rows = [
    [words.plan, ...figures(outcome, plan.cost, false)],
    [words.plugAndCharge, ...figures(outcome, baselines.plugAndCharge.cost, true)],
    [words.meanPrice, ...figures(outcome, baselines.meanPrice.cost, true)],
    [words.withoutRunLimits, ...figures(outcome, baselines.withoutRunLimits.cost, true)],
  ]
  const titles = ['', currency, `${currency}/kWh`, words.saved, words.share]
  return tableLines(
    titles.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' })),
    rows,
  )
}

/** Cost, cost per kWh, and what the plan saves of it in the currency and as a share. */
function figures({ plan, request }: PlanOutcome, cost: number | null, compare: boolean): readonly string[] {
  const { language } = request
  if (cost === null) return ['?', '?', '', '']
  const own = [formatNumber(cost, language, 2), formatNumber(cost / plan.energy, language, 3)]
  if (!compare || plan.cost === null) return [...own, '', '']
  const saved = cost - plan.cost
  // Of nothing, or of a sum one is paid, there is no share.
  const share = cost > 0 ? `${formatNumber((100 * saved) / cost, language)} %` : ''
  return [...own, formatNumber(saved, language, 2), share]
}
