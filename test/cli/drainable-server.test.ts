import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { drainable, type DrainableServer } from '../../src/cli/drainable-server.ts'

describe('a server that is told to end', () => {
  let server: Server
  let followed: DrainableServer
  /** Answers that the test has in its hands. */
  let waiting: ServerResponse[]
  let agent: Agent

  beforeEach(async () => {
    waiting = []
    agent = new Agent({ keepAlive: true, maxSockets: 1 })
    server = createServer((request, answer) => {
      if (request.url === '/slow') waiting.push(answer)
      else answer.end('ok')
    })
    followed = drainable(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => {
    agent.destroy()
    server.closeAllConnections()
  })

  function port(): number {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  async function ask(path: string): Promise<IncomingMessage> {
    const options = { host: '127.0.0.1', port: port(), path, agent }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(options, resolve).once('error', reject)
    })
    answer.resume()
    return answer
  }

  async function isAsked(times: number): Promise<void> {
    while (waiting.length < times) await turn()
  }

  test('the control: before that, an answer leaves its connection open', async () => {
    expect((await ask('/')).headers.connection).toBe('keep-alive')
  })

  test('goes on answering once it has announced it, and closes each connection with its answer', async () => {
    await ask('/')
    followed.announce()
    expect((await ask('/')).headers.connection).toBe('close')
    expect((await ask('/')).headers.connection).toBe('close')
  })

  test('asks those to leave whose answers were under way by then, and waits for them', async () => {
    const asked = ask('/slow')
    await isAsked(1)
    followed.announce()
    const closed = followed.close()
    waiting[0]?.end('late')
    const answer = await asked
    expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close'])
    await closed
  })

  test('closes a connection that was promised to stay once its answer is over', async () => {
    const asked = ask('/slow')
    await isAsked(1)
    waiting[0]?.writeHead(200).write('the beginning')
    const answer = await asked
    expect(answer.headers.connection).toBe('keep-alive')
    followed.announce()
    const closed = followed.close()
    waiting[0]?.end('the end')
    await closed
  })

  test('waits neither for a connection that is not used nor for one that never was', async () => {
    await ask('/')
    const silent: Socket = connect(port(), '127.0.0.1')
    await once(silent, 'connect')
    while ((await connections()) < 2) await turn()
    followed.announce()
    await followed.close()
    expect(await connections()).toBe(0)
  })

  function connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      server.getConnections((error, count) => {
        if (error === null) resolve(count)
        else reject(error)
      })
    })
  }
})
