import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'

/** What the driver was shown and agreed to. The text itself is versioned in the source; its hash proves which it was. */
export interface ShownNotice {
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string
  readonly version: string
  readonly language: 'nb' | 'en'
}

/** One line of the consent ledger: append-only, the database refuses to change it. */
export interface ConsentEvent {
  readonly id: string
  readonly connectionId: string
  /** `changed`: the driver took permissions back at the carmaker, or gave more; the line holds what is granted from then on. */
  readonly event: 'granted' | 'changed' | 'withdrawn' | 'expired'
  readonly at: Date
  readonly notice: ShownNotice
  readonly purposes: readonly string[]
  readonly scopesAsked: readonly string[]
  readonly scopesGranted: readonly string[]
  readonly recipients: readonly string[]
  /** Of a grant: when it ends unless it is renewed. `null` on older lines. */
  readonly endsAt: Date | null
  /** As the notice named it (GDPR Art. 4(7)). `null` on older lines. */
  readonly controller: string | null
}

/** What the data of a car is used for: what a driver agrees to who connects it. */
export const PURPOSES = ['plan-charging', 'control-charging', 'measure-performance'] as const

/** How long a consent lasts unless it is withdrawn or renewed. Long enough not to be a nuisance, and not for ever. */
export const CONSENT_MONTHS = 24

/** Learning from what the house's meter shows. A purpose of its own: agreed to, and withdrawn, apart from the others. */
export const CONSUMPTION = 'consumption'

const list = z.string().transform((text) => text.split(' ').filter((part) => part !== ''))
const names = z.string().transform((text) => text.split('; ').filter((part) => part !== ''))
const rowSchema = z
  .object({
    id: z.string(),
    connection_id: z.string(),
    event: z.enum(['granted', 'changed', 'withdrawn', 'expired']),
    at: z.date(),
    notice_hash: z.string(),
    notice_version: z.string(),
    language: z.enum(['nb', 'en']),
    purposes: list,
    scopes_asked: list,
    scopes_granted: list,
    recipients: names,
    ends_at: z.date().nullable(),
    controller: z.string().nullable(),
  })
  .transform((row): ConsentEvent => ({
    id: row.id,
    connectionId: row.connection_id,
    event: row.event,
    at: row.at,
    notice: { hash: row.notice_hash, version: row.notice_version, language: row.language },
    purposes: row.purposes,
    scopesAsked: row.scopes_asked,
    scopesGranted: row.scopes_granted,
    recipients: row.recipients,
    endsAt: row.ends_at,
    controller: row.controller,
  }))

export async function appendConsentEvent(trx: Trx, event: ConsentEvent): Promise<void> {
  await trx
    .insertInto('consent_event')
    .values({
      id: event.id,
      connection_id: event.connectionId,
      event: event.event,
      at: event.at,
      notice_hash: event.notice.hash,
      notice_version: event.notice.version,
      language: event.notice.language,
      purposes: event.purposes.join(' '),
      scopes_asked: event.scopesAsked.join(' '),
      scopes_granted: event.scopesGranted.join(' '),
      recipients: event.recipients.join('; '),
      ends_at: event.endsAt,
      controller: event.controller,
    })
    .execute()
}

/** The line that ends what was granted last; none where nothing was. */
export async function appendConsentEnd(
  trx: Trx,
  connectionId: string,
  line: Pick<ConsentEvent, 'id' | 'at'> & { readonly event: 'withdrawn' | 'expired' },
): Promise<void> {
  const granted = (await consentEvents(trx, connectionId)).findLast(({ event }) => event === 'granted')
  if (granted !== undefined) await appendConsentEvent(trx, { ...granted, ...line, endsAt: null })
}

/** The ledger of one connection, oldest first. */
export async function consentEvents(
  db: Database | Trx,
  connectionId: string,
): Promise<readonly ConsentEvent[]> {
  const rows = await db
    .selectFrom('consent_event')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('at')
    .orderBy('ordinal')
    .execute()
  return rows.map((row) => rowSchema.parse(row))
}
