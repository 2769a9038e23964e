import { CONSUMPTION, type ConsentEvent } from '../connections/consent-store.ts'
import type { Connection } from '../connections/connection-store.ts'

/**
 * A receipt of what a driver has agreed to, made from the ledger: who asked, what for, what was granted, what was shown,
 * and what became of it. In the spirit of ISO/IEC TS 27560 (consent record information structure); its field names are ours.
 *
 * @returns undefined if the driver has agreed to nothing yet
 */
export function consentReceipt(
  connection: Connection,
  events: readonly ConsentEvent[],
  controller: { readonly name: string; readonly contact: string },
) {
  const grant = events.findLast(({ event, purposes }) => event === 'granted' && !isOnlyConsumption(purposes))
  if (grant === undefined) return undefined
  // What was taken back, or given, at the carmaker since then.
  const changed = events.slice(events.indexOf(grant)).findLast(({ event }) => event === 'changed')
  const asked = grant.scopesAsked
  const granted = (changed ?? grant).scopesGranted
  return {
    receipt: grant.id,
    connectionId: connection.id,
    dataSubject: connection.driverId,
    controller: { name: grant.controller ?? controller.name, contact: controller.contact },
    source: connection.carmaker,
    recipients: grant.recipients,
    state: stateOf(connection),
    givenAt: grant.at,
    endsAt: grant.endsAt ?? connection.consentEndsAt,
    legalBasis: 'consent, GDPR Article 6(1)(a)',
    notice: { version: grant.notice.version, language: grant.notice.language, sha256: grant.notice.hash },
    purposes: grant.purposes,
    scopes: {
      asked,
      granted,
      missing: asked.filter((scope) => !granted.includes(scope)),
      /** Granted although not asked for: recorded, never used. */
      surplus: granted.filter((scope) => !asked.includes(scope)),
    },
    history: events.map(({ id, event, at, purposes, notice }) => ({
      id,
      event,
      at,
      purposes,
      notice: { version: notice.version, language: notice.language, sha256: notice.hash },
    })),
  }
}

export type ConsentReceipt = NonNullable<ReturnType<typeof consentReceipt>>

function isOnlyConsumption(purposes: readonly string[]): boolean {
  return purposes.length === 1 && purposes[0] === CONSUMPTION
}

function stateOf({ state }: Connection): 'live' | 'lapsed' | 'ended' {
  if (state === 'connected') return 'live'
  return state === 'reauth_required' ? 'lapsed' : 'ended'
}
