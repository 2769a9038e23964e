import { ConflictError, NotFoundError } from '../base/errors.ts'
import type { Database, Trx } from '../database/database.ts'
import { forgetConsumption } from '../sites/consumption-store.ts'
import { findConnection, type Connection, type ConnectionState } from './connection-store.ts'
import {
  appendConsentEvent,
  CONSUMPTION,
  consentEvents,
  type ConsentEvent,
  type ShownNotice,
} from './consent-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'

/**
 * `live`: readings of the site are taken. `lapsed`: a driver agreed, but has to sign in to the carmaker again first; what was
 * learnt stays, nothing is added. `none`: nobody agrees any more.
 */
export type ConsumptionConsent = 'live' | 'lapsed' | 'none'

/** Whether anybody connected at the site agrees that consumption is read. */
export async function consumptionConsent(db: Database | Trx, siteId: string): Promise<ConsumptionConsent> {
  const rows = await db
    .selectFrom('connection')
    .select(['id', 'state'])
    .where('site_id', '=', siteId)
    .where('state', 'in', ['connected', 'reauth_required'] satisfies ConnectionState[])
    .execute()
  let found: ConsumptionConsent = 'none'
  for (const { id, state } of rows) {
    if (newestOf(await consentEvents(db, id))?.event !== 'granted') continue
    if (state === 'connected') return 'live'
    found = 'lapsed'
  }
  return found
}

/**
 * The driver of a connection agrees, in the retailer's app, that consumption is read. Agreeing twice to the same text is the
 * same as once.
 *
 * @param notice what the driver was shown and agreed to
 * @throws NotFoundError if there is no such connection
 * @throws ConflictError `consent-missing` if the connection itself is not live
 */
export async function grantConsumption(
  deps: ConnectionDependencies,
  connectionId: string,
  notice: ShownNotice,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const connection = await required(trx, connectionId)
    const events = await consentEvents(trx, connectionId)
    const granted = events.findLast(({ event }) => event === 'granted')
    if (connection.state !== 'connected' || granted === undefined) throw notConnected()
    const newest = newestOf(events)
    if (newest?.event === 'granted' && newest.notice.hash === notice.hash) return
    // It holds all purposes that are live, so that the newest grant tells what a withdrawal takes back.
    const purposes = [...new Set([...granted.purposes, CONSUMPTION])]
    await appendConsentEvent(trx, { ...granted, ...stamp(deps), notice, purposes })
  })
}

/**
 * The driver takes it back: what was read and learnt of the site is dropped at once, unless somebody else there still
 * agrees. Withdrawing twice is the same as once.
 *
 * @throws NotFoundError if there is no such connection
 */
export async function withdrawConsumption(deps: ConnectionDependencies, connectionId: string): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const connection = await required(trx, connectionId)
    const newest = newestOf(await consentEvents(trx, connectionId))
    if (newest?.event !== 'granted') return
    await appendConsentEvent(trx, {
      ...newest,
      ...stamp(deps),
      event: 'withdrawn',
      purposes: [CONSUMPTION],
    })
    if ((await consumptionConsent(trx, connection.siteId)) !== 'none') return
    await forgetConsumption(trx, connection.siteId)
  })
}

function newestOf(events: readonly ConsentEvent[]): ConsentEvent | undefined {
  return events.findLast(({ purposes }) => purposes.includes(CONSUMPTION))
}

function stamp(deps: ConnectionDependencies): Pick<ConsentEvent, 'id' | 'at'> {
  return { id: deps.randomness.id(), at: deps.clock.now() }
}

async function required(trx: Trx, id: string): Promise<Connection> {
  const connection = await findConnection(trx, id)
  if (connection === undefined) throw new NotFoundError('connection')
  return connection
}

function notConnected(): ConflictError {
  return new ConflictError(
    'consent-missing',
    'The car of this connection is not connected. The driver connects it first, then agrees that consumption is read.',
  )
}
