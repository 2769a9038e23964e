import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databaseTime, openPostgres, type OpenDatabase } from '../../src/database/database.ts'
import { openServerDatabase } from '../support/server-database.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const SERVER_URL = process.env['TEST_DATABASE_URL']

describe.skipIf(SERVER_URL === undefined)('connections to PostgreSQL that break', () => {
  let server: OpenDatabase & { readonly url: string }
  let proxy: TcpProxy
  let behind: OpenDatabase
  beforeEach(async () => {
    server = await openServerDatabase(SERVER_URL ?? '')
    const url = new URL(server.url)
    proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    behind = await openPostgres({ url: url.href })
  })
  afterEach(async () => {
    proxy.cut()
    await behind.close()
    await proxy.close()
    await server.close()
  })

  it('DU06: a connection whose other end is gone without a word is given up, and the next query works', async () => {
    await databaseTime(behind.db)
    proxy.fallSilent()
    await expect(databaseTime(behind.db)).rejects.toThrow('has said nothing for 12 s')
    expect(await databaseTime(behind.db)).toBeInstanceOf(Date)
  }, 40_000)

  it('DU04: a server that ends a session between two statements of a transaction does not end the process', async () => {
    const work = server.db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      await sql`select pg_terminate_backend(${rows[0]?.pid ?? 0})`.execute(behind.db)
      // The session ends while this process does something else.
      await databaseTime(behind.db)
      await databaseTime(trx)
    })
    await expect(work).rejects.toThrow()
    expect(await databaseTime(server.db)).toBeInstanceOf(Date)
  })

  it('a transaction of a process that stands still lets go of its rows before a lease ends', async () => {
    const { rows } = await sql<{
      limit: string
    }>`select current_setting('idle_in_transaction_session_timeout') as limit`.execute(behind.db)
    expect(rows).toEqual([{ limit: '10s' }])
  })
})
