import { addHours } from 'date-fns'
import type { Database } from '../database/database.ts'
import type { BusinessEvents } from '../observability/business-events.ts'
import { BILL_GAPS, type BillGap, billGaps } from '../tariffs/bill-gaps.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import { siteKinds } from './site-store.ts'

/** How often sites are counted: gaps come with new sites, and on the first day after a table. */
const COUNT_HOURS = 6

/** How many sites have each gap in their bill; a site with two gaps counts for both. */
export async function countGaps(db: Database, now: Date): Promise<ReadonlyMap<BillGap['what'], number>> {
  const counts = new Map<BillGap['what'], number>(BILL_GAPS.map((what) => [what, 0]))
  for (const { site, count } of await siteKinds(db)) {
    const gaps = new Set(billGaps(tariffAt(site), now).map(({ what }) => what))
    for (const what of gaps) counts.set(what, (counts.get(what) ?? 0) + count)
  }
  return counts
}

/**
 * Tells every few hours of world time how many sites have a part of their bill that is not known.
 *
 * @returns a function to call at every tick
 */
export function createGapWatch(
  db: Database,
  events: Pick<BusinessEvents, 'siteGapsSeen'>,
): (now: Date) => Promise<void> {
  let next = new Date(0)
  return async (now) => {
    if (now < next) return
    next = addHours(now, COUNT_HOURS)
    events.siteGapsSeen(await countGaps(db, now))
  }
}
