import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** A server whose clients can be let go without one of their requests being lost. */
export interface DrainableServer {
  /** From now on every answer asks its client to come again on another connection. */
  announce(): void
  /** Takes no more connections; resolves when every request that has come is answered. */
  close(): Promise<void>
}

/**
 * Follows what is under way on a server. A connection that is kept open is closed with its last answer, or, if it was not used
 * again, at the end; one on which nothing has come yet, as balancers open them in advance, keeps nobody waiting.
 */
export function drainable(server: Server): DrainableServer {
  const state = { leaving: false, closing: false }
  const connections = new Set<Socket>()
  const answers = new Set<ServerResponse>()
  server.on('connection', (connection) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })
  // Before whoever answers: an answer says how it goes on before its first byte.
  server.prependListener('request', (_request, answer) => {
    answers.add(answer)
    if (state.leaving) askToLeave(answer)
    answer.once('close', () => {
      answers.delete(answer)
      // It may have been promised a connection that stays, if its head had left before.
      if (state.closing) server.closeIdleConnections()
    })
  })
  return {
    announce: () => {
      state.leaving = true
      for (const answer of answers) askToLeave(answer)
    },
    close: () => {
      state.closing = true
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
      for (const connection of connections) if (connection.bytesRead === 0) connection.destroy()
      return closed
    },
  }
}

function askToLeave(answer: ServerResponse): void {
  if (!answer.headersSent) answer.setHeader('Connection', 'close')
}
