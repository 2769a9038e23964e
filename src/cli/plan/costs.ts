import { formatNumber } from '../../texts/format.ts'
import { constraintWord } from '../../texts/plan-explanation.ts'
import type { PlanOutcome } from './from-prices.ts'
import { LINE_WIDTH, tableLines, wrapped } from './text.ts'
import type { PlanCommandWords } from './words.ts'

/** What the plan costs, beside what else the same energy would have cost. */
export function costLines(outcome: PlanOutcome, words: PlanCommandWords): readonly string[] {
  const { plan, baselines, prices, request } = outcome
  if (plan.energy === 0) return []
  const { currency } = prices
  const rows = [
    [words.plan, ...figures(outcome, plan.cost, false)],
    [words.plugAndCharge, ...figures(outcome, baselines.plugAndCharge.cost, true)],
    [words.meanPrice, ...figures(outcome, baselines.meanPrice.cost, true)],
    [words.withoutRunLimits, ...figures(outcome, baselines.withoutRunLimits.cost, true)],
  ]
  const titles = ['', currency, `${currency}/kWh`, words.saved, words.share]
  const table = tableLines(
    titles.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' })),
    rows,
  )
  // Of kroner the sentences for drivers tell it.
  if (currency === 'NOK') return table
  const limits = plan.constraintCosts.map(({ constraint, cost }) => {
    const sum = `${formatNumber(cost, request.language, 2)} ${currency}`
    return words.limitCosts(constraintWord(constraint, request.language), sum)
  })
  return [...table, ...limits.flatMap((text) => wrapped(text, LINE_WIDTH))]
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
