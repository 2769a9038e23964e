import { sql } from 'kysely'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { claimDue, makeDue } from '../../src/database/claim-due.ts'
import { openEmbedded, openPostgres, ping, type Database } from '../../src/database/database.ts'
import { FolderLockedError } from '../../src/database/folder-lock.ts'
import { migrate } from '../../src/database/migrate.ts'
import { TABLE_OWNERS } from '../../src/database/table-owners.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { openServerDatabase } from '../support/server-database.ts'

const NOW = new Date('2024-12-12T16:00:00Z')

describeOnEveryEngine('the database', (database) => {
  it('answers', async () => {
    await expect(ping(database())).resolves.toBeUndefined()
  })

  it('has the same schema after migrating again, and keeps its rows', async () => {
    await makeDue(database(), 'price_due', 'NO2', NOW)
    const before = await columns(database())
    await migrate(database())
    await Promise.all([migrate(database()), migrate(database())])
    expect(await columns(database())).toEqual(before)
    expect(await database().selectFrom('price_due').select('zone').execute()).toEqual([{ zone: 'NO2' }])
  })

  it('has every table that has an owner, and no other', async () => {
    const tables = new Set((await columns(database())).map(({ table_name }) => table_name))
    const own = [...tables].filter((name) => !name.startsWith('kysely_'))
    expect(own.toSorted()).toEqual(Object.keys(TABLE_OWNERS).toSorted())
  })

  it('gives numbers as numbers and instants as instants', async () => {
    const result = await sql<Record<string, unknown>>`
      select 1.2345678901::numeric as money, 12345678901::int8 as count, ${NOW}::timestamptz as instant`.execute(
      database(),
    )
    expect(result.rows[0]).toEqual({ money: 1.2345678901, count: 12345678901, instant: NOW })
  })

  it('keeps nothing of a transaction that threw, and lets others go on meanwhile', async () => {
    const insert = (zone: string, fails: boolean) =>
      database()
        .transaction()
        .execute(async (trx) => {
          await makeDue(trx, 'price_due', zone, NOW)
          if (fails) throw new Error('thrown inside')
        })
    const ends = await Promise.allSettled([insert('NO1', true), insert('NO2', false), insert('NO3', true)])
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
    expect(await database().selectFrom('price_due').select('zone').execute()).toEqual([{ zone: 'NO2' }])
  })
})

const url = process.env['TEST_DATABASE_URL']

describe.runIf(url !== undefined)('a PostgreSQL that others use too', () => {
  it('gets schemas of its own beside each other, however many are made at a time', async () => {
    const schemas = ['a', 'b', 'c'].map((name) => `beside_${name}_${String(process.pid)}`)
    const admin = await openServerDatabase(url ?? '')
    for (const schema of schemas) await sql`create schema ${sql.id(schema)}`.execute(admin.db)
    const opened = await Promise.all(schemas.map((schema) => openPostgres({ url: admin.url, schema })))
    for (const { db } of opened) await ping(db)
    for (const { db } of opened) expect((await columns(db)).length).toBeGreaterThan(100)
    await Promise.all(opened.map((each) => each.close()))
    await admin.close()
  })
})

describe('the embedded database', () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ladeplan-embedded-'))
  })
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const holder = { pid: 4711, isAlive: () => true }
  const open = (changes: Partial<Parameters<typeof openEmbedded>[0]> = {}) =>
    openEmbedded({ directory, process: holder, ...changes })

  it('keeps what was written, and ends the leases of whoever died, when it is opened again', async () => {
    const snapshot = new Blob([readFileSync(inject('snapshotFile'))])
    const first = await open({ snapshot })
    for (const [table, key] of [
      ['vehicle_due', 'car'],
      ['connection_due', 'connection'],
      ['price_due', 'NO2'],
    ] as const) {
      await makeDue(first.db, table, key, NOW)
      expect(await claimDue(first.db, { table, now: NOW, limit: 1 })).toHaveLength(1)
      expect(await claimDue(first.db, { table, now: NOW, limit: 1 })).toEqual([])
    }
    await expect(open({ process: { ...holder, pid: 4712 } })).rejects.toThrow(FolderLockedError)
    await first.close()

    const second = await open()
    for (const table of ['vehicle_due', 'connection_due', 'price_due'] as const) {
      const [claim] = await claimDue(second.db, { table, now: NOW, limit: 1 })
      expect(claim?.fence).toBe(2)
    }
    await second.close()
  })

  it('gives the folder back if it cannot be opened', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'ladeplan-broken-'))
    const snapshot = new Blob(['this is no archive'])
    await expect(open({ directory: broken, snapshot })).rejects.toThrow()
    expect(() => readFileSync(join(broken, 'ladeplan.lock'))).toThrow('ENOENT')
    rmSync(broken, { recursive: true, force: true })
  })
})

interface Column {
  readonly table_name: string
  readonly column_name: string
  readonly data_type: string
}

async function columns(db: Database): Promise<readonly Column[]> {
  const result = await sql<Column>`
    select table_name, column_name, data_type
    from information_schema.columns
    where table_schema = current_schema()
    order by 1, 2`.execute(db)
  return result.rows
}
