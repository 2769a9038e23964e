import { addHours } from 'date-fns'
import type { Connection } from './connection-store.ts'
import { PERMISSIONS_HOURS } from './consent-open.ts'
import { appendConsentEvent, consentEvents } from './consent-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { saveMissingScopes } from './permission-store.ts'

/**
 * Writes down what a driver permits by now, as the carmaker tells it long after they consented here: taken back in the account
 * there, or given beside. The ledger has a line for each change; one that says the same is none.
 *
 * @param hours until it is asked again
 * @returns whether anything has changed
 */
export async function notePermissions(
  deps: Pick<ConnectionDependencies, 'db' | 'clock' | 'randomness' | 'events' | 'carmaker'>,
  connection: Connection,
  { granted, hours = PERMISSIONS_HOURS }: { readonly granted: readonly string[]; readonly hours?: number },
): Promise<boolean> {
  const { id: connectionId, carmaker } = connection
  const now = deps.clock.now()
  const missingScopes = deps.carmaker(carmaker).oauth.scopes.filter((scope) => !granted.includes(scope))
  const isNews = await deps.db.transaction().execute(async (trx) => {
    // First of all: it locks the row, so that of two who are told the same at once one writes a line.
    if (!(await saveMissingScopes(trx, connection, { missingScopes, dueAt: addHours(now, hours) })))
      return false
    const events = await consentEvents(trx, connectionId)
    const last = events.findLast(({ event }) => event === 'granted' || event === 'changed')
    if (last === undefined || isSame(last.scopesGranted, granted)) return false
    const line = { id: deps.randomness.id(), event: 'changed', at: now, scopesGranted: granted } as const
    // Nobody agreed to anything: it has no purpose and no end of its own.
    await appendConsentEvent(trx, { ...last, ...line, purposes: [], endsAt: null })
    return true
  })
  if (isNews) deps.events.permissionsChanged({ connectionId, carmaker, missing: missingScopes.length })
  return isNews
}

/** In whatever order. */
function isSame(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((scope) => now.includes(scope))
}
