import { PGlite } from '@electric-sql/pglite'
import { Kysely, sql, type Transaction } from 'kysely'
import type { Pool } from 'pg'
import { join } from 'node:path'
import { clientDialect } from './client-dialect.ts'
import { columnTypes } from './column-types.ts'
import { lockFolder, type LockHolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import { pgliteDialect } from './pglite-dialect.ts'
import { openPatientPool, openPool } from './postgres-pool.ts'
import type { Tables } from './schema.ts'

export type Database = Kysely<Tables>
/** Inside a transaction nothing but this may be used: on PGlite the outer handle would wait for itself. */
export type Trx = Transaction<Tables>

export interface OpenDatabase {
  readonly kind: 'embedded' | 'postgres'
  readonly db: Database
  close(): Promise<void>
}

/**
 * Opens the embedded database in a folder and brings its schema up to date. Safe against a killed process, not against
 * a power cut (PGlite does not sync): pilots and development, not production.
 *
 * @throws FolderLockedError if another process uses the folder
 */
export async function openEmbedded(options: {
  directory: string
  process: LockHolder
  snapshot?: Blob
}): Promise<OpenDatabase> {
  const unlock = lockFolder(options.directory, options.process)
  try {
    const pglite = await PGlite.create({
      dataDir: join(options.directory, 'database'),
      ...(options.snapshot === undefined ? {} : { loadDataDir: options.snapshot }),
    })
    const db = new Kysely<Tables>({ dialect: pgliteDialect(pglite) })
    await migrate(db)
    await endLeasesOfDeadProcesses(db)
    return {
      kind: 'embedded',
      db,
      close: async () => {
        await db.destroy()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** Opens PostgreSQL 15 or newer and brings its schema up to date. */
export async function openPostgres(options: { url: string; schema?: string }): Promise<OpenDatabase> {
  const config = {
    connectionString: options.url,
    types: columnTypes(),
    ...(options.schema === undefined ? {} : { options: `-c search_path=${options.schema}` }),
  }
  const patient = overPool(openPatientPool({ ...config, max: 1 }))
  await migrate(patient).finally(() => patient.destroy())
  const db = overPool(openPool({ ...config, max: 10 }))
  return { kind: 'postgres', db, close: () => db.destroy() }
}

function overPool(pool: Pool): Database {
  const acquire = async () => {
    const client = await pool.connect()
    return {
      client,
      release: () => {
        client.release()
      },
    }
  }
  return new Kysely<Tables>({ dialect: clientDialect({ acquire, end: () => pool.end() }) })
}

/** The folder lock proves that no other process is left, so every lease in an embedded database is void at opening. */
async function endLeasesOfDeadProcesses(db: Database): Promise<void> {
  await db
    .updateTable('vehicle_due')
    .set({ lease_until: null })
    .where('lease_until', 'is not', null)
    .execute()
  await db
    .updateTable('connection_due')
    .set({ lease_until: null })
    .where('lease_until', 'is not', null)
    .execute()
  await db.updateTable('price_due').set({ lease_until: null }).where('lease_until', 'is not', null).execute()
  await db.updateTable('token').set({ refresh_lease_until: null }).execute()
}

/** What the database's own clock shows. */
export async function databaseTime(db: Database): Promise<Date> {
  const result = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  const [row] = result.rows
  if (row === undefined) throw new Error('The database did not tell the time')
  return row.now
}

/** Resolves if the database answers. */
export async function ping(db: Database): Promise<void> {
  await sql`select 1`.execute(db)
}
