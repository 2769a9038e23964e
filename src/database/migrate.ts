import { Migrator, sql, type Kysely, type Migration } from 'kysely'
import * as firstNight from './migrations/0001-first-night.ts'
import * as runLimits from './migrations/0002-run-limits.ts'
import * as priceDays from './migrations/0003-price-days.ts'
import * as sitesAndConsumption from './migrations/0004-sites-and-consumption.ts'
import * as priceRefusals from './migrations/0005-price-refusals.ts'
import * as monthsAndCurrency from './migrations/0006-months-and-currency.ts'
import * as sharedSites from './migrations/0007-shared-sites.ts'
import * as carmakersAndWebhooks from './migrations/0008-carmakers-and-webhooks.ts'
import * as confirmedConnections from './migrations/0009-confirmed-connections.ts'
import * as hashKeys from './migrations/0010-hash-keys.ts'
import * as controllable from './migrations/0011-controllable-and-at-home.ts'
import * as callsAndTestCharges from './migrations/0012-calls-and-test-charges.ts'
import * as theDriversWill from './migrations/0013-the-drivers-will.ts'
import * as departuresAndPause from './migrations/0014-departures-and-pause.ts'
import * as outbox from './migrations/0015-outbox.ts'
import * as incidentsAndLessons from './migrations/0016-incidents-and-lessons.ts'
import * as decisionLog from './migrations/0017-decision-log.ts'
import * as evacuation from './migrations/0019-evacuation-and-heartbeats.ts'
import * as regions from './migrations/0020-regions.ts'
import * as streaming from './migrations/0021-streaming.ts'
import * as firstTestCharge from './migrations/0022-first-test-charge.ts'
import * as dueInOrder from './migrations/0023-due-in-order.ts'
import * as deliveriesOfStoredRecords from './migrations/0024-deliveries-of-stored-records.ts'
import * as cheapLeases from './migrations/0027-cheap-leases.ts'
import * as serviceEvents from './migrations/0029-service-events.ts'
import * as commandsByTime from './migrations/0030-commands-by-time.ts'
import * as permissionsTakenBack from './migrations/0032-permissions-taken-back.ts'
import * as assumedStateOfCharge from './migrations/0035-assumed-state-of-charge.ts'
import * as consentOfThisCar from './migrations/0036-consent-of-this-car.ts'
import * as learntTaper from './migrations/0037-learnt-taper.ts'
import * as placeAmongVehicles from './migrations/0038-place-among-vehicles.ts'
import * as ownLooks from './migrations/0039-own-looks.ts'
import * as outagesByRegion from './migrations/0040-outages-by-region.ts'
import * as earlyReads from './migrations/0041-early-reads.ts'
import * as oneProbe from './migrations/0042-one-probe.ts'
import * as chargeNowToBeSeen from './migrations/0043-charge-now-of-a-car-to-be-seen.ts'
import * as zoneSince from './migrations/0044-since-when-a-zone-holds.ts'
import * as requireLease from './migrations/0045-require-lease.ts'

/** In order; a name once released is never changed. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-night': firstNight,
  '0002-run-limits': runLimits,
  '0003-price-days': priceDays,
  '0004-sites-and-consumption': sitesAndConsumption,
  '0005-price-refusals': priceRefusals,
  '0006-months-and-currency': monthsAndCurrency,
  '0007-shared-sites': sharedSites,
  '0008-carmakers-and-webhooks': carmakersAndWebhooks,
  '0009-confirmed-connections': confirmedConnections,
  '0010-hash-keys': hashKeys,
  '0011-controllable-and-at-home': controllable,
  '0012-calls-and-test-charges': callsAndTestCharges,
  '0013-the-drivers-will': theDriversWill,
  '0014-departures-and-pause': departuresAndPause,
  '0015-outbox': outbox,
  '0016-incidents-and-lessons': incidentsAndLessons,
  '0017-decision-log': decisionLog,
  '0019-evacuation-and-heartbeats': evacuation,
  '0020-regions': regions,
  '0021-streaming': streaming,
  '0022-first-test-charge': firstTestCharge,
  '0023-due-in-order': dueInOrder,
  '0024-deliveries-of-stored-records': deliveriesOfStoredRecords,
  '0027-cheap-leases': cheapLeases,
  '0029-service-events': serviceEvents,
  '0030-commands-by-time': commandsByTime,
  '0032-permissions-taken-back': permissionsTakenBack,
  '0035-assumed-state-of-charge': assumedStateOfCharge,
  '0036-consent-of-this-car': consentOfThisCar,
  '0037-learnt-taper': learntTaper,
  '0038-place-among-vehicles': placeAmongVehicles,
  '0039-own-looks': ownLooks,
  '0040-outages-by-region': outagesByRegion,
  '0041-early-reads': earlyReads,
  '0042-one-probe': oneProbe,
  '0043-charge-now-of-a-car-to-be-seen': chargeNowToBeSeen,
  '0044-since-when-a-zone-holds': zoneSince,
  '0045-require-lease': requireLease,
}

/**
 * Brings the schema up to date; a second run does nothing. Forward only.
 *
 * @throws the first failing migration's error; what came before it stays
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    // @NOTE Without it the migrator takes the tables of another schema in the same database for its own.
    migrationTableSchema: await currentSchema(db),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('Migration failed')
}

async function currentSchema<T>(db: Kysely<T>): Promise<string> {
  const result = await sql<{ name: string | null }>`select current_schema() as name`.execute(db)
  return result.rows[0]?.name ?? 'public'
}
