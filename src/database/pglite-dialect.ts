import type { PGlite } from '@electric-sql/pglite'
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'

/**
 * Kysely over one PGlite instance. PGlite has a single session, so connections are handed out one at a time: a
 * transaction owns the database until it ends, and inside one only `trx` may be used.
 */
export function pgliteDialect(pglite: PGlite): Dialect {
  return {
    createDriver: () => new PgliteDriver(pglite),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class PgliteConnection implements DatabaseConnection {
  readonly #pglite: PGlite
  readonly release: () => void

  constructor(pglite: PGlite, release: () => void) {
    this.#pglite = pglite
    this.release = release
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#pglite.query<R>(query.sql, [...query.parameters])
    return { rows: result.rows, numAffectedRows: BigInt(result.affectedRows ?? 0) }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('PGlite cannot stream query results')
  }
}

class PgliteDriver implements Driver {
  readonly #pglite: PGlite
  #tail: Promise<void> = Promise.resolve()

  constructor(pglite: PGlite) {
    this.#pglite = pglite
  }

  async init(): Promise<void> {
    await this.#pglite.waitReady
  }

  async acquireConnection(): Promise<PgliteConnection> {
    const { promise, resolve } = withResolvers()
    const previous = this.#tail
    this.#tail = promise
    await previous
    return new PgliteConnection(this.#pglite, resolve)
  }

  releaseConnection(connection: PgliteConnection): Promise<void> {
    connection.release()
    return Promise.resolve()
  }

  async beginTransaction(connection: PgliteConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel
    const statement = level === undefined ? 'begin' : `start transaction isolation level ${level}`
    await connection.executeQuery(CompiledQuery.raw(statement))
  }

  async commitTransaction(connection: PgliteConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: PgliteConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async destroy(): Promise<void> {
    await this.#pglite.close()
  }
}

/** `Promise.withResolvers` came with Node 22. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
