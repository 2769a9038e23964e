import { seededRandomness } from '../../base/random.ts'
import type { CarView } from '../car-commands.ts'
import type { Member } from '../fleet.ts'
import type { CarRecord } from '../records.ts'
import type { World } from '../world.ts'
import { chargeOf } from './charge.ts'
import { REFUSALS, refusalBody, type Speaker } from './refusals.ts'

const KM_PER_KWH = 6

/** Smartcar's id of a car: the same for the same VIN. */
export function vehicleIdOf(vin: string): string {
  return seededRandomness(`smartcar:${vin}`).id()
}

/** The permission that a path of a batch needs, and what it tells. */
const PATHS: Readonly<
  Record<string, { readonly permission: string; readonly body: (member: Member, view: CarView) => object }>
> = {
  '/battery': {
    permission: 'read_battery',
    body: (_, view) => ({
      percentRemaining: Math.round(view.socPercent) / 100,
      range: Math.round(view.energyKwh * KM_PER_KWH),
    }),
  },
  '/battery/nominal_capacity': {
    permission: 'read_battery',
    body: ({ car }) => ({
      availableCapacities: [{ capacity: car.spec.capacityKwh, description: null }],
      capacity: { nominal: car.spec.capacityKwh, source: 'SMARTCAR' },
      url: null,
    }),
  },
  '/charge': { permission: 'read_charge', body: (_, view) => chargeOf(view) },
  '/charge/limit': { permission: 'read_charge', body: (_, view) => ({ limit: view.limitPercent / 100 }) },
}

/** One item of a batch, with a status and an age of its own. */
export function batchItem(
  world: Speaker,
  path: string,
  car: { readonly member: Member; readonly record: CarRecord; readonly permissions: readonly string[] },
): object {
  const known = PATHS[path]
  if (known === undefined) return { path, code: 404, body: refusalBody(world, REFUSALS.notFound) }
  if (!car.permissions.includes(known.permission)) {
    return { path, code: 403, body: refusalBody(world, REFUSALS.permission) }
  }
  return {
    path,
    code: 200,
    body: known.body(car.member, car.record.view),
    headers: freshness(world, car.record),
  }
}

/** Nobody asked for it; a gateway that sends too much is one of the things a service must bear. */
export function locationItem(world: World, record: CarRecord): object {
  return { path: '/location', code: 200, body: world.pool.take(), headers: freshness(world, record) }
}

function freshness(world: Speaker, { recordedAt }: CarRecord): object {
  return {
    'sc-fetched-at': world.clock.now().toISOString(),
    'sc-data-age': recordedAt.toISOString(),
    'sc-unit-system': 'metric',
  }
}
