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
import { Client, type QueryResultRow } from 'pg'
import { columnTypes } from './column-types.ts'
import { PgliteSocket } from './pglite-socket.ts'

/** A prepared statement is kept as long as the database is open, so there is an end to their number and length. */
const MOST_STATEMENTS = 500
const LONGEST_STATEMENT = 4000

/**
 * Kysely over one PGlite instance, by the client that speaks to a server too, so both read columns alike. PGlite has a
 * single session, so connections are handed out one at a time: a transaction owns the database until it ends, and inside
 * one only `trx` may be used.
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
  readonly #client: Client
  readonly #prepared: PreparedStatements
  readonly release: () => void

  constructor(client: Client, prepared: PreparedStatements, release: () => void) {
    this.#client = client
    this.#prepared = prepared
    this.release = release
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, rowCount } = await this.#client.query<R & QueryResultRow>({
      text: query.sql,
      values: [...query.parameters],
      ...this.#prepared.nameOf(query),
    })
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('PGlite cannot stream query results')
  }
}

/**
 * Names of the statements that are parsed and planned once and not at each use, which is most of what a short one costs.
 * Statements without parameters are not among them: `begin` costs nothing, and a migration is never run twice.
 */
class PreparedStatements {
  readonly #names = new Map<string, string>()

  nameOf({ sql, parameters }: CompiledQuery): { name?: string } {
    if (parameters.length === 0) return {}
    const name = this.#names.get(sql) ?? this.#newName(sql)
    return name === undefined ? {} : { name }
  }

  #newName(sql: string): string | undefined {
    if (sql.length > LONGEST_STATEMENT || this.#names.size >= MOST_STATEMENTS) return undefined
    const name = `s${String(this.#names.size)}`
    this.#names.set(sql, name)
    return name
  }
}

class PgliteDriver implements Driver {
  readonly #pglite: PGlite
  readonly #client: Client
  readonly #prepared = new PreparedStatements()
  #tail: Promise<void> = Promise.resolve()

  constructor(pglite: PGlite) {
    this.#pglite = pglite
    this.#client = new Client({ stream: () => new PgliteSocket(pglite), types: columnTypes() })
  }

  async init(): Promise<void> {
    await this.#pglite.waitReady
    await this.#client.connect()
  }

  async acquireConnection(): Promise<PgliteConnection> {
    const { promise, resolve } = withResolvers()
    const previous = this.#tail
    this.#tail = promise
    await previous
    return new PgliteConnection(this.#client, this.#prepared, resolve)
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
    await this.#client.end()
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
