import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { CONTROLLABILITIES } from '../carmakers/controllability.ts'
import type { Database, Trx } from '../database/database.ts'
import { allOf, firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import { write, type Write } from '../database/writes.ts'
import type { DriverKey } from '../keys/envelope.ts'
import { sealReference } from './reference-store.ts'
import type { Vehicle } from './vehicle.ts'

const rowSchema = z
  .object({
    id: z.string(),
    connection_id: z.string(),
    driver_id: z.string(),
    site_id: z.string(),
    capacity_kwh: z.number(),
    power_kw: z.number(),
    efficiency: z.number(),
    home_plug: z.boolean(),
    told_at_home: z.boolean().nullable(),
    controllable: z.enum(CONTROLLABILITIES).nullable(),
    controllable_asked_at: z.coerce.date().nullable(),
    quiet_until: z.coerce.date().nullable(),
    ordinal: z.number(),
  })
  .transform((row): Vehicle => ({
    id: row.id,
    connectionId: row.connection_id,
    driverId: row.driver_id,
    siteId: row.site_id,
    capacityKwh: row.capacity_kwh,
    powerKw: row.power_kw,
    efficiency: row.efficiency,
    homePlug: row.home_plug,
    toldAtHome: row.told_at_home,
    controllable: row.controllable,
    controllableAskedAt: row.controllable_asked_at,
    quietUntil: row.quiet_until,
    ordinal: row.ordinal,
  }))

/** Those of {@link rowSchema}. */
const COLUMNS = [
  ...(['id', 'connection_id', 'driver_id', 'site_id', 'capacity_kwh', 'power_kw', 'efficiency'] as const),
  ...([
    'home_plug',
    'told_at_home',
    'controllable',
    'controllable_asked_at',
    'quiet_until',
    'ordinal',
  ] as const),
]

/**
 * Keeps others from connecting the same cars until the transaction ends. Taken in one order by everybody, so that two who
 * list the same cars cannot wait for each other; a row to lock there may not be yet.
 */
export async function lockCars(trx: Trx, vinHashes: readonly string[]): Promise<void> {
  for (const vinHash of vinHashes.toSorted()) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${vinHash}, 0))`.execute(trx)
  }
}

/** A new car, or a known one under a new connection; keeps its id and what was learnt about it. */
export async function saveVehicle(
  trx: Trx,
  vehicle: Vehicle,
  secret: { key: DriverKey; reference: string; referenceHash: string; vinHash: string; now: Date },
): Promise<void> {
  const link = {
    connection_id: vehicle.connectionId,
    driver_id: vehicle.driverId,
    site_id: vehicle.siteId,
    sealed_reference: sealReference(secret.key, secret.reference, vehicle.id),
    reference_hash: secret.referenceHash,
  }
  await trx
    .insertInto('vehicle')
    .values({
      id: vehicle.id,
      ...link,
      vin_hash: secret.vinHash,
      capacity_kwh: vehicle.capacityKwh,
      power_kw: vehicle.powerKw,
      efficiency: vehicle.efficiency,
      home_plug: vehicle.homePlug,
      created_at: secret.now,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...link, vin_hash: secret.vinHash }))
    .execute()
}

export function vehicleRead(db: Database | Trx, id: RowKey): Read<Vehicle | undefined> {
  return { query: db.selectFrom('vehicle').select(COLUMNS).where('id', '=', id), from: firstOf(rowSchema) }
}

export function findVehicle(db: Database | Trx, id: string): Promise<Vehicle | undefined> {
  return read(vehicleRead(db, id))
}

/** Of what a vehicle belongs to, for whoever reads that along with more. */
export function idOf(what: 'site' | 'connection', vehicleId: RowKey): RawBuilder<string> {
  return sql<string>`(select ${sql.ref(`${what}_id`)} from vehicle where id = ${vehicleId})`
}

export async function findVehicleByVinHash(
  db: Database | Trx,
  vinHash: string,
): Promise<Vehicle | undefined> {
  const row = await db.selectFrom('vehicle').selectAll().where('vin_hash', '=', vinHash).executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

/**
 * The car that its carmaker calls so, locked: what is pushed of one car is taken one after the other. A pass locks the row that makes it due
 * first and then writes about the car, so the locks are taken in that order here too; otherwise each could wait for the other.
 */
export async function lockVehicleByReference(trx: Trx, referenceHash: string): Promise<Vehicle | undefined> {
  await trx
    .selectFrom('vehicle_due')
    .select('vehicle_id')
    .where('vehicle_id', 'in', (among) =>
      among.selectFrom('vehicle').select('id').where('reference_hash', '=', referenceHash),
    )
    .forUpdate()
    .execute()
  const row = await trx
    .selectFrom('vehicle')
    .selectAll()
    .where('reference_hash', '=', referenceHash)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

export async function listVehicles(
  db: Database | Trx,
  filter: { driverId?: string; connectionId?: string } = {},
): Promise<readonly Vehicle[]> {
  let query = db.selectFrom('vehicle').selectAll().orderBy('created_at').orderBy('id')
  if (filter.driverId !== undefined) query = query.where('driver_id', '=', filter.driverId)
  if (filter.connectionId !== undefined) query = query.where('connection_id', '=', filter.connectionId)
  return (await query.execute()).map((row) => rowSchema.parse(row))
}

/** The cars of a site, in the order in which they came. */
export function carsOfSiteRead(db: Database | Trx, siteId: string): Read<readonly Vehicle[]> {
  const query = db.selectFrom('vehicle').select(COLUMNS).where('site_id', '=', siteId)
  return { query: query.orderBy('created_at').orderBy('id'), from: allOf(rowSchema) }
}

/** As {@link carsOfSiteRead}. */
export function carsOfSite(db: Database | Trx, siteId: string): Promise<readonly Vehicle[]> {
  return read(carsOfSiteRead(db, siteId))
}

/** Whether no other car has the site of this one. */
export function isAloneRead(db: Database | Trx, id: RowKey): Read<boolean> {
  const others = db.selectFrom('vehicle').select('id').where('site_id', '=', idOf('site', id))
  return { query: others.where('id', '<>', id).limit(1), from: (rows) => rows.length === 0 }
}

/** Keeps what the carmaker taught about the car. */
export function learntWrite(db: Database | Trx, vehicle: Vehicle): Write {
  const learnt = db
    .updateTable('vehicle')
    .set({
      capacity_kwh: vehicle.capacityKwh,
      power_kw: vehicle.powerKw,
      controllable: vehicle.controllable,
      controllable_asked_at: vehicle.controllableAskedAt,
    })
    .where('id', '=', vehicle.id)
  return { learnt }
}

/** As {@link learntWrite}. */
export function saveLearnt(trx: Trx, vehicle: Vehicle): Promise<void> {
  return write(trx, learntWrite(trx, vehicle))
}

/** The car has just refused a command for want of our key, whatever the carmaker told before. */
export async function saveNotPaired(trx: Trx, vehicleId: string, now: Date): Promise<void> {
  await trx
    .updateTable('vehicle')
    .set({ controllable: 'needs_pairing', controllable_asked_at: now })
    .where('id', '=', vehicleId)
    .execute()
}

/** Whether the car would obey is to be asked at the next pass. */
export async function askAnew(trx: Trx, vehicleId: string): Promise<void> {
  await trx.updateTable('vehicle').set({ controllable_asked_at: null }).where('id', '=', vehicleId).execute()
}

/** The carmaker wants no call about this car before `until`. */
export async function saveQuiet(trx: Trx, vehicleId: string, until: Date): Promise<void> {
  await trx.updateTable('vehicle').set({ quiet_until: until }).where('id', '=', vehicleId).execute()
}

/** A car that was left alone because access was refused may be called again: access was given anew. */
export async function endQuiet(trx: Trx, vehicleId: string): Promise<void> {
  await trx.updateTable('vehicle').set({ quiet_until: null }).where('id', '=', vehicleId).execute()
}

/** What the app and the driver say of where the car is. */
export async function saveWhereabouts(
  trx: Trx,
  vehicleId: string,
  { toldAtHome, homePlug }: Pick<Vehicle, 'toldAtHome' | 'homePlug'>,
): Promise<void> {
  await trx
    .updateTable('vehicle')
    .set({ told_at_home: toldAtHome, home_plug: homePlug })
    .where('id', '=', vehicleId)
    .execute()
}

/** Whether any car of the connection is still on the list of due passes. */
export async function hasDueVehicles(trx: Trx, connectionId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('vehicle')
    .innerJoin('vehicle_due', 'vehicle_due.vehicle_id', 'vehicle.id')
    .select('vehicle.id')
    .where('vehicle.connection_id', '=', connectionId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** After withdrawal the car is no longer recognisable: its hash makes room for whoever connects it next. */
export async function forgetVins(trx: Trx, connectionId: string): Promise<void> {
  const vehicles = await listVehicles(trx, { connectionId })
  for (const { id } of vehicles) {
    await trx
      .updateTable('vehicle')
      .set({ vin_hash: `withdrawn ${id}`, reference_hash: null })
      .where('id', '=', id)
      .execute()
  }
}
