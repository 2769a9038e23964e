import { createServer, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createHvakosterstrommen } from '../../src/prices/sources/hvakosterstrommen/client.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, openStage, type Stage } from '../support/stage.ts'
import { nightCar, plansOf, wall } from './night.ts'

/** A price source that takes every question and answers none until it is told to. */
interface Hanging {
  readonly url: string
  /** Comes true once somebody waits for an answer. */
  readonly asked: Promise<unknown>
  release(): void
  close(): Promise<void>
}

async function hangingSource(): Promise<Hanging> {
  const waiting: ServerResponse[] = []
  const server: Server = createServer((_, response) => void waiting.push(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${String(portOf(server.address()))}`,
    asked: once(server, 'request'),
    release: () => {
      for (const response of waiting.splice(0)) response.writeHead(404).end()
      server.on('request', (_, response: ServerResponse) => response.writeHead(404).end())
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The source listens on no port')
  return address.port
}

describeOnEveryEngine('a price source that never answers', (database) => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const one of open.splice(0).toReversed()) await one.close()
  })

  async function scene(): Promise<{ stage: Stage; source: Hanging }> {
    const source = await hangingSource()
    open.push(source)
    const priceSources = () => [createHvakosterstrommen({ baseUrl: source.url })]
    const stage = await openStage(database(), { start: wall('18:00'), cars: [nightCar()], priceSources })
    open.push(stage)
    return { stage, source }
  }

  test('delays no car: it is looked after and planned for while the answer is awaited', async () => {
    const { stage, source } = await scene()
    const { vehicle } = await connect(stage)
    const fetching = stage.service.fetchPrices()
    await source.asked
    expect(await stage.service.lookAfter()).toBeGreaterThan(0)
    expect(await plansOf(stage, vehicle)).toHaveLength(1)
    source.release()
    expect(await fetching).toBe(1)
  })

  test('would delay every car if prices were fetched first (control)', async () => {
    const { stage, source } = await scene()
    const { vehicle } = await connect(stage)
    const ticking = stage.service.tick()
    await source.asked
    expect(await plansOf(stage, vehicle)).toEqual([])
    source.release()
    await ticking
    expect(await plansOf(stage, vehicle)).toHaveLength(1)
  })
})
