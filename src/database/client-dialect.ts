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
import { DatabaseError, type ClientBase, type QueryResultRow } from 'pg'
import { PreparedStatements } from './prepared-statements.ts'

/** Where clients come from: one for each connection, and nobody else uses it until it is released. */
export interface Clients {
  acquire(): Promise<{ readonly client: ClientBase; readonly release: () => void }>
  end(): Promise<void>
}

/** Kysely over node-postgres, for both engines. Statements are prepared once for each session. */
export function clientDialect(clients: Clients): Dialect {
  return {
    createDriver: () => new ClientDriver(clients),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class ClientConnection implements DatabaseConnection {
  readonly #client: ClientBase
  readonly #prepared: PreparedStatements
  readonly release: () => void

  constructor(client: ClientBase, prepared: PreparedStatements, release: () => void) {
    this.#client = client
    this.#prepared = prepared
    this.release = release
  }

  /** A statement that was prepared before a migration changed its columns is prepared anew. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await this.#execute(query)
    } catch (error) {
      if (!isOutdated(error)) throw error
      this.#prepared.renew()
      return this.#execute(query)
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Query results are not streamed')
  }

  async #execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, rowCount } = await this.#client.query<R & QueryResultRow>({
      text: query.sql,
      values: [...query.parameters],
      ...this.#prepared.nameOf(query),
    })
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
  }
}

/** "cached plan must not change result type"; inside a transaction the next try fails as well, and the one after that works. */
function isOutdated(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '0A000' && error.message.startsWith('cached plan')
}

class ClientDriver implements Driver {
  readonly #clients: Clients
  readonly #prepared = new PreparedStatements()

  constructor(clients: Clients) {
    this.#clients = clients
  }

  async init(): Promise<void> {
    // Connections open when they are needed.
  }

  async acquireConnection(): Promise<ClientConnection> {
    const { client, release } = await this.#clients.acquire()
    return new ClientConnection(client, this.#prepared, release)
  }

  releaseConnection(connection: ClientConnection): Promise<void> {
    connection.release()
    return Promise.resolve()
  }

  async beginTransaction(connection: ClientConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel
    const statement = level === undefined ? 'begin' : `start transaction isolation level ${level}`
    await connection.executeQuery(CompiledQuery.raw(statement))
  }

  async commitTransaction(connection: ClientConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: ClientConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  destroy(): Promise<void> {
    return this.#clients.end()
  }
}
