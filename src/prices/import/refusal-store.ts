import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../../database/database.ts'
import { REFUSAL_CODES, type Refusal } from '../refusal.ts'
import { biddingZoneSchema, type BiddingZone } from '../zones.ts'

/** A document that was kept out. */
export interface RefusedDocument {
  readonly zone: BiddingZone
  /** Delivery day, `YYYY-MM-DD`. */
  readonly day: string
  readonly source: string
  readonly refusal: Refusal
  readonly refusedAt: Date
  /** When the zone is asked about again. */
  readonly askAgainAt: Date
}

/** The most of a sentence that is kept; they name one slot, and are shorter. */
const MOST_LETTERS = 500

/** Writes down that a document was refused. The same of a day and source again only counts up. */
export async function saveRefusal(trx: Trx, refused: RefusedDocument): Promise<void> {
  const { refusal, refusedAt, askAgainAt } = refused
  const [found, expected] = [refusal.found, refusal.expected].map((text) => text.slice(0, MOST_LETTERS))
  const last = { last_refused_at: refusedAt, ask_again_at: askAgainAt }
  await trx
    .insertInto('price_refusal')
    .values({
      ...{ zone: refused.zone, day: refused.day, source: refused.source, code: refusal.code },
      ...{ found: found ?? '', expected: expected ?? '', first_refused_at: refusedAt, times: 1, ...last },
    })
    .onConflict((conflict) =>
      conflict
        .columns(['zone', 'day', 'source', 'code', 'found'])
        .doUpdateSet({ ...last, times: sql<number>`price_refusal.times + 1` }),
    )
    .execute()
}

/** A refusal as it stands. */
export interface KnownRefusal extends Refusal {
  readonly id: number
  readonly zone: BiddingZone
  readonly day: string
  readonly source: string
  readonly firstRefusedAt: Date
  readonly lastRefusedAt: Date
  readonly times: number
  readonly askAgainAt: Date
}

const rowSchema = z
  .object({
    id: z.number(),
    zone: biddingZoneSchema,
    day: z.string(),
    source: z.string(),
    code: z.enum(REFUSAL_CODES),
    found: z.string(),
    expected: z.string(),
    first_refused_at: z.date(),
    last_refused_at: z.date(),
    times: z.number(),
    ask_again_at: z.date(),
  })
  .transform(({ first_refused_at, last_refused_at, ask_again_at, ...row }): KnownRefusal => ({
    ...row,
    firstRefusedAt: first_refused_at,
    lastRefusedAt: last_refused_at,
    askAgainAt: ask_again_at,
  }))

export interface RefusalFilter {
  readonly zone?: BiddingZone | undefined
  readonly day?: string | undefined
  readonly source?: string | undefined
  /** Only those with a smaller id: what comes after the last one of a page. */
  readonly before?: number | undefined
}

/** The refusals that a filter lets through, the newest kind of fault first, at most `limit`. */
export async function findRefusals(
  db: Database | Trx,
  { zone, day, source, before }: RefusalFilter,
  limit: number,
): Promise<readonly KnownRefusal[]> {
  let query = db.selectFrom('price_refusal').selectAll()
  if (zone !== undefined) query = query.where('zone', '=', zone)
  if (day !== undefined) query = query.where('day', '=', day)
  if (source !== undefined) query = query.where('source', '=', source)
  if (before !== undefined) query = query.where('id', '<', before)
  const rows = await query.orderBy('id', 'desc').limit(limit).execute()
  return rows.map((row) => rowSchema.parse(row))
}

/** Drops what was refused of days before `day`. */
export async function forgetRefusals(trx: Trx, day: string): Promise<void> {
  await trx.deleteFrom('price_refusal').where('day', '<', day).execute()
}
