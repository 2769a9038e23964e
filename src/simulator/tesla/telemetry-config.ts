import type { Request } from 'express'
import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { Member } from '../fleet.ts'
import type { World } from '../world.ts'
import { failure, success } from './envelope.ts'
import type { Door } from './pairing.ts'

const orderSchema = z.object({
  vins: z.array(z.string()),
  config: z.object({
    hostname: z.string(),
    port: z.int().min(1).max(65_535),
    fields: z.record(z.string(), z.object({ interval_seconds: z.int().min(1) })),
  }),
})
export type StreamedFields = z.infer<typeof orderSchema>['config']['fields']

/**
 * `POST /api/1/vehicles/fleet_telemetry_config`: has cars stream. Settings have to be signed, which the proxy does; a car takes
 * them if the application's key is in it and it can stream at all.
 */
export function configureTelemetry(world: World, login: string, request: Request, door: Door): Answer {
  const order = orderSchema.safeParse(request.body)
  if (door !== 'signing-proxy' || !order.success) return failure(world.pool, 400, 'invalid_request')
  const cars = world.state.fleet.of(login).filter(({ vin }) => order.data.vins.includes(vin))
  const taken = cars.filter((one) => whySkipped(one) === 'no')
  for (const member of taken) member.streams = order.data.config.fields
  const vins = (why: Skipped): string[] => cars.filter((one) => whySkipped(one) === why).map(({ vin }) => vin)
  return success(world.pool, {
    updated_vehicles: taken.length,
    skipped_vehicles: {
      missing_key: vins('missing_key'),
      unsupported_hardware: vins('unsupported_hardware'),
      unsupported_firmware: vins('unsupported_firmware'),
      max_configs: vins('max_configs'),
    },
  })
}

/** `DELETE /api/1/vehicles/{tag}/fleet_telemetry_config`: the car streams no more. */
export function endTelemetry({ pool }: World, member: Member): Answer {
  const updated = member.streams === null ? 0 : 1
  member.streams = null
  return success(pool, { updated_vehicles: updated })
}

type Skipped = 'missing_key' | 'unsupported_hardware' | 'unsupported_firmware' | 'max_configs' | 'no'

function whySkipped({ car, paired }: Member): Skipped {
  return car.spec.cannotStream ?? (paired ? 'no' : 'missing_key')
}
