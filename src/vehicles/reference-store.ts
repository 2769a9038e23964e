import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { bytes, read, type Read } from '../database/reads.ts'
import { open, seal, type DriverKey } from '../keys/envelope.ts'

/** What a carmaker calls a car, for the row of the car; it opens there and nowhere else. */
export function sealReference(key: DriverKey, reference: string, vehicleId: string): Buffer {
  return seal(key, reference, place(vehicleId))
}

const sealedSchema = z.object({ sealed_reference: bytes }).transform(({ sealed_reference: sealed }) => sealed)

/** Opens the carmaker's reference of a car; in clear it may go nowhere but into a call to that carmaker. */
export function referenceRead(db: Database | Trx, vehicleId: string): Read<(key: DriverKey) => string> {
  const query = db.selectFrom('vehicle').select('sealed_reference').where('id', '=', vehicleId)
  return {
    query,
    from:
      ([row]) =>
      (key) =>
        open(key, sealedSchema.parse(row), place(vehicleId)),
  }
}

/** As {@link referenceRead}. */
export async function openReference(db: Database | Trx, key: DriverKey, vehicleId: string): Promise<string> {
  return (await read(referenceRead(db, vehicleId)))(key)
}

/** Whether the car that its carmaker calls so is connected, for whomever. */
export async function isReferenceKnown(db: Database | Trx, referenceHash: string): Promise<boolean> {
  const query = db.selectFrom('vehicle').select('id').where('reference_hash', '=', referenceHash)
  return (await query.executeTakeFirst()) !== undefined
}

/** Whether somebody's live connection has the car that its carmaker calls so, or has yet to give it back. */
export async function isCarConnected(db: Database, referenceHash: string): Promise<boolean> {
  const query = db
    .selectFrom('vehicle')
    .innerJoin('connection', 'connection.id', 'vehicle.connection_id')
    .select('vehicle.id')
    .where('vehicle.reference_hash', '=', referenceHash)
    .where('connection.state', 'in', ['connected', 'withdrawing'])
  return (await query.executeTakeFirst()) !== undefined
}

function place(vehicleId: string): { table: string; row: string; field: string } {
  return { table: 'vehicle', row: vehicleId, field: 'reference' }
}
