import { CarmakerError, OutOfRegionError } from '../carmaker-error.ts'
import type { CarmakerHttp } from '../http.ts'
import type { CarmakerApi, Region, Regions } from '../port.ts'
import { readBody } from '../read-body.ts'
import { teslaHeaders } from './headers.ts'
import { readError } from './faults.ts'
import { outOfRegionSchema, regionSchema, type Bases } from './wire.ts'

const ROUTE = '/api/1/users/region'

/**
 * Each region by its base URL. Tesla names the right one in its refusals, and is believed only if configuration names it
 * too: to no other host a token is ever sent.
 *
 * @param apiIn makes the API of a region
 * @param httpTo reaches one
 */
export function createRegions(
  bases: Bases,
  httpTo: (region: Region) => CarmakerHttp,
  apiIn: (region: Region, http: CarmakerHttp) => CarmakerApi,
): Regions & { readonly first: CarmakerApi } {
  const all = regionsOf(bases)
  const [home, ...others] = all
  const httpOf = (region: Region): CarmakerHttp => refusingStrangers(httpTo(region), bases)
  const http = httpOf(home)
  const first = apiIn(home, http)
  const https = others.map((region) => [region, httpOf(region)] as const)
  const apis = new Map(https.map(([region, its]) => [region.address, apiIn(region, its)]))
  return {
    ...{ all, first },
    apiIn: (address) => apis.get(address ?? home.address) ?? first,
    find: (accessToken) => findRegion([http, ...https.map(([, its]) => its)], accessToken, bases),
  }
}

/** Tesla's own word for a region is the only part of its address that differs: `fleet-api.prd.eu.vn.cloud.tesla.com`. */
const TESLA_HOST = /^https:\/\/fleet-api\.prd\.([a-z]{2,10})\./
/** Addresses of any other form are a proxy's or a simulator's, and go by their last part. */
const LAST_PART = /^https?:\/\/[^/]+\/(?:.*\/)?((?!region-)[a-z][a-z0-9-]{0,29})$/

/** Every region under a name of its own. */
function regionsOf([home, ...others]: Bases): readonly [Region, ...Region[]] {
  const taken = new Set<string>()
  const named = (address: string, place: number): Region => {
    const word = (TESLA_HOST.exec(address) ?? LAST_PART.exec(address))?.[1]
    const name = word === undefined || taken.has(word) ? `region-${String(place)}` : word
    taken.add(name)
    return { address, name }
  }
  return [named(home, 1), ...others.map((address, n) => named(address, n + 2))]
}

/** Makes an error of the answer that the driver belongs elsewhere (421). */
export function refusingStrangers(http: CarmakerHttp, bases: Bases): CarmakerHttp {
  return {
    async call(call) {
      const answer = await http.call(call)
      if (answer.status !== 421) return answer
      throw new OutOfRegionError(call.route, outOfRegionSchema(bases).parse(answer.body).error)
    },
  }
}

/** Any region answers for every driver: one that does not is no reason to turn those of another one away. */
async function findRegion(
  [first, ...others]: readonly CarmakerHttp[],
  accessToken: string,
  bases: Bases,
): Promise<string | null> {
  if (first === undefined) return null
  try {
    return await readRegion(first, accessToken, bases)
  } catch (error) {
    if (others.length === 0 || !(error instanceof CarmakerError && error.temporary)) throw error
    return findRegion(others, accessToken, bases)
  }
}

async function readRegion(http: CarmakerHttp, accessToken: string, bases: Bases): Promise<string | null> {
  const answer = await http.call({ method: 'GET', route: ROUTE, headers: teslaHeaders(accessToken) })
  if (answer.status !== 200) throw readError(ROUTE, answer)
  return readBody(regionSchema(bases), ROUTE, answer).response.fleet_api_base_url
}
