import { localDay } from '../base/local-time.ts'
import { capacityRule } from './capacity.ts'
import { capacityChargeOf } from './capacity-charge.ts'
import type { SiteTariff, TariffGap } from './site-tariff.ts'

/** A part of a site's bill that is not known, or only as an estimate. */
export interface BillGap {
  readonly what: TariffGap['what'] | 'ended-table' | 'capacity-charge' | 'month-mean'
  /** What is missing, for which value, what is done meanwhile, and what to do. */
  readonly message: string
}

/** All kinds of gaps, as metrics name them. */
export const BILL_GAPS = [
  'grid-tariff',
  'taxes',
  'ended-table',
  'capacity-charge',
  'month-mean',
] as const satisfies readonly BillGap['what'][]

/** What of the bill of a site is not known at an instant. Nothing: its costs are final wherever its prices are. */
export function billGaps(tariff: SiteTariff, now: Date): readonly BillGap[] {
  return [...tariff.gaps, ...endedTables(tariff, now), ...capacityGap(tariff, now), ...meanGap(tariff)]
}

function endedTables(tariff: SiteTariff, now: Date): BillGap[] {
  const day = localDay(now, tariff.calendar.timeZone)
  return tariff.carriedOn(day).map((table) => {
    const message = `${table} has no row for ${day}: the nearest one is carried on, and costs are estimates. Add the row, then restart.`
    return { what: 'ended-table', message }
  })
}

/** Without a grid tariff that is the gap, and said already. */
function capacityGap(tariff: SiteTariff, now: Date): BillGap[] {
  const rule = capacityRule(tariff, now)
  if (rule.method === 'unknown') return []
  const effect = capacityChargeOf(rule, { now, measured: [] })
  return effect.kind === 'unsupported' ? [{ what: 'capacity-charge', message: effect.message }] : []
}

function meanGap({ contract }: SiteTariff): BillGap[] {
  if (contract.kind !== 'monthly-average' || contract.monthMean !== null) return []
  const message =
    'The mean price of the month is not told: the mean of the prices at hand stands for it, and costs are estimates. Send contract.monthMean with the site.'
  return [{ what: 'month-mean', message }]
}
