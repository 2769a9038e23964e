import { sql } from 'kysely'
import { withConsentOver } from '../connections/connection-store.ts'
import { unwantedGrants } from '../connections/held-grant-store.ts'
import { dueColumns, type DueTableName, type NextDue } from '../database/claim-due.ts'
import type { ControlDependencies } from './dependencies.ts'
import { outagesNotOver } from './outage-store.ts'

/** What there is to do at a tick. What is not on it costs the database nothing. */
export interface Agenda {
  readonly isDue: (table: DueTableName) => boolean
  /** A consent is over that nobody has ended. */
  readonly hasConsentOver: boolean
  /** A grant is to be revoked, or its revocation tried again. */
  readonly hasUnwantedGrant: boolean
  /** A carmaker is away, as far as anybody has written down. */
  readonly hasOutage: boolean
}

interface Answer extends NextDue {
  readonly consent_over: boolean
  readonly unwanted_grant: boolean
  readonly outage: boolean
}

/** Asks for all of it by one statement, which is what a tick costs while there is nothing to do. */
export async function readAgenda({
  db,
  clock,
  processClock,
}: Pick<ControlDependencies, 'db' | 'clock' | 'processClock'>): Promise<Agenda> {
  const now = clock.now()
  const { rows } = await sql<Answer>`
    select ${dueColumns()},
      exists ${withConsentOver(db, now).select('id')} as consent_over,
      exists ${unwantedGrants(db, processClock.now()).select('id')} as unwanted_grant,
      exists ${outagesNotOver(db).select('since')} as outage`.execute(db)
  const [answer] = rows
  if (answer === undefined) throw new Error('The database answered nothing to a select of one row')
  return {
    isDue: (table) => {
      const next = answer[table]
      return next !== null && next <= now
    },
    hasConsentOver: answer.consent_over,
    hasUnwantedGrant: answer.unwanted_grant,
    hasOutage: answer.outage,
  }
}
