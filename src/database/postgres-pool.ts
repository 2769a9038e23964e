import { Socket } from 'node:net'
import { Pool, type PoolConfig } from 'pg'

/**
 * A connection on which nothing comes for so long is given up: the other end may be gone without a word, and a query
 * would wait for ever. Longer than any statement of the service takes, shorter than a lease.
 */
const SILENCE_SECONDS = 12
/** A process that stands still in the middle of a transaction keeps its rows from the others no longer than this. */
const IDLE_IN_TRANSACTION_SECONDS = 10
const CONNECT_SECONDS = 3

/** A pool whose connections may take as long as they want: for migrations. */
export function openPatientPool(config: PoolConfig): Pool {
  const pool = new Pool({ connectionTimeoutMillis: CONNECT_SECONDS * 1000, ...config })
  // A connection that breaks must not end the process: a query in flight fails, and the next one opens another.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
  })
  return pool
}

/** A pool that gives up a dead connection, and whose transactions end when the process stands still. */
export function openPool(config: PoolConfig): Pool {
  return openPatientPool({
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_SECONDS * 1000,
    stream: impatientSocket,
    ...config,
  })
}

function impatientSocket(): Socket {
  const socket = new Socket()
  socket.setTimeout(SILENCE_SECONDS * 1000, () => {
    socket.destroy(new Error(`The database has said nothing for ${String(SILENCE_SECONDS)} s`))
  })
  return socket
}
