import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { receiveSmartcarWebhook } from '../../src/carmakers/smartcar/webhook.ts'
import type { ReceivedWebhook } from '../../src/carmakers/webhook.ts'
import { createCarmakers } from '../../src/carmakers/registry.ts'
import { callbacksOf, simulatedCarmakers } from '../../src/cli/sandbox/simulated-carmakers.ts'
import { smartcarClient } from '../../src/simulator/smartcar/client.ts'
import { connected } from '../carmakers/contract/brands.ts'
import { stage, type Stage } from './support.ts'

const PUBLIC = new URL('http://127.0.0.1:8080')
let scene: Stage
let receiver: Server
let received: ReceivedWebhook[]
let status: number

beforeEach(async () => {
  received = []
  status = 200
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const header = (name: string): string | undefined => request.headers[name]?.toString()
      const delivery = { body: Buffer.concat(chunks), header, receivedAt: scene.clock.now() }
      const { managementToken } = smartcarClient('test')
      received.push(receiveSmartcarWebhook(managementToken, delivery, {}))
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve)
  })
  const address = receiver.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const listener = `http://127.0.0.1:${String(port)}`
  scene = await stage({ redirectUris: callbacksOf(PUBLIC), listener })
})
afterEach(async () => {
  await scene.simulator.close()
  receiver.closeAllConnections()
  receiver.close()
})

const connectCar = () => {
  const where = { simulatorUrl: scene.simulator.url, seed: 'test', publicUrl: PUBLIC }
  return connected(createCarmakers(simulatedCarmakers(where)).get('smartcar'))
}
const stepBy = (seconds: number) =>
  scene.http.post('/_simulator/clock', { now: new Date(scene.clock.now().getTime() + seconds * 1000) })
const order = (spoil: string) => scene.http.post<unknown>('/_simulator/webhooks', { spoil })
const told = (): unknown[] =>
  received.map((one) => (one.kind === 'push' && one.push.kind === 'state' ? one.push.state.status : one))

it('tells nothing of cars that nobody connected', async () => {
  await stepBy(3_600)
  expect(received).toEqual([])
})

it('tells of a connected car when it changes, and only then', async () => {
  await connectCar()
  await stepBy(60)
  expect(told()).toEqual(['charging'])
  await stepBy(10)
  expect(received).toHaveLength(1)
  await stepBy(5 * 3_600)
  expect(told().at(-1)).toBe('complete')
  await stepBy(10 * 3_600)
  expect(told().at(-1)).toBe('disconnected')
})

it('tells again with the same event when it was not taken, three times at most', async () => {
  await connectCar()
  status = 500
  for (let round = 0; round < 5; round++) await stepBy(1)
  const ids = received.flatMap((one) => (one.kind === 'push' ? [one.eventId] : []))
  expect(ids.length).toBeLessThanOrEqual(6)
  expect(ids.filter((id) => id === ids[0]).length).toBeLessThanOrEqual(3)
})

it.each([
  ['forged', [{ kind: 'refused', because: 'signature' }]],
  ['late', [{ kind: 'refused', because: 'too-old' }]],
])('can be ordered %s', async (spoil, expected) => {
  await connectCar()
  await order(spoil)
  expect(received).toEqual(expected)
})

it('can be ordered twice, as one event', async () => {
  await connectCar()
  await order('twice')
  const ids = received.flatMap((one) => (one.kind === 'push' ? [one.eventId] : []))
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
})

it('refuses an order that it does not know', async () => {
  expect((await order('upside-down')).status).toBe(400)
})
