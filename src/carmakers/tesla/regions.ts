import { OutOfRegionError } from '../carmaker-error.ts'
import type { CarmakerHttp } from '../http.ts'
import type { CarmakerApi, Regions } from '../port.ts'
import { readBody } from '../read-body.ts'
import { teslaHeaders } from './headers.ts'
import { readError } from './faults.ts'
import { outOfRegionSchema, regionSchema, type Bases } from './wire.ts'

const ROUTE = '/api/1/users/region'

/**
 * Each region by its base URL. Tesla names the right one in its refusals, and is believed only if configuration names it
 * too: to no other host a token is ever sent.
 *
 * @param httpTo reaches one base
 * @param apiOver makes the API over it
 */
export function createRegions(
  bases: Bases,
  httpTo: (base: string) => CarmakerHttp,
  apiOver: (http: CarmakerHttp, base: string) => CarmakerApi,
): Regions & { readonly first: CarmakerApi } {
  const [home] = bases
  const https = new Map(bases.map((base) => [base, refusingStrangers(httpTo(base), bases)] as const))
  const apis = new Map([...https].map(([base, http]) => [base, apiOver(http, base)] as const))
  const first = found(apis, home)
  return {
    first,
    apiIn: (region) => apis.get(region ?? home) ?? first,
    find: (accessToken) => readRegion(found(https, home), accessToken, bases),
  }
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

/** Any region answers for every driver. */
async function readRegion(http: CarmakerHttp, accessToken: string, bases: Bases): Promise<string | null> {
  const answer = await http.call({ method: 'GET', route: ROUTE, headers: teslaHeaders(accessToken) })
  if (answer.status !== 200) throw readError(ROUTE, answer)
  return readBody(regionSchema(bases), ROUTE, answer).response.fleet_api_base_url
}

function found<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key)
  if (value === undefined) throw new RangeError(`There is nothing for ${key}`)
  return value
}
