import { z } from 'zod'
import { EARLIEST_MS, LATEST_MS, rounded, vinSchema } from '../../../../src/carmakers/wire-values.ts'

const idSchema = z.string().regex(/^[\w-]{1,64}$/)

export const vehicleListSchema = z.object({
  data: z.array(z.object({ id: idSchema, information: z.object({ vin: vinSchema }) })),
})

export const vehicleSchema = z.object({
  isReachable: z.boolean().catch(true),
  chargeState: z.object({
    powerDeliveryState: z
      .enum([
        'UNPLUGGED',
        'PLUGGED_IN:INITIALIZING',
        'PLUGGED_IN:CHARGING',
        'PLUGGED_IN:STOPPED',
        'PLUGGED_IN:COMPLETE',
        'PLUGGED_IN:NO_POWER',
        'PLUGGED_IN:FAULT',
        'UNKNOWN',
      ])
      .catch('UNKNOWN'),
    /** Percent. */
    batteryLevel: rounded(0, 100, 0),
    /** Percent. */
    chargeLimit: rounded(0, 100, 0),
    /** kW. */
    chargeRate: rounded(0, 400, 1),
    /** kWh. */
    batteryCapacity: rounded(5, 300, 0),
    lastUpdated: z.iso
      .datetime()
      .transform((text) => new Date(text).getTime())
      .pipe(z.int().min(EARLIEST_MS).max(LATEST_MS))
      .nullable()
      .catch(null),
  }),
})
export type VehicleWire = z.infer<typeof vehicleSchema>

/** A command becomes an action, which goes on after the answer. */
export const actionSchema = z.object({
  state: z.enum(['PENDING', 'CONFIRMED', 'FAILED', 'CANCELLED']),
  failureReason: z
    .object({ type: z.enum(['NOT_PLUGGED_IN', 'UNREACHABLE', 'OTHER']).catch('OTHER') })
    .nullable()
    .catch(null),
})
export type ActionWire = z.infer<typeof actionSchema>

export const eventSchema = z.object({
  id: idSchema,
  createdAt: z.iso.datetime().transform((text) => new Date(text).getTime()),
  event: z.enum(['vehicle:updated', 'credentials:invalidated']),
  vehicleId: idSchema,
})
