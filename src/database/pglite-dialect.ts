import type { PGlite } from '@electric-sql/pglite'
import type { Dialect } from 'kysely'
import { Client } from 'pg'
import { clientDialect } from './client-dialect.ts'
import { columnTypes } from './column-types.ts'
import { PgliteSocket } from './pglite-socket.ts'

/**
 * Kysely over one PGlite instance, by the client that speaks to a server too, so both read columns alike. PGlite has a
 * single session, so connections are handed out one at a time: a transaction owns the database until it ends, and inside
 * one only `trx` may be used.
 */
export function pgliteDialect(pglite: PGlite): Dialect {
  const client = new Client({ stream: () => new PgliteSocket(pglite), types: columnTypes() })
  let connected: Promise<unknown> | undefined
  let tail: Promise<void> = Promise.resolve()
  return clientDialect({
    acquire: async () => {
      const { promise, resolve } = withResolvers()
      const previous = tail
      tail = promise
      await previous
      connected ??= pglite.waitReady.then(() => client.connect())
      await connected
      return { client, release: resolve }
    },
    end: async () => {
      if (connected !== undefined) await client.end()
      await pglite.close()
    },
  })
}

/** `Promise.withResolvers` came with Node 22. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
