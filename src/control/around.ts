import type { Database, Trx } from '../database/database.ts'
import type { RowKey, ReadList } from '../database/reads.ts'
import type { CurveSlot } from '../prices/price-day.ts'
import { pricesRead } from '../prices/price-store.ts'
import { peaksRead, profileRead } from '../sites/consumption-store.ts'
import { zoneOf } from '../sites/site-store.ts'
import type { Site } from '../sites/site.ts'
import type { Horizon } from './cost-horizon.ts'
import type { Measured } from './site-limits.ts'

/** What is known of where a vehicle stands, but for the other cars there. */
export interface Around {
  readonly site: Site
  readonly measured: Measured
  /** Published ones, for `horizon`. */
  readonly prices: readonly CurveSlot[]
  readonly horizon: Horizon
}

/** @returns what was found of a site, once `reads` are through */
export function addAround(
  reads: ReadList,
  db: Database | Trx,
  { siteId, horizon }: { readonly siteId: RowKey; readonly horizon: Horizon },
): (site: Site) => Around {
  const peaks = reads.add(peaksRead(db, siteId))
  const profile = reads.add(profileRead(db, siteId))
  const prices = reads.add(pricesRead(db, zoneOf(siteId), horizon))
  return (site) => ({ site, measured: { peaks: peaks(), profile: profile() }, prices: prices(), horizon })
}
