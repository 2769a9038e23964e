import type { Interval } from '../base/interval.ts'
import { type PricePerKwh, perKwh } from '../base/units.ts'
import { type PriceSlot, averagePerHour } from '../prices/price-curve.ts'
import type { County } from './county.ts'
import { vatRate } from './vat.ts'

/**
 * What of the driver's bill a cost holds. Grid charge, taxes, surcharge, strømstøtte, Norgespris and the capacity step
 * belong here as further terms of {@link costPerKwh}; the label then changes, so that no two figures of different content
 * are compared.
 */
export const COST_BASIS = 'spot-incl-vat'

/** What of a site decides on the cost of a kWh there. */
export interface TariffSite {
  readonly county: County
}

/** What one kWh at the plug costs in one slot. */
export interface SlotCost extends Interval {
  readonly costPerKwh: PricePerKwh
  readonly quality: 'final' | 'estimate'
}

/**
 * What one kWh costs the driver at `site` in `slot`, NOK/kWh: the spot price with the VAT of the county. A negative price carries no
 * VAT: Forbrukerrådet's published series adds none, in any zone; what a supplier's invoice does is not settled.
 */
export function costPerKwh(slot: PriceSlot, site: TariffSite): PricePerKwh {
  const price = slot.perKwh
  return price > 0 ? perKwh(price * (1 + vatRate(site.county, slot.start))) : price
}

/** The cost of every slot of a curve. Households pay per clock hour, so quarter-hour prices are averaged first. */
export function costCurve(slots: readonly PriceSlot[], site: TariffSite): SlotCost[] {
  return averagePerHour(slots).map((slot) => ({
    start: slot.start,
    end: slot.end,
    costPerKwh: costPerKwh(slot, site),
    quality: slot.quality,
  }))
}
