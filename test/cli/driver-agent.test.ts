import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createDriverAgent } from '../../src/cli/sandbox/driver-agent.ts'
import { freePort } from '../support/free-port.ts'

describe('the agent that connects the first drivers of the sandbox', () => {
  const server = createServer((_request, response) => {
    response.end('here')
  })
  afterEach(() => {
    server.close()
    server.closeAllConnections()
  })

  it('meets no connection that the server has just closed', async () => {
    const port = await freePort()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const agent = createDriverAgent(new URL(`http://127.0.0.1:${String(port)}`))
    expect(await agent.look('/')).toBe('here')
    // What a server does after five seconds, at the moment before the next request.
    server.closeIdleConnections()
    expect(await agent.look('/')).toBe('here')
  })
})
