import { sql } from 'kysely'
import { z } from 'zod'
import { subDays } from '../base/calendar.ts'
import type { Database, Trx } from '../database/database.ts'
import type { Write } from '../database/writes.ts'
import { decidedSchema, knewSchema, samenessOf, type DecisionEntry } from './decision-log.ts'

/** So many different decisions of a car are kept a day; what goes beyond is only counted. A quiet night takes about ten. */
export const DECISIONS_PER_DAY = 500

/**
 * Appends a decision to a vehicle's log. One like the newest, or one above what is kept of a day, is counted there.
 *
 * @throws ZodError if it holds anything that its schema does not name
 */
export function decisionWrite(vehicleId: string, entry: DecisionEntry, now: Date): Write {
  const knew = JSON.stringify(knewSchema.parse(entry.knew))
  const decided = JSON.stringify(decidedSchema.parse(entry.decided))
  const sameness = samenessOf(entry)
  const newest = sql`
    select decision.ordinal, decision.sameness
    from decision
    where decision.vehicle_id = ${vehicleId}
    order by decision.ordinal desc
    limit 1`
  const today = sql`
    select count(*) as rows
    from decision
    where decision.vehicle_id = ${vehicleId} and decision.decided_at > ${subDays(now, 1)}::timestamptz`
  const repeated = sql`
    update decision
    set passes = decision.passes + 1,
      last_at = greatest(decision.last_at, ${now}::timestamptz),
      next_due = ${entry.nextDue}::timestamptz
    from newest, today
    where decision.vehicle_id = ${vehicleId}
      and decision.ordinal = newest.ordinal
      and (newest.sameness = ${sameness} or today.rows >= ${sql.lit(DECISIONS_PER_DAY)})
    returning decision.ordinal`
  const logged = sql`
    insert into decision (vehicle_id, decided_at, last_at, sameness, knew, decided, next_due, command_id)
    select ${vehicleId}, ${now}::timestamptz, ${now}::timestamptz, ${sameness}, ${knew}::jsonb, ${decided}::jsonb,
      ${entry.nextDue}::timestamptz, ${entry.commandId}
    where not exists (select 1 from repeated)`
  return { newest, today, repeated, logged }
}

const rowSchema = z
  .object({
    ordinal: z.number(),
    decided_at: z.date(),
    last_at: z.date(),
    passes: z.number(),
    knew: knewSchema,
    decided: decidedSchema,
    next_due: z.date().nullable(),
    kind: z.enum(['start', 'stop', 'wake']).nullable(),
    attempt: z.number().nullable(),
    sent_at: z.date().nullable(),
    outcome: z.enum(['done', 'refused', 'unknown']).nullable(),
    refusal: z.string().nullable(),
    settled_at: z.date().nullable(),
    confirmed_at: z.date().nullable(),
  })
  .transform(({ ordinal, decided_at, last_at, passes, knew, decided, next_due, ...row }) => ({
    ordinal,
    decidedAt: decided_at,
    /** When a pass last decided the same. */
    lastAt: last_at,
    passes,
    knew,
    decided,
    nextDue: next_due,
    sent:
      row.kind === null || row.sent_at === null
        ? null
        : {
            kind: row.kind,
            attempt: row.attempt ?? 1,
            sentAt: row.sent_at,
            /** `null`: no answer was ever written down. */
            outcome: row.outcome,
            refusal: row.refusal,
            answeredAt: row.settled_at,
            confirmedAt: row.confirmed_at,
          },
  }))

/** A decision as it is read: what was known, decided and sent, and what came back. */
export type LoggedDecision = z.infer<typeof rowSchema>

/** Which part of the log. */
export interface DecisionFilter {
  readonly from: Date
  readonly until: Date
  /** Only those with a higher ordinal. */
  readonly after: number
  readonly limit: number
}

/** Decisions that held at some time from `from` to `until`, oldest first. */
export async function decisionsOf(
  db: Database | Trx,
  vehicleId: string,
  { from, until, after, limit }: DecisionFilter,
): Promise<readonly LoggedDecision[]> {
  const rows = await withAnswers(db, vehicleId)
    .where('decision.last_at', '>=', from)
    .where('decision.decided_at', '<', until)
    .where('decision.ordinal', '>', after)
    .orderBy('decision.ordinal')
    .limit(limit)
    .execute()
  return rows.map((row) => rowSchema.parse(row))
}

/** The newest decisions that held at some time since `from`, at most `limit`, newest first. */
export async function newestDecisions(
  db: Database | Trx,
  vehicleId: string,
  { from, limit }: Pick<DecisionFilter, 'from' | 'limit'>,
): Promise<readonly LoggedDecision[]> {
  const rows = await withAnswers(db, vehicleId)
    .where('decision.last_at', '>=', from)
    .orderBy('decision.ordinal', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => rowSchema.parse(row))
}

function withAnswers(db: Database | Trx, vehicleId: string) {
  return db
    .selectFrom('decision')
    .leftJoin('command', 'command.id', 'decision.command_id')
    .select(['decision.ordinal', 'decision.decided_at', 'decision.last_at', 'decision.passes'])
    .select(['decision.knew', 'decision.decided', 'decision.next_due'])
    .select(['command.kind', 'command.attempt', 'command.sent_at', 'command.outcome', 'command.refusal'])
    .select(['command.settled_at', 'command.confirmed_at'])
    .where('decision.vehicle_id', '=', vehicleId)
}

/** Drops decisions that last held before `instant`. */
export async function forgetDecisions(db: Database, instant: Date): Promise<void> {
  await db.deleteFrom('decision').where('last_at', '<', instant).execute()
}
