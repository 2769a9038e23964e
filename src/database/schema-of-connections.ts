import type { Generated } from 'kysely'

export interface ConnectionTable {
  id: string
  driver_id: string
  carmaker: string
  site_id: string
  state: string
  language: string
  return_to: string
  created_at: Date
  connected_at: Date | null
  withdrawing_at: Date | null
  withdrawn_at: Date | null
  revoked_at: Date | null
  /** The newest consent's; null before there is one. */
  consent_ends_at: Date | null
  /** Separated by blanks; asked for and not granted. */
  missing_scopes: Generated<string>
  /** Why the carmaker refuses access; `null`: it does not. */
  access_fault: Generated<string | null>
  access_fault_vehicle_id: Generated<string | null>
  access_fault_at: Generated<Date | null>
  /** Of the carmaker, as configured; `null`: the first one. */
  region: Generated<string | null>
  /** When what the carmaker permits is asked again; `null`: at once. */
  permissions_due_at: Generated<Date | null>
}

/** Append-only: the database refuses every change. */
export interface ConsentEventTable {
  id: string
  /** In order of writing; two lines may be written at one instant of world time. */
  ordinal: Generated<number>
  connection_id: string
  event: string
  at: Date
  notice_hash: string
  notice_version: string
  language: string
  purposes: string
  scopes_asked: string
  scopes_granted: string
  recipients: string
  /** Of a grant: when it ends unless it is renewed. */
  ends_at: Date | null
  controller: string | null
}

export interface OauthFlowTable {
  state_hash: string
  connection_id: string
  /** SHA-256 of the binding cookie: the flow belongs to one browser. */
  binding_hash: string
  sealed_verifier: Buffer
  notice_hash: string
  notice_version: string
  notice_language: string
  expires_at: Date
  used_at: Date | null
}

/** A grant that waits for the app's session to confirm it, or for its revocation. */
export interface HeldGrantTable {
  id: string
  connection_id: string
  confirmation_hash: string
  sealed_access: Buffer
  sealed_refresh: Buffer
  access_expires_at: Date
  refresh_at: Date
  scopes_granted: string
  notice_hash: string
  notice_version: string
  notice_language: string
  /** Process time. */
  look_at: Date
  /** Process time; `null` while it may still be confirmed. */
  unwanted_since: Date | null
}

export interface TokenTable {
  connection_id: string
  sealed_access: Buffer
  sealed_refresh: Buffer
  access_expires_at: Date
  /** From here on the pair is renewed at its next use. */
  refresh_at: Date
  version: number
  /** Process time, by the database's clock: one refresher per connection. */
  refresh_lease_until: Date | null
  failing_since: Date | null
  fault: string | null
}

/** What operations were last told of; what holds now is derived. */
export interface ToldHealthTable {
  connection_id: string
  state: string
  reason: string
  told_at: Date
}
