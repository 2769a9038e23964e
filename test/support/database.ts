import { Kysely, sql } from 'kysely'
import { PGlite } from '@electric-sql/pglite'
import { readFileSync } from 'node:fs'
import { beforeAll, beforeEach, describe, inject } from 'vitest'
import { thisProcess } from '../../src/cli/this-process.ts'
import { openEmbedded, type Database, type OpenDatabase } from '../../src/database/database.ts'
import { pgliteDialect } from '../../src/database/pglite-dialect.ts'
import type { Tables } from '../../src/database/schema.ts'
import { openServerDatabase } from './server-database.ts'
import { deleteRows, sharedDatabase } from './shared-database.ts'

/** A fresh in-memory database with the present schema. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const pglite = await PGlite.create({ loadDataDir: snapshot() })
  const db = new Kysely<Tables>({ dialect: pgliteDialect(pglite) })
  return { kind: 'embedded', db, close: () => db.destroy() }
}

/** One that no migration has seen. */
export async function openUnmigrated(): Promise<OpenDatabase> {
  const opened = await openTestDatabase()
  await sql`drop schema public cascade`.execute(opened.db)
  await sql`create schema public`.execute(opened.db)
  return opened
}

/** Leaves a database in a folder as a process does that ended before it did anything: whoever opens it begins in a fifth of the time. */
export async function layOutDatabase(directory: string): Promise<void> {
  const opened = await openEmbedded({ directory, process: thisProcess, snapshot: snapshot() })
  await opened.close()
}

function snapshot(): Blob {
  return new Blob([readFileSync(inject('snapshotFile'))])
}

/** By engine: both unless TEST_ENGINES=server, which leaves out the embedded one. */
const engines: readonly [string, () => Promise<Database>][] = [
  ...embeddedEngine(process.env['TEST_ENGINES']),
  ...serverEngine(process.env['TEST_DATABASE_URL']),
]

/** The embedded database that the suites of this process share, with empty tables; nobody closes it. */
export function sharedEmbedded(): Promise<Database> {
  return sharedDatabase('embedded', openTestDatabase)
}

function embeddedEngine(chosen: string | undefined): [string, () => Promise<Database>][] {
  return chosen === 'server' ? [] : [['embedded', sharedEmbedded]]
}

function serverEngine(url: string | undefined): [string, () => Promise<Database>][] {
  if (url === undefined) return []
  return [['PostgreSQL', () => sharedDatabase('PostgreSQL', () => openServerDatabase(url))]]
}

/**
 * Runs a suite on the embedded engine and, if TEST_DATABASE_URL names a server, on PostgreSQL. Every test starts with
 * empty tables.
 */
export function describeOnEveryEngine(
  title: string,
  suite: (database: () => Database, engine: string) => void,
): void {
  for (const [engine, open] of engines) {
    describe(`${title} (${engine})`, () => {
      let db: Database | undefined
      const database = (): Database => {
        if (db === undefined) throw new Error('The database is open only while tests run')
        return db
      }
      beforeAll(async () => {
        db = await open()
      })
      beforeEach(() => deleteRows(database()))
      suite(database, engine)
    })
  }
}
