import { ConflictError } from '../base/errors.ts'
import type { Database } from '../database/database.ts'
import { findConnection, type ConnectionState } from './connection-store.ts'

/** After these nothing more is taken of a driver: consent was withdrawn, ended, or was never given. */
const ENDED: readonly ConnectionState[] = ['withdrawing', 'withdrawn', 'abandoned']

/**
 * What is set for a car is kept while its connection may come back: one that only has to be renewed goes on with it. After
 * a withdrawal nothing is set any more.
 *
 * @throws ConflictError `consent-missing` once consent was withdrawn or has ended
 */
export async function refuseAfterEnd(db: Database, connectionId: string): Promise<void> {
  const connection = await findConnection(db, connectionId)
  if (connection === undefined || ENDED.includes(connection.state)) throw ended('this car')
}

/**
 * What is told of a site, for which somebody there has, or is about to give, a consent that has not ended.
 *
 * @throws ConflictError `consent-missing` once every connection there has ended
 */
export async function refuseAfterEndAtSite(db: Database, siteId: string): Promise<void> {
  const open = await db
    .selectFrom('connection')
    .select('id')
    .where('site_id', '=', siteId)
    .where('state', 'not in', ENDED)
    .limit(1)
    .executeTakeFirst()
  if (open === undefined) throw ended('any car of this site')
}

function ended(what: string): ConflictError {
  return new ConflictError(
    'consent-missing',
    `Consent for ${what} was withdrawn or has ended, so nothing is changed. The driver has to connect the car again.`,
  )
}
