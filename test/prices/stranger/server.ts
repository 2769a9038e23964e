import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'

/**
 * A price server written from the reference alone. It knows nothing of the project: it sends bytes, and what must come of
 * them is said by whoever wrote the case.
 */

/** What one address answers. */
export type Reply = (response: ServerResponse, request: IncomingMessage) => void

export interface Stranger {
  /** Base address of a case; the same case always has the same one. */
  readonly addressOf: (name: string) => string
  /** Requests that came for addresses that no case has, such as targets of redirects. */
  readonly strayed: string[]
  readonly close: () => Promise<void>
}

export async function openStranger(replies: ReadonlyMap<string, Reply>): Promise<Stranger> {
  const strayed: string[] = []
  const names = [...replies.keys()]
  const server = createServer((request, response) => {
    const [, number = ''] = /^\/case\/(\d+)\//.exec(request.url ?? '') ?? []
    const reply = replies.get(names[Number(number)] ?? '')
    if (number !== '' && reply !== undefined) reply(response, request)
    else {
      strayed.push(request.url ?? '')
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stranger listens on no port')
  return {
    addressOf: (name) => `http://127.0.0.1:${String(address.port)}/case/${String(names.indexOf(name))}`,
    strayed,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type Headers = Readonly<Record<string, string>>

export function says(status: number, body: string | Buffer = '', headers: Headers = {}): Reply {
  return (response) => {
    response.writeHead(status, headers)
    response.end(body)
  }
}

/** Takes the question and never answers. */
export const silence: Reply = () => undefined

/** Ends the connection instead of answering. */
export const hangsUp: Reply = (response) => {
  response.socket?.destroy()
}

/** Begins an answer and never ends it, but for a byte now and then. */
export const drips: Reply = (response) => {
  response.writeHead(200)
  response.write(' ')
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => {
    clearInterval(timer)
  })
}

/** Announces the whole, sends half, ends the connection. */
export function breaksOff(body: string, framing: 'counted' | 'chunked'): Reply {
  return (response) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    response.writeHead(200, framing === 'counted' ? length : {})
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy())
  }
}

/** Ten minutes after the date of the answer, as HTTP writes it. */
export function inTenMinutes(): Headers {
  const date = new Date('2026-02-09T11:55:00Z')
  return { date: date.toUTCString(), 'retry-after': new Date(date.getTime() + 600_000).toUTCString() }
}
