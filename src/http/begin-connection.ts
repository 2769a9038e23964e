import { beginConnection } from '../connections/begin.ts'
import type { Connection } from '../connections/connection-store.ts'
import type { HttpContext } from './dependencies.ts'
import { admitBody } from './door.ts'
import { connectionRequestSchema, USED_ONCE } from './schemas.ts'

/**
 * Begins a connection from a body as the API takes it. Name, e-mail and street are checked and go no further than this.
 *
 * @throws ProblemError for a body that is not valid, and as {@link beginConnection}
 */
export async function beginFrom(
  { control, returnAddresses }: HttpContext,
  body: unknown,
): Promise<Connection> {
  const schema = connectionRequestSchema(Object.keys(returnAddresses))
  const admitted = admitBody(schema, body, { hidden: USED_ONCE })
  const { driverId, carmaker, address, language, returnTo } = admitted
  const { reference: siteReference, ...site } = admitted.site ?? {}
  const connection = await beginConnection(control, {
    driverId,
    carmaker,
    address: address && { postalCode: address.postalCode, country: address.country },
    site,
    siteReference,
    language,
    returnTo,
  })
  control.wake()
  return connection
}
