import { CarmakerError, OutOfRegionError } from '../carmakers/carmaker-error.ts'
import type { CarmakerApi } from '../carmakers/port.ts'
import type { Carmaker } from '../carmakers/registry.ts'
import type { Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { saveRegion } from './region-store.ts'

interface Caller {
  readonly connection: Pick<Connection, 'id' | 'carmaker' | 'region'>
  readonly accessToken: string
}

/**
 * Calls the API of the driver's region. Where the carmaker says that the driver belongs to another one, the call is
 * repeated there, once, and the region is remembered for the connection. Regions that send to each other end in the
 * second one's refusal, and nothing is remembered.
 *
 * @throws CarmakerError from the call; OutOfRegionError if no configured region serves the driver
 */
export async function inRegion<T>(
  deps: Pick<ConnectionDependencies, 'db' | 'carmaker'>,
  { connection, accessToken }: Caller,
  call: (api: CarmakerApi) => Promise<T>,
): Promise<T> {
  const carmaker = deps.carmaker(connection.carmaker)
  const api = apiIn(carmaker, connection.region)
  try {
    return await call(api)
  } catch (error) {
    if (!(error instanceof OutOfRegionError)) throw error
    const region = error.region ?? (await findRegion(carmaker, accessToken))
    const other = apiIn(carmaker, region)
    if (region === null || other === api) throw error
    return elsewhere(() => saveRegion(deps.db, connection.id, region), other, call)
  }
}

/** The driver's region, as the carmaker tells; `null` if it does not, or has no regions. A refusal will teach it. */
export async function findRegion({ regions }: Carmaker, accessToken: string): Promise<string | null> {
  try {
    return (await regions?.find(accessToken)) ?? null
  } catch (error) {
    if (error instanceof CarmakerError) return null
    throw error
  }
}

function apiIn({ api, regions }: Carmaker, region: string | null): CarmakerApi {
  return regions?.apiIn(region) ?? api
}

/** Whatever the other region answers, but that it is the wrong one as well, shows that it is right. */
async function elsewhere<T>(
  remember: () => Promise<void>,
  api: CarmakerApi,
  call: (api: CarmakerApi) => Promise<T>,
): Promise<T> {
  try {
    const result = await call(api)
    await remember()
    return result
  } catch (error) {
    if (error instanceof CarmakerError && !(error instanceof OutOfRegionError)) await remember()
    throw error
  }
}
