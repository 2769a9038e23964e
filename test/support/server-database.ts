import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { z } from 'zod'
import { openPostgres, type OpenDatabase } from '../../src/database/database.ts'

const databasesSchema = z.array(z.object({ datname: z.string() }))

/**
 * A database of its own on the server named by TEST_DATABASE_URL. A schema would not do: opening looks at every table of
 * the database, and fails on one that another suite drops at that moment.
 */
export async function openServerDatabase(url: string): Promise<OpenDatabase & { readonly url: string }> {
  const prefix = process.env['TEST_DATABASE_PREFIX'] ?? 'test'
  const name = `${prefix}_${randomBytes(6).toString('hex')}`
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

/** Drops what the suites of this run have left on the server named by TEST_DATABASE_URL. */
export async function dropServerDatabases(): Promise<void> {
  const [url, prefix] = [process.env['TEST_DATABASE_URL'], process.env['TEST_DATABASE_PREFIX']]
  if (url === undefined || prefix === undefined) return
  const left = await onServer(url, `select datname from pg_database where starts_with(datname, '${prefix}_')`)
  for (const { datname } of databasesSchema.parse(left))
    await onServer(url, `drop database ${datname} with (force)`)
}

async function onServer(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<object>(statement).finally(() => client.end())
  return rows
}
