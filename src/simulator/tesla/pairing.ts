import type { Request } from 'express'
import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { Member } from '../fleet.ts'
import type { World } from '../world.ts'
import { failure, success } from './envelope.ts'

/** Which door a request came through. The proxy signs what it passes on; the Fleet API's own takes plain commands. */
export type Door = 'fleet-api' | 'signing-proxy'

/** Whether a car would take a command from this door. */
export function isSigned({ car, paired }: Member, door: Door): boolean {
  return car.spec.needsKey !== true || (door === 'signing-proxy' && paired)
}

/** The car's, or the Fleet API's, answer to a command it would not take. */
export function unsigned({ pool }: World, door: Door): Answer {
  return door === 'signing-proxy'
    ? failure(pool, 500, 'vehicle rejected request: your public key has not been paired with the vehicle')
    : failure(
        pool,
        403,
        'Tesla Vehicle Command Protocol required, please refer to the documentation here: https://developer.tesla.com/docs/fleet-api',
      )
}

/** `POST /api/1/vehicles/fleet_status`: which of the asked cars have the key. */
export function fleetStatus(world: World, login: string, request: Request): Answer {
  const asked = z.object({ vins: z.array(z.string()) }).safeParse(request.body)
  if (!asked.success) return failure(world.pool, 400, 'invalid_request')
  const cars = world.state.fleet.of(login).filter(({ vin }) => asked.data.vins.includes(vin))
  const vins = (paired: boolean): string[] =>
    cars.filter((one) => one.paired === paired).map(({ vin }) => vin)
  return success(world.pool, {
    key_paired_vins: vins(true),
    unpaired_vins: vins(false),
    vehicle_info: Object.fromEntries(cars.map((one) => [one.vin, vehicleInfo(world, one)])),
  })
}

function vehicleInfo({ pool }: World, { car, paired }: Member): Record<string, unknown> {
  return {
    firmware_version: '2024.44.25.2',
    vehicle_command_protocol_required: car.spec.needsKey === true,
    discounted_device_data: false,
    fleet_telemetry_version: '1.1.0',
    total_number_of_keys: paired ? 5 : 4,
    last_seen: pool.take(),
  }
}

/** The driver taps through `/_ak/<domain>` on a phone: all their cars get the key. */
export function pairKeys(world: World, login: string): void {
  for (const member of world.state.fleet.of(login)) member.paired = true
}
