import type { Request } from 'express'
import type { Answer } from '../answer.ts'
import type { Region } from '../simulated-car.ts'
import type { World } from '../world.ts'
import { failure, success } from './envelope.ts'

/** Where the Fleet API of each region stands below the server's own address. */
export const REGION_PATHS: Readonly<Record<Region, string>> = { eu: '', na: '/north-america' }

/** `GET /api/1/users/region`, which every region answers for every driver. */
export function region(world: World, login: string): Answer {
  const home = regionOf(world, login)
  return success(world.pool, { region: home, fleet_api_base_url: baseOf(world, home) })
}

/** 421 for a driver who belongs to another region; the signing proxy goes there by itself. */
export function sentElsewhere(world: World, login: string, request: Request): Answer | undefined {
  const home = regionOf(world, login)
  const asked = request.baseUrl.startsWith(REGION_PATHS.na) ? 'na' : 'eu'
  if (home === asked || request.baseUrl.startsWith('/signing-proxy')) return undefined
  const words = `user out of region, use base URL: ${baseOf(world, home)}, see https://developer.tesla.com/docs/fleet-api#regional-requirements`
  return failure(world.pool, 421, words)
}

function regionOf({ state }: World, login: string): Region {
  return state.fleet.of(login)[0]?.car.spec.region ?? 'eu'
}

function baseOf(world: World, home: Region): string {
  return world.url() + REGION_PATHS[home]
}
