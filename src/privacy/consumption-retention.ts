import { addMinutes, subHours } from 'date-fns'
import { consumptionConsent } from '../connections/consumption-consent.ts'
import type { Database } from '../database/database.ts'
import {
  forgetConsumption,
  forgetReadings,
  sitesWithConsumption,
  sitesWithReadings,
} from '../sites/consumption-store.ts'
import { settleConsumption } from '../sites/settle-consumption.ts'
import { findSite } from '../sites/site-store.ts'
import { carEnergyOf } from './car-energy.ts'

/** How long readings of consumption are kept, from the time that they are of. */
export const READING_HOURS = 24
/** How often expired ones are looked for; one that would become too old before the next look goes with this one. */
export const LOOK_MINUTES = 5

/** Drops readings of a day ago, after they have been learnt from; and all of a site where nobody agrees to it any more. */
export async function forgetExpiredConsumption(db: Database, now: Date): Promise<void> {
  const expired = addMinutes(subHours(now, READING_HOURS), LOOK_MINUTES)
  for (const siteId of await sitesWithReadings(db, expired)) {
    await db.transaction().execute(async (trx) => {
      const site = await findSite(trx, siteId)
      if (site !== undefined) await settleConsumption(trx, { siteId, site, now }, carEnergyOf)
    })
  }
  await forgetReadings(db, expired)
  for (const siteId of await sitesWithConsumption(db)) {
    if ((await consumptionConsent(db, siteId)) !== 'none') continue
    await db.transaction().execute((trx) => forgetConsumption(trx, siteId))
  }
}
