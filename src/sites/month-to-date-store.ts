import { sql } from 'kysely'
import type { Database, Trx } from '../database/database.ts'
import type { MonthToDate } from '../tariffs/tariff-site.ts'

/**
 * Keeps what a site is told to have used in a month, unless something of a later instant is known of that month.
 *
 * @returns what is kept now
 */
export async function saveMonthToDate(
  db: Database | Trx,
  siteId: string,
  { month, kwh, asOf }: MonthToDate,
): Promise<MonthToDate> {
  await db
    .insertInto('site_month')
    .values({ site_id: siteId, month, kwh, as_of: asOf })
    .onConflict((conflict) =>
      conflict
        .columns(['site_id', 'month'])
        .doUpdateSet((each) => ({ kwh: each.ref('excluded.kwh'), as_of: each.ref('excluded.as_of') }))
        .where(sql<boolean>`site_month.as_of <= excluded.as_of`),
    )
    .execute()
  const kept = await db
    .selectFrom('site_month')
    .select(['kwh', 'as_of'])
    .where('site_id', '=', siteId)
    .where('month', '=', month)
    .executeTakeFirstOrThrow()
  return { month, kwh: kept.kwh, asOf: kept.as_of }
}

/** Drops what is kept of months before `month`, `YYYY-MM`, of every site. */
export async function forgetMonthsBefore(db: Database | Trx, month: string): Promise<void> {
  await db.deleteFrom('site_month').where('month', '<', month).execute()
}
