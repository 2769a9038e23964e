import type { Expression } from 'kysely'
import { z } from 'zod'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import type { Database, Trx } from '../database/database.ts'
import { allOf, read, type Read, type RowKey } from '../database/reads.ts'
import type { Write } from '../database/writes.ts'
import type { Spent } from './budget-day.ts'
import type { Command } from './facts.ts'

const rowSchema = z
  .object({
    id: z.string(),
    epoch: z.number(),
    attempt: z.number(),
    kind: z.enum(['start', 'stop', 'wake']),
    purpose: z.enum(['intent', 'release']),
    sent_at: z.coerce.date(),
    outcome: z.enum(['done', 'refused', 'unknown']).nullable(),
    refusal: z.string().nullable(),
    confirmed_at: z.coerce.date().nullable(),
  })
  .transform((row): Command => ({
    id: row.id,
    epoch: row.epoch,
    attempt: row.attempt,
    kind: row.kind,
    purpose: row.purpose,
    sentAt: row.sent_at,
    outcome: row.outcome,
    refusal: row.refusal,
    confirmedAt: row.confirmed_at,
  }))

/** Commands to a vehicle from `since` on, newest first. */
export function commandsRead(
  db: Database | Trx,
  vehicleId: RowKey,
  since: Date | Expression<Date>,
): Read<readonly Command[]> {
  const query = db
    .selectFrom('command')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .where('sent_at', '>=', since)
    .orderBy('sent_at', 'desc')
    .orderBy('epoch', 'desc')
    .orderBy('attempt', 'desc')
  return { query, from: allOf(rowSchema) }
}

/** As {@link commandsRead}. */
export function commandsSince(
  db: Database | Trx,
  vehicleId: string,
  since: Date,
): Promise<readonly Command[]> {
  return read(commandsRead(db, vehicleId, since))
}

const spentSchema = z
  .object({
    kind: z.enum(['start', 'stop', 'wake']),
    purpose: z.enum(['intent', 'release']),
    sent_at: z.coerce.date(),
  })
  .transform(({ kind, purpose, sent_at: sentAt }): Spent => ({ kind, purpose, sentAt }))

/** What left for a vehicle from `since` on. */
export function spentRead(db: Database | Trx, vehicleId: RowKey, since: Date): Read<readonly Spent[]> {
  const query = db
    .selectFrom('command')
    .select(['kind', 'purpose', 'sent_at'])
    .where('vehicle_id', '=', vehicleId)
    .where('sent_at', '>=', since)
    .where('refusal', 'is distinct from', 'not_sent')
  return { query, from: allOf(spentSchema) }
}

/**
 * Writes a command down before it is sent. The database refuses it without live consent, and a second one with the same
 * vehicle, epoch, kind and attempt.
 */
export function commandWrite(
  db: Database | Trx,
  target: { vehicleId: string; connectionId: string },
  command: Omit<Command, 'outcome' | 'refusal' | 'confirmedAt'>,
): Write {
  const commanded = db.insertInto('command').values({
    id: command.id,
    vehicle_id: target.vehicleId,
    connection_id: target.connectionId,
    epoch: command.epoch,
    attempt: command.attempt,
    kind: command.kind,
    purpose: command.purpose,
    sent_at: command.sentAt,
    outcome: null,
    refusal: null,
    settled_at: null,
    confirmed_at: null,
    confirmed_by: null,
  })
  return { commanded }
}

/**
 * Before a release is written down: the database admits one. One that is known never to have left does not use it up, and stays in the ledger like every other
 * command that was not sent. One without an answer may have left, and is not touched.
 */
export async function passReleaseOn(
  trx: Trx,
  { vehicleId, connectionId }: { vehicleId: string; connectionId: string },
): Promise<void> {
  await trx
    .updateTable('command')
    .set({ purpose: 'intent' })
    .where('vehicle_id', '=', vehicleId)
    .where('connection_id', '=', connectionId)
    .where('purpose', '=', 'release')
    .where('refusal', '=', 'not_sent')
    .execute()
}

/** Writes the carmaker's answer down. A release counts as confirmed by it: nothing is read any more after it. */
export function outcomeWrite(
  db: Database | Trx,
  command: { id: string; purpose: 'intent' | 'release' },
  outcome: CommandOutcome,
  now: Date,
): Write {
  const byAnswer = command.purpose === 'release' && outcome.kind === 'done'
  const answered = db
    .updateTable('command')
    .set({
      outcome: outcome.kind,
      refusal: outcome.kind === 'refused' ? outcome.because : null,
      settled_at: now,
      ...(byAnswer ? { confirmed_at: now, confirmed_by: 'answer' } : {}),
    })
    .where('id', '=', command.id)
  return { answered }
}

/** An observation bears commands out, also those whose answer was never seen. */
export async function confirmCommands(trx: Trx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await trx
    .updateTable('command')
    .set({ confirmed_at: now, confirmed_by: 'observation', outcome: 'done' })
    .where('id', 'in', [...ids])
    .execute()
}

/** Drops commands sent before `instant`. */
export async function forgetCommands(db: Database, instant: Date): Promise<void> {
  await db.deleteFrom('command').where('sent_at', '<', instant).execute()
}
