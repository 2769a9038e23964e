import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, it, test } from 'vitest'
import { createCarmakerHttp, type CarmakerRequestEvent } from '../../src/carmakers/http.ts'
import { TOKEN, VIN, errorOf, secretsIn } from './tesla/support.ts'

const servers: { close(): unknown }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push({
    close: () => {
      stop(server)
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return addressOf(server.address())
}

function stop(server: Server): void {
  server.close()
  server.closeAllConnections()
}

function addressOf(address: ReturnType<Server['address']>): string {
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port')
  return `http://127.0.0.1:${String(address.port)}`
}

const route = '/cars/{vin}'
const call = { route, parameters: { vin: VIN }, headers: { Authorization: `Bearer ${TOKEN}` } } as const

describe('a call over the network', () => {
  it('sends what was asked and hands back the answer', async () => {
    const seen: unknown[] = []
    const baseUrl = await serve((request, response) => {
      seen.push([request.method, request.url, request.headers.authorization])
      response.writeHead(202, { 'Retry-After': '5' }).end('{"ok":true}')
    })
    const http = createCarmakerHttp({ baseUrl: `${baseUrl}/base/` })
    const answer = await http.call({ ...call, method: 'POST', query: { a: 'b c' }, body: '{}' })
    expect(answer).toEqual({ status: 202, retryAfterSeconds: 5, body: { ok: true } })
    expect(seen).toEqual([['POST', `/base/cars/${VIN}?a=b+c`, `Bearer ${TOKEN}`]])
  })

  it('ends an answer that drips without end', async () => {
    const baseUrl = await serve((_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => {
        clearInterval(drip)
      })
    })
    const http = createCarmakerHttp({ baseUrl, timeoutMs: 200 })
    const error = await errorOf(http.call({ ...call, method: 'POST', body: '{}' }))
    expect(error).toMatchObject({ code: 'carmaker-timeout', route, mayHaveSucceeded: true })
  })

  it('leaves a body above 1 MiB unread', async () => {
    const baseUrl = await serve((_request, response) => response.end(`"${'x'.repeat(5 * 1024 * 1024)}"`))
    const error = await errorOf(createCarmakerHttp({ baseUrl }).call({ ...call, method: 'GET' }))
    expect(error).toMatchObject({ code: 'carmaker-answer-unreadable', mayHaveSucceeded: false })
  })

  it('may have done a write that was cut off, and not one that found nobody', async () => {
    const cutting = await serve((request) => request.socket.destroy())
    const cut = await errorOf(createCarmakerHttp({ baseUrl: cutting }).call({ ...call, method: 'POST' }))
    const nobody = createCarmakerHttp({ baseUrl: 'http://127.0.0.1:1' })
    const refused = await errorOf(nobody.call({ ...call, method: 'POST' }))
    expect([cut.mayHaveSucceeded, refused.mayHaveSucceeded]).toEqual([true, false])
    expect([cut.code, refused.code]).toEqual(['carmaker-unreachable', 'carmaker-unreachable'])
  })

  it('cannot read what is not HTTP', async () => {
    const server = createTcpServer((socket) => socket.end('SSH-2.0-not-http\r\n')).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const http = createCarmakerHttp({ baseUrl: addressOf(server.address()) })
    const error = await errorOf(http.call({ ...call, method: 'GET' }))
    expect(error.code).toBe('carmaker-answer-unreadable')
  })

  it('is told to the hook by its template', async () => {
    const events: CarmakerRequestEvent[] = []
    const baseUrl = await serve((_request, response) => response.writeHead(404).end())
    const http = createCarmakerHttp({ baseUrl, onRequest: (event) => events.push(event) })
    await http.call({ ...call, method: 'GET' })
    expect(events).toMatchObject([{ method: 'GET', route, outcome: 404 }])
    expect(secretsIn(events)).toEqual([])
  })
})

test.each(['http://fleet-api.example.test', 'http://127.0.0.1.example.test', 'ftp://127.0.0.1'])(
  'an address that would show tokens to the network is refused: %s',
  (baseUrl) => {
    expect(() => createCarmakerHttp({ baseUrl })).toThrow('must begin with https://')
  },
)

test('the search for secrets finds one in the HTTP client’s own error', async () => {
  const { default: axios } = await import('axios')
  const error: unknown = await axios
    .get('http://127.0.0.1:1/', { headers: { Authorization: `Bearer ${TOKEN}` }, proxy: false })
    .catch((reason: unknown) => reason)
  expect(secretsIn(error)).toContain('TOKEN')
})
