import { z } from 'zod'
import { scopeWord } from '../scope-word.ts'
import { EARLIEST_MS, LATEST_MS, rounded, vinSchema } from '../wire-values.ts'

/**
 * All that is read of Tesla's answers. Fields not named here are dropped by the parse; a value out of its range, of
 * another type, `null` or `"<invalid>"` becomes null. No field is an open string, and numbers are rounded to what the
 * planner can use, so that nothing past this file can hold a coordinate. (vehicle-command, `vehicle.proto`: even
 * `charge_state` has `home_location` and `work_location`.)
 */

const chargeStateSchema = z.object({
  charging_state: z
    .enum(['Disconnected', 'Stopped', 'Starting', 'Charging', 'Complete', 'NoPower', 'Unknown'])
    .catch('Unknown'),
  /** Percent, what the driver sees and the charge limit is compared with. */
  battery_level: rounded(0, 100, 0),
  /** Percent, less the share a cold battery holds back. */
  usable_battery_level: rounded(0, 100, 0),
  charge_limit_soc: rounded(0, 100, 0),
  /** kWh since plug-in. */
  charge_energy_added: rounded(0, 300, 2),
  /** kWh. */
  energy_remaining: rounded(0, 300, 1),
  /** V between phase and neutral, or between phases in an IT grid. */
  charger_voltage: rounded(0, 600, 0),
  /** A per phase. */
  charger_actual_current: rounded(0, 100, 0),
  /** 2 is how some cars report three phases. */
  charger_phases: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .nullable()
    .catch(null),
  /** kW, whole numbers. */
  charger_power: rounded(0, 400, 0),
  fast_charger_present: z.boolean().catch(false),
  /** Milliseconds since 1970, by the car's clock. */
  timestamp: z.int().min(EARLIEST_MS).max(LATEST_MS).nullable().catch(null),
})
export type WireChargeState = z.infer<typeof chargeStateSchema>

/** `GET /api/1/vehicles/{vin}/vehicle_data?endpoints=charge_state` */
export const vehicleDataSchema = z.object({ response: z.object({ charge_state: chargeStateSchema }) })

/** `GET /api/1/vehicles/{vin}` and `POST .../wake_up` */
export const vehicleSchema = z.object({
  response: z.object({ state: z.enum(['online', 'asleep', 'offline', 'unknown']).catch('unknown') }),
})

/** `GET /api/1/vehicles`, one page. A car without a proper VIN cannot be called and is left out by the reader. */
export const vehicleListSchema = z.object({
  response: z.array(z.object({ vin: vinSchema.nullable().catch(null) })),
  pagination: z.object({ next: z.int().min(2).max(1_000).nullable().catch(null) }).catch({ next: null }),
})

/** A list of VINs, of which only proper ones are kept. */
const vinsSchema = z
  .array(vinSchema.nullable().catch(null))
  .transform((vins) => vins.filter((vin) => vin !== null))
  .catch([])

const vehicleInfoSchema = z
  .object({ vehicle_command_protocol_required: z.boolean().nullable().catch(null) })
  .catch({ vehicle_command_protocol_required: null })

/** `POST /api/1/vehicles/fleet_status`, as far as it is about one car. */
export const fleetStatusSchema = (vin: string) =>
  z.object({
    response: z.object({
      key_paired_vins: vinsSchema,
      unpaired_vins: vinsSchema,
      vehicle_info: z.object({ [vin]: vehicleInfoSchema }).catch({}),
    }),
  })

/** `POST /api/1/vehicles/fleet_telemetry_config`: which cars were left out, and why. */
export const streamSetupSchema = z.object({
  response: z.object({
    updated_vehicles: z.int().min(0).max(1_000),
    skipped_vehicles: z
      .object({
        missing_key: vinsSchema,
        unsupported_hardware: vinsSchema,
        unsupported_firmware: vinsSchema,
        max_configs: vinsSchema,
      })
      .catch({ missing_key: [], unsupported_hardware: [], unsupported_firmware: [], max_configs: [] }),
  }),
})

/** `DELETE /api/1/vehicles/{vin}/fleet_telemetry_config`: that it was answered is all. */
export const streamEndSchema = z.object({ response: z.object({}) })

/** The base URLs of all regions that are configured. */
export type Bases = readonly [string, ...string[]]

/** `GET /api/1/users/region`; an address that is not configured becomes null. */
export const regionSchema = (bases: Bases) =>
  z.object({ response: z.object({ fleet_api_base_url: baseIn(bases) }) })

/** The sentence of a 421. The signing proxy takes the address from it as well (vehicle-command, `inet.go`). */
export const outOfRegionSchema = (bases: Bases) =>
  z.object({ error: z.preprocess(addressInSentence, baseIn(bases)) }).catch({ error: null })

function baseIn(bases: Bases) {
  return z
    .preprocess((text) => (typeof text === 'string' ? text.replace(/\/$/, '') : text), z.enum(bases))
    .nullable()
    .catch(null)
}

function addressInSentence(text: unknown): string | undefined {
  return typeof text === 'string' ? /use base URL: ([^\s,]{1,200})/.exec(text)?.[1] : undefined
}

const REASONS = [
  'is_charging',
  'requested',
  'not_charging',
  'complete',
  'already_set',
  'disconnected',
  'no_power',
  'other',
] as const
export type Reason = (typeof REASONS)[number]

/** `POST .../command/*`. The signing proxy puts a sentence before the reason (vehicle-command, `infotainment.go`). */
export const commandAnswerSchema = z.object({
  response: z.object({
    result: z.boolean(),
    reason: z.preprocess(
      (text) =>
        typeof text === 'string' ? text.replace(/^car could not execute command: /, '').trim() : 'other',
      z.enum(REASONS).catch('other'),
    ),
  }),
})

const FAULTS = [
  'asleep',
  'busy',
  'not_paired',
  'missing_scopes',
  'mobile_access_disabled',
  'app_suspended',
  'other',
] as const
export type Fault = (typeof FAULTS)[number]

/** The body of an error answer, of which only the kind is kept. */
export const errorAnswerSchema = z
  .object({ error: z.preprocess(faultFromText, z.enum(FAULTS)) })
  .catch({ error: 'other' })

/** Every permission of Tesla's documents ("Authentication: Authorization scopes"), asked for or not. */
export const PUBLISHED_SCOPES = [
  ...['openid', 'offline_access', 'user_data', 'vehicle_device_data', 'vehicle_location', 'vehicle_cmds'],
  ...['vehicle_charging_cmds', 'vehicle_specs', 'energy_device_data', 'energy_cmds', 'enterprise_management'],
]

/** Tesla's claim for what the driver left ticked. */
export const accessTokenClaimsSchema = z.object({ scp: z.array(scopeWord(PUBLISHED_SCOPES)) })

function faultFromText(text: unknown): Fault {
  if (typeof text !== 'string') return 'other'
  if (/vehicle is offline or asleep/i.test(text)) return 'asleep'
  if (/vehicle busy or finishing wake-up/i.test(text)) return 'busy'
  if (/public key has not been paired|vehicle command protocol required/i.test(text)) return 'not_paired'
  if (/missing scopes/i.test(text)) return 'missing_scopes'
  if (/mobile_access_disabled/i.test(text)) return 'mobile_access_disabled'
  if (/account disabled|exceeded_limit/i.test(text)) return 'app_suspended'
  return 'other'
}
