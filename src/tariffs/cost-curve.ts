import type { Interval } from '../base/interval.ts'
import { type PricePerKwh, perKwh } from '../base/units.ts'
import type { PriceSlot } from '../prices/price-curve.ts'
import { type ClockHour, clockHours, joined, meanPrice } from './clock-hours.ts'
import { goesBySpot } from './contract.ts'
import { componentsOf, type CostComponents, sumOf } from './components.ts'
import type { HourRates, SiteTariff } from './site-tariff.ts'

/**
 * What of the driver's bill a cost holds: all that is paid per kWh, with VAT. The capacity step is not in it, since it is paid per month.
 * The label changes with the content, so that no two figures of different content are compared.
 */
export const COST_BASIS = 'whole-kwh-incl-vat'

/** What one kWh at the plug costs in one slot, in the currency of the zone, and what of. */
export interface SlotCost extends Interval {
  readonly costPerKwh: PricePerKwh
  /**
   * `estimate`: the price of the slot is one, a table had to be carried on, or something about the site is not known. Under Norgespris
   * and with a fixed price a cost is final although the spot price is not.
   */
  readonly quality: 'final' | 'estimate'
  /** They add up to `costPerKwh`. */
  readonly components: CostComponents
}

/**
 * The cost of every slot of a curve. `slots` are in order of time and do not overlap. A slot over several clock hours becomes one of
 * each; where the bill goes by the hour, slots of an hour that touch become one, at the mean of the hour.
 */
export function costCurve(slots: readonly PriceSlot[], tariff: SiteTariff): SlotCost[] {
  const { contract, billingResolution } = tariff
  const known = contract.kind === 'monthly-average' ? contract.monthMean : 0
  const monthMean = known ?? meanPrice(slots)
  const costs: SlotCost[] = []
  for (const hour of clockHours(slots)) {
    const rates = tariff.ratesIn(hour.index)
    const billed = billingResolution === 'PT60M' ? joined(hour) : hour.slots
    for (const slot of billed) {
      const prices = { spot: slot.perKwh, hourSpot: hour.mean }
      const components = componentsOf(prices, rates, tariff, monthMean)
      const quality = isEstimate(slot, hour, rates, tariff) ? 'estimate' : 'final'
      const { start, end } = slot
      costs.push({ start, end, costPerKwh: perKwh(sumOf(components)), quality, components })
    }
  }
  return costs
}

function isEstimate(
  slot: PriceSlot,
  hour: ClockHour,
  rates: HourRates,
  { contract, billingResolution }: SiteTariff,
): boolean {
  const isGuessed = contract.kind === 'monthly-average' && contract.monthMean === null
  if (rates.isEstimate || isGuessed) return true
  // By the quarter Norgespris leaves the difference between the quarter and its hour.
  const isReplaced = rates.norgespris !== null && billingResolution === 'PT60M'
  if (isReplaced) return false
  const hourCounts = rates.support !== null || rates.norgespris !== null
  return (goesBySpot(contract) && slot.quality === 'estimate') || (hourCounts && hour.quality === 'estimate')
}
