import { readdirSync, readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { countPositionFields } from '../../../src/carmakers/position-fields.ts'
import * as oauth from '../../../src/carmakers/oauth/wire.ts'
import * as smartcar from '../../../src/carmakers/smartcar/wire.ts'
import { deliverySchema, verificationSchema } from '../../../src/carmakers/smartcar/webhook-wire.ts'
import {
  connectivityRecordSchema,
  telemetryRecordSchema,
} from '../../../src/carmakers/tesla/telemetry-wire.ts'
import * as tesla from '../../../src/carmakers/tesla/wire.ts'

/** Every recorded answer, and what reads it. A file that is not named here fails the last test. */
const READERS: Readonly<Record<string, z.ZodType>> = {
  'tesla/vehicle-data.json': tesla.vehicleDataSchema,
  'tesla/charge-state.json': wrapped(tesla.vehicleDataSchema),
  'tesla/charge-state-charging.assembled.json': wrapped(tesla.vehicleDataSchema),
  'tesla/vehicles-list.assembled.json': tesla.vehicleListSchema,
  'tesla/wake-up.json': tesla.vehicleSchema,
  'tesla/command-success.json': tesla.commandAnswerSchema,
  'tesla/command-failure-rest.json': tesla.commandAnswerSchema,
  'tesla/command-failure-proxy.json': tesla.commandAnswerSchema,
  'tesla/errors.json': z.array(z.object({ body: tesla.errorAnswerSchema })),
  'tesla/fleet-telemetry-record.assembled.json': telemetryRecordSchema,
  'tesla/fleet-telemetry-connectivity.assembled.json': connectivityRecordSchema,
  'tesla/fleet-telemetry-config-request.assembled.json': z.object({
    config: z.object({ fields: z.object({ Soc: z.object({ interval_seconds: z.int() }) }) }),
  }),
  'tesla/users-region.json': tesla.regionSchema(['https://fleet-api.prd.eu.vn.cloud.tesla.com']),
  'tesla/token-response.assembled.json': oauth.tokenAnswerSchema,
  'smartcar/v2-batch-charging.json': smartcar.batchSchema,
  'smartcar/v2-charge-action-success.json': smartcar.actionAnswerSchema,
  'smartcar/v2-errors.json': z.array(smartcar.faultSchema),
  'smartcar/v2-token.json': oauth.tokenAnswerSchema,
  'smartcar/webhook-verify.json': z.object({
    v2: z.object({ request: verificationSchema }),
    v4: z.object({ request: verificationSchema }),
  }),
  'smartcar/webhook-vehicle_state.json': deliverySchema,
  'smartcar/webhook-vehicle_state-with-location.json': deliverySchema,
  'smartcar/webhook-vehicle_error.json': deliverySchema,
}

const FIXTURES = new URL('../../fixtures/', import.meta.url)

describe('recorded answers', () => {
  it.each(Object.entries(READERS))('%s is read by its wire, and no position with it', (name, schema) => {
    const read = schema.parse(JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')))
    expect(countPositionFields(read)).toBe(0)
    expect(inspect(read, { depth: 20 })).not.toMatch(/\b(59|60)\.\d{2,}|\b10\.0\d+/)
  })

  it('of which some hold positions, so that their absence above says something', () => {
    const positions = Object.keys(READERS).map((name) =>
      countPositionFields(JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'))),
    )
    expect(positions.filter((count) => count > 0).length).toBeGreaterThanOrEqual(3)
  })

  it('are all read', () => {
    const files = ['tesla', 'smartcar'].flatMap((brand) =>
      readdirSync(new URL(`${brand}/`, FIXTURES))
        .filter((file) => file.endsWith('.json'))
        .map((file) => `${brand}/${file}`),
    )
    expect(files.toSorted()).toEqual(Object.keys(READERS).toSorted())
  })
})

function wrapped(schema: z.ZodType): z.ZodType {
  return z.preprocess((charge) => ({ response: { charge_state: charge } }), schema)
}
