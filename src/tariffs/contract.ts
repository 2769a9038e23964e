import { z } from 'zod'
import { DAY_KINDS, hourSpan, type HourlyCharge } from './hour-rules.ts'

/** Per kWh, without VAT, in the currency of the bidding zone. */
export const amount = z.number().min(-1000).max(1000)
const hour = z.int().min(0)

/** A time of use: everything given has to hold. */
const windowSchema = z.strictObject({
  name: z.string().min(1).max(60),
  /** Local clock hours, half-open: from 6 to 22 is 06:00 to 21:59. Over midnight if `to` is not after `from`. */
  hours: z.strictObject({ from: hour.max(23), to: hour.max(24) }).nullable(),
  days: z.array(z.enum(DAY_KINDS)).min(1).nullable(),
  /** 1 to 12. */
  months: z.array(z.int().min(1).max(12)).min(1).nullable(),
  perKwh: amount,
})

/** The grid company's charge; of windows that hold at once the first counts. */
export const gridChargeSchema = z.strictObject({ perKwh: amount, windows: z.array(windowSchema).max(20) })

/**
 * What a driver has agreed with the retailer; for homes outside Norway also the rest of the bill. Amounts are per kWh in the currency of
 * the bidding zone, without VAT.
 */
export const contractSchema = z.discriminatedUnion('kind', [
  /** The spot price and a surcharge. `support`: strømstøtte, for homes in Norway. */
  z.strictObject({ kind: z.literal('spot'), surcharge: amount, support: z.boolean() }),
  /** The state's fixed level instead of the spot price, up to the cap of the month. Norway only. */
  z.strictObject({ kind: z.literal('norgespris'), surcharge: amount }),
  /**
   * One price in every hour. `support`: whether strømstøtte, which goes by the spot price, is paid as well; with it hours of a high
   * spot price are the cheaper ones. Not settled whether such contracts get it: ask before it is switched on.
   */
  z.strictObject({ kind: z.literal('fixed'), perKwh: amount, support: z.boolean() }),
  /** The mean spot price of the month. `monthMean`: if it is known; else the mean of the prices at hand stands for it. */
  z.strictObject({
    kind: z.literal('monthly-average'),
    monthMean: amount.nullable(),
    surcharge: amount,
    support: z.boolean(),
  }),
  /** The whole bill as the retailer states it: for sites outside Norway. */
  z.strictObject({
    kind: z.literal('configured'),
    surcharge: amount,
    energyTax: amount,
    /** A share: 0.25 is 25 %. */
    vatRate: z.number().min(0).max(1),
    gridCharge: gridChargeSchema,
  }),
])
export type Contract = z.infer<typeof contractSchema>
export type ConfiguredContract = Extract<Contract, { kind: 'configured' }>

/** What is taken for a site whose contract nobody has told: spot without a surcharge, and strømstøtte for homes. */
export const DEFAULT_CONTRACT: Contract = { kind: 'spot', surcharge: 0, support: true }

/** Whether the energy is paid at the spot price of the slot. */
export function goesBySpot({ kind }: Contract): boolean {
  return kind !== 'fixed' && kind !== 'monthly-average'
}

/** A grid charge as it is stated outside Norway. */
export function hourlyCharge(gridCharge: z.infer<typeof gridChargeSchema>): HourlyCharge {
  return {
    perKwh: gridCharge.perKwh,
    rules: gridCharge.windows.map(({ name, hours, days, months, perKwh }) => ({
      name,
      hours: hours === null ? null : hourSpan(hours.from, (hours.to + 23) % 24),
      days,
      months: months === null ? null : new Set(months),
      perKwh,
    })),
  }
}
