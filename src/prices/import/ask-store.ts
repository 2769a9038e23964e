import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../../database/database.ts'
import type { BiddingZone } from '../zones.ts'

/** One asking of one source for one delivery day. */
export interface Ask {
  readonly zone: BiddingZone
  readonly day: string
  readonly source: string
  readonly askedAt: Date
  readonly outcome: string
  /** The source asked to be left alone until then. */
  readonly notBefore: Date | null
}

/** The last asking, and how many there were. */
export interface AskedBefore {
  readonly source: string
  readonly askedAt: Date
  readonly times: number
}

/** Writes down that a source was asked; of each day and source the last asking is kept, and their number. */
export async function saveAsk(trx: Trx, ask: Ask): Promise<void> {
  const columns = { asked_at: ask.askedAt, outcome: ask.outcome, not_before: ask.notBefore }
  await trx
    .insertInto('price_ask')
    .values({ zone: ask.zone, day: ask.day, source: ask.source, times: 1, ...columns })
    .onConflict((conflict) =>
      conflict
        .columns(['zone', 'day', 'source'])
        .doUpdateSet({ ...columns, times: sql<number>`price_ask.times + 1` }),
    )
    .execute()
}

const askedSchema = z
  .object({ source: z.string(), asked_at: z.date(), times: z.number() })
  .transform((row): AskedBefore => ({ source: row.source, askedAt: row.asked_at, times: row.times }))

export async function findAsks(
  db: Database | Trx,
  zone: BiddingZone,
  day: string,
): Promise<readonly AskedBefore[]> {
  const rows = await db
    .selectFrom('price_ask')
    .select(['source', 'asked_at', 'times'])
    .where('zone', '=', zone)
    .where('day', '=', day)
    .execute()
  return rows.map((row) => askedSchema.parse(row))
}

const restSchema = z.object({ source: z.string(), until: z.date() })

/** The sources that asked to be left alone, whatever the zone, and until when. */
export async function findResting(db: Database | Trx, now: Date): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .selectFrom('price_ask')
    .select('source')
    .select(({ fn }) => fn.max('not_before').as('until'))
    .where('not_before', '>', now)
    .groupBy('source')
    .execute()
  return new Map(
    rows.map((row) => {
      const { source, until } = restSchema.parse(row)
      return [source, until]
    }),
  )
}

/** Drops what is of no use for any day that may still be asked for. */
export async function forgetAsks(trx: Trx, zone: BiddingZone, before: string): Promise<void> {
  await trx.deleteFrom('price_ask').where('zone', '=', zone).where('day', '<', before).execute()
}
