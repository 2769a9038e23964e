import { z } from 'zod'
import { rounded, vinSchema } from '../wire-values.ts'

/**
 * A record of Fleet Telemetry as its server dispatches it in JSON (teslamotors/fleet-telemetry). Values of other names, among
 * them every position, home, route and speed, become null here, whatever form they come in.
 */

const numberOf = (least: number, most: number, decimals: number) => {
  const number = rounded(least, most, decimals)
  return z
    .object({ doubleValue: number, floatValue: number, intValue: number, stringValue: asNumber(number) })
    .transform((one) => one.doubleValue ?? one.floatValue ?? one.intValue ?? one.stringValue)
    .catch(null)
}

/** Cars whose firmware knows no typed values send everything as a string: numbers, flags and words. */
function asNumber(number: ReturnType<typeof rounded>) {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,3}(\.\d{1,9})?$/.test(text) ? Number(text) : null),
    number,
  )
}

const CHARGE_STATES = [
  'Unknown',
  'Disconnected',
  'NoPower',
  'Starting',
  'Charging',
  'Complete',
  'Stopped',
] as const

const chargeStateWord = z
  .preprocess(
    (word) => (typeof word === 'string' ? word.replace(/^DetailedChargeState/, '') : word),
    z.enum(CHARGE_STATES),
  )
  .nullable()
  .catch(null)

const chargeStateValue = z
  .object({ detailedChargeStateValue: chargeStateWord, stringValue: chargeStateWord })
  .transform((one) => one.detailedChargeStateValue ?? one.stringValue ?? 'Unknown')
  .catch('Unknown')

const flagValue = z
  .object({
    booleanValue: z.boolean().nullable().catch(null),
    stringValue: z
      .enum(['true', 'false'])
      .transform((word) => word === 'true')
      .nullable()
      .catch(null),
  })
  .transform((one) => one.booleanValue ?? one.stringValue)
  .catch(null)

const signalSchema = z
  .discriminatedUnion('key', [
    z.object({ key: z.literal('DetailedChargeState'), value: chargeStateValue }),
    /** Percent. */
    z.object({ key: z.literal('Soc'), value: numberOf(0, 100, 0) }),
    z.object({ key: z.literal('ChargeLimitSoc'), value: numberOf(0, 100, 0) }),
    /** kW. */
    z.object({ key: z.literal('ACChargingPower'), value: numberOf(0, 50, 2) }),
    z.object({ key: z.literal('FastChargerPresent'), value: flagValue }),
  ])
  .nullable()
  .catch(null)
export type WireSignal = NonNullable<z.infer<typeof signalSchema>>

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const telemetryRecordSchema = z.object({
  vin: vinSchema,
  createdAt: instant,
  /** The car had it in store while it was out of reach. */
  isResend: z.boolean().catch(false),
  data: z.array(signalSchema).max(500),
})

/** That a car opened or closed its connection (`protos/vehicle_connectivity.proto`). The network it came by is dropped. */
export const connectivityRecordSchema = z.object({
  vin: vinSchema,
  createdAt: instant,
  status: z.enum(['CONNECTED', 'DISCONNECTED']),
})
