import { z } from 'zod'
import { realClock } from '../../base/clock.ts'
import { retryAfterSeconds } from '../retry-after.ts'
import { scopeWord } from '../scope-word.ts'
import { EARLIEST_MS, LATEST_MS, rounded, vinSchema } from '../wire-values.ts'

/**
 * All that is read of Smartcar's answers (API v2.0). Fields not named here are dropped by the parse; no field is an open
 * string, and numbers are rounded to what the planner can use, so that nothing past this file can hold a coordinate:
 * a batch may well bring `/location` along, and an error a sentence about where the car was last seen.
 */

/**
 * Smartcar's id of a car, the same for as long as it is connected to this application. A UUID so far, which nothing
 * promises. With a letter in it and no point, so that it is no coordinate.
 */
export const vehicleIdSchema = z.string().regex(/^(?=[\w-]*[A-Za-z])[\w-]{1,64}$/)

/** `GET /vehicles`. The ids of all cars that the driver shares, a page at a time. */
export const vehicleListSchema = z.object({
  vehicles: z.array(vehicleIdSchema.nullable().catch(null)),
  paging: z.object({ count: z.int().min(0).max(10_000) }).catch({ count: 0 }),
})

/** `GET /vehicles/{id}/vin` */
export const vinAnswerSchema = z.object({ vin: vinSchema })

/** Every permission of Smartcar's documents ("Permissions" of the API reference), asked for or not. */
const PUBLISHED_PERMISSIONS = [
  ...['control_charge', 'control_climate', 'control_navigation', 'control_pin', 'control_security'],
  ...[
    'control_ignition',
    'control_trunk',
    'read_alerts',
    'read_battery',
    'read_charge',
    'read_charge_events',
  ],
  ...['read_charge_locations', 'read_charge_records', 'read_climate', 'read_compass', 'read_diagnostics'],
  ...['read_engine_oil', 'read_extended_vehicle_info', 'read_fuel', 'read_location', 'read_odometer'],
  ...['read_security', 'read_service_history', 'read_speedometer', 'read_thermometer', 'read_tires'],
  ...['read_user_profile', 'read_vehicle_info', 'read_vin'],
]

/** `GET /vehicles/{id}/permissions`: what drivers have given, also elsewhere. */
export const permissionsSchema = z.object({
  permissions: z.array(scopeWord(PUBLISHED_PERMISSIONS)),
  /** Of all pages. */
  paging: z.object({ count: z.int().min(0).max(1000) }).catch({ count: 0 }),
})

/** An instant in ISO 8601 with its zone, as the freshness headers have it. */
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .pipe(z.number().min(EARLIEST_MS).max(LATEST_MS))
  .nullable()
  .catch(null)

const freshnessSchema = z
  .object({
    /** When the car recorded it. May be hours ago. */
    'sc-data-age': instant,
    /** When Smartcar asked for it. */
    'sc-fetched-at': instant,
    /** Seconds, on an item that was throttled; sent as a figure, or as the header of that name has it. */
    'retry-after': z
      .union([z.number().transform(String), z.string()])
      .transform((text) => retryAfterSeconds(text, realClock.now().getTime()))
      .optional()
      .catch(undefined),
  })
  .catch({ 'sc-data-age': null, 'sc-fetched-at': null })
export type Freshness = z.infer<typeof freshnessSchema>

/** A share of the whole, 0 to 1, as whole percent. */
const share = rounded(0, 1, 4).transform((value) => (value === null ? null : Math.round(value * 100)))

const batterySchema = z.object({ percentRemaining: share }).catch({ percentRemaining: null })

const chargeSchema = z
  .object({
    isPluggedIn: z.boolean().nullable().catch(null),
    state: z.enum(['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING', 'unknown']).catch('unknown'),
  })
  .catch({ isPluggedIn: null, state: 'unknown' })
export type WireCharge = z.infer<typeof chargeSchema>

const chargeLimitSchema = z.object({ limit: share }).catch({ limit: null })

/** kWh; `capacity` is null while the driver has not said which of several batteries the car has. */
const capacitySchema = z
  .object({ capacity: z.object({ nominal: rounded(1, 300, 1) }).catch({ nominal: null }) })
  .catch({ capacity: { nominal: null } })

/** What is asked of a car in one batch. Never `/location`. */
export const READ_PATHS = ['/charge', '/battery', '/charge/limit', '/battery/nominal_capacity'] as const
export type ReadPath = (typeof READ_PATHS)[number]

/** `POST /vehicles/{id}/charge` and `/charge/limit`. The text beside it is not read. */
export const actionAnswerSchema = z.object({ status: z.literal('success') })

const TYPES = [
  'AUTHENTICATION',
  'BILLING',
  'COMPATIBILITY',
  'CONNECTED_SERVICES_ACCOUNT',
  'PERMISSION',
  'RATE_LIMIT',
  'RESOURCE_NOT_FOUND',
  'SERVER',
  'UPSTREAM',
  'VALIDATION',
  'VEHICLE_STATE',
  'other',
] as const

const CODES = [
  // CONNECTED_SERVICES_ACCOUNT
  'ACCOUNT_ISSUE',
  'AUTHENTICATION_FAILED',
  'NO_VEHICLES',
  'PERMISSION',
  'SUBSCRIPTION',
  'VEHICLE_MISSING',
  'VIRTUAL_KEY_REQUIRED',
  // RESOURCE_NOT_FOUND
  'PATH',
  'VERSION',
  // VEHICLE_STATE
  'ASLEEP',
  'CHARGING_IN_PROGRESS',
  'CHARGING_PLUG_CONNECTED',
  'CHARGING_PLUG_NOT_CONNECTED',
  'FULLY_CHARGED',
  'NOT_CHARGING',
  'REMOTE_ACCESS_DISABLED',
  'UNREACHABLE',
  // UPSTREAM
  'RATE_LIMIT',
  'NO_RESPONSE',
  'other',
] as const
export type FaultCode = (typeof CODES)[number]

/** The body of a refusal, of which only the kind is kept. */
export const faultSchema = z
  .object({ type: z.enum(TYPES).catch('other'), code: z.enum(CODES).catch('other') })
  .catch({ type: 'other', code: 'other' })
export type Fault = z.infer<typeof faultSchema>

/** The item of a batch under every name that may read its body: each of them takes what it knows and no more. */
function withBodyNamed(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('body' in item)) return item
  const { body } = item
  return { ...item, charge: body, battery: body, limit: body, capacity: body, fault: body }
}

/** `POST /vehicles/{id}/batch`: a status of its own for every path. Paths that were not asked for are dropped unread. */
export const batchSchema = z.object({
  responses: z.array(
    z.preprocess(
      withBodyNamed,
      z.object({
        path: z.enum(READ_PATHS).nullable().catch(null),
        code: z.int().min(100).max(599),
        headers: freshnessSchema.optional(),
        charge: chargeSchema,
        battery: batterySchema,
        limit: chargeLimitSchema,
        capacity: capacitySchema,
        fault: faultSchema,
      }),
    ),
  ),
})
export type BatchItem = z.infer<typeof batchSchema>['responses'][number]
