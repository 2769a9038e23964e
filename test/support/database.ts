import { Kysely } from 'kysely'
import { PGlite } from '@electric-sql/pglite'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, inject } from 'vitest'
import { openPostgres, type Database, type OpenDatabase } from '../../src/database/database.ts'
import { pgliteDialect } from '../../src/database/pglite-dialect.ts'
import type { Tables } from '../../src/database/schema.ts'
import { emptyTables } from '../../src/database/empty-tables.ts'

/** A fresh in-memory database with the present schema. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const archive = readFileSync(inject('snapshotFile'))
  const pglite = await PGlite.create({ loadDataDir: new Blob([archive]) })
  const db = new Kysely<Tables>({ dialect: pgliteDialect(pglite) })
  return { kind: 'embedded', db, close: () => db.destroy() }
}

/**
 * A database of its own on the server named by TEST_DATABASE_URL. A schema would not do: opening looks at every table of
 * the database, and fails on one that another suite drops at that moment.
 */
export async function openServerDatabase(url: string): Promise<OpenDatabase & { readonly url: string }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(url, `create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  const opened = await openPostgres({ url: own.href })
  return {
    ...opened,
    url: own.href,
    close: async () => {
      await opened.close()
      await onServer(url, `drop database ${name} with (force)`)
    },
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** Both unless TEST_ENGINES=server, which leaves out the embedded one. */
const engines: readonly [string, () => Promise<OpenDatabase>][] = [
  ...embeddedEngine(process.env['TEST_ENGINES']),
  ...serverEngine(process.env['TEST_DATABASE_URL']),
]

function embeddedEngine(chosen: string | undefined): [string, () => Promise<OpenDatabase>][] {
  return chosen === 'server' ? [] : [['embedded', openTestDatabase]]
}

function serverEngine(url: string | undefined): [string, () => Promise<OpenDatabase>][] {
  return url === undefined ? [] : [['PostgreSQL', () => openServerDatabase(url)]]
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
      let opened: OpenDatabase | undefined
      const database = (): Database => {
        if (opened === undefined) throw new Error('The database is open only while tests run')
        return opened.db
      }
      beforeAll(async () => {
        opened = await open()
      })
      beforeEach(() => emptyTables(database()))
      afterAll(() => opened?.close())
      suite(database, engine)
    })
  }
}
