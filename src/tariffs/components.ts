import { goesBySpot } from './contract.ts'
import type { HourRates, SiteTariff } from './site-tariff.ts'

/** What a kWh costs in parts, in the currency of the zone. All but `vat` are without VAT. */
export interface CostComponents {
  /** The spot price; 0 where the contract does not go by it. */
  readonly spot: number
  /** The fixed price, or the mean of the month; 0 where the contract goes by the spot price. */
  readonly agreedPrice: number
  /** The retailer's surcharge (påslag). */
  readonly surcharge: number
  /** The grid company's energy charge (energiledd). */
  readonly gridEnergy: number
  /** Elavgift, or the tax on energy of another country. */
  readonly electricityTax: number
  /** The levy to Enova's fund. */
  readonly enova: number
  /** Strømstøtte: 0 or negative. */
  readonly support: number
  /** What Norgespris adds to the spot price, or takes off it, so that the two make its level. */
  readonly norgespris: number
  readonly vat: number
}

export interface SpotPrices {
  /** Of the slot: of the hour, where the bill goes by the hour. */
  readonly spot: number
  /** Of the clock hour: schemes of the state go by it, whatever the bill does. */
  readonly hourSpot: number
}

/**
 * The parts of a kWh's cost. `monthMean` stands for the mean of the month where a contract goes by one.
 *
 * Strømstøtte carries VAT as the price does that it is a part of: the threshold in the law is the one without VAT, raised where VAT is paid.
 */
export function componentsOf(
  prices: SpotPrices,
  rates: HourRates,
  { contract, vatOnNegativeSpot }: SiteTariff,
  monthMean: number,
): CostComponents {
  const spot = goesBySpot(contract) ? prices.spot : 0
  const agreedPrice = agreedPriceOf(contract, monthMean)
  const surcharge = contract.kind === 'fixed' ? 0 : contract.surcharge + rates.surcharge
  const norgespris = rates.norgespris === null ? 0 : rates.norgespris - prices.hourSpot
  const support = supportFor(prices.hourSpot, rates)
  const { gridEnergy, electricityTax, enova, vatRate } = rates
  // Under Norgespris what is paid is the level, whatever the sign of the spot price that it replaces.
  const untaxed = spot < 0 && !vatOnNegativeSpot && rates.norgespris === null ? spot : 0
  const beforeVat =
    spot + agreedPrice + surcharge + gridEnergy + electricityTax + enova + support + norgespris
  const vat = vatRate * (beforeVat - untaxed)
  return { spot, agreedPrice, surcharge, gridEnergy, electricityTax, enova, support, norgespris, vat }
}

/** The cost of a kWh: what its parts come to. */
export function sumOf(parts: CostComponents): number {
  const { spot, agreedPrice, surcharge, gridEnergy, electricityTax, enova, support, norgespris, vat } = parts
  return spot + agreedPrice + surcharge + gridEnergy + electricityTax + enova + support + norgespris + vat
}

function agreedPriceOf(contract: SiteTariff['contract'], monthMean: number): number {
  if (contract.kind === 'fixed') return contract.perKwh
  return contract.kind === 'monthly-average' ? monthMean : 0
}

function supportFor(hourSpot: number, { support }: HourRates): number {
  if (support === null || hourSpot <= support.threshold) return 0
  return -support.share * (hourSpot - support.threshold)
}
