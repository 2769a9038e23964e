import { MARKET_TIME_ZONE, localDay } from '../base/local-time.ts'
import type { County } from './county.ts'

/** VAT on a household's electricity while the rule holds. */
export interface VatRule {
  /** First local day, `YYYY-MM-DD`. */
  readonly validFrom: string
  /** Last local day; `null` while no end is known. */
  readonly validTo: string | null
  /** As a share: 0.25 is 25 %. */
  readonly rate: number
  readonly exemptCounties: readonly County[]
  readonly source: string
}

/** What is exempt is the county of the metering point, not the bidding zone: their borders differ. */
export const VAT_RULES: readonly VatRule[] = [
  {
    validFrom: '2010-01-01',
    validTo: null,
    rate: 0.25,
    exemptCounties: ['18', '55', '56'],
    source:
      'Merverdiavgiftsloven § 6-6 (power for household use in Finnmark, Troms and Nordland), in force since 2010-01-01; general rate by the yearly decision of the Storting',
  },
]

/**
 * The share of VAT on electricity used by a household in `county` at `instant`.
 *
 * @throws RangeError if no rule of {@link VAT_RULES} covers that day.
 */
export function vatRate(county: County, instant: Date): number {
  const day = localDay(instant, MARKET_TIME_ZONE)
  const rule = VAT_RULES.find(({ validFrom, validTo }) => validFrom <= day && (validTo ?? day) >= day)
  if (rule === undefined) throw new RangeError(`No VAT rule covers ${day}: add one to VAT_RULES`)
  return rule.exemptCounties.includes(county) ? 0 : rule.rate
}
