import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createCarmakerHttp } from '../../src/carmakers/http.ts'
import { useRealNetwork } from '../support/real-network.ts'

useRealNetwork()

let server: Server | undefined
afterEach(() => {
  server?.close()
  server?.closeAllConnections()
})

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port')
  return `http://127.0.0.1:${String(address.port)}`
}

describe('a read', () => {
  it('is sent once more if a kept connection was closed on it, and not if a new one was', async () => {
    const used = new WeakSet<Socket>()
    let requests = 0
    const baseUrl = await serve(({ socket }, response) => {
      requests++
      if (used.has(socket) || requests === 4) socket.destroy()
      else response.end('{}')
      used.add(socket)
    })
    const http = createCarmakerHttp({ baseUrl })
    const read = (): Promise<unknown> => http.call({ method: 'GET', route: '/cars' })
    await read()
    // The connection is kept a moment after the answer is read.
    await new Promise(setImmediate)
    expect(await read()).toMatchObject({ status: 200 })
    expect(requests).toBe(3)
    await expect(read()).rejects.toMatchObject({ code: 'carmaker-unreachable' })
    expect(requests).toBe(4)
  })
})
