import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { addHours, addMinutes } from 'date-fns'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { createHvakosterstrommen } from '../../src/prices/sources/hvakosterstrommen/client.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { useRealNetwork } from '../support/real-network.ts'
import { agree, openStage, type Stage } from '../support/stage.ts'

const DRIVERS = 20

describeOnEveryEngine('prices, while drivers connect one after the other in two processes', (database) => {
  useRealNetwork()
  let feed: Feed
  let stage: Stage
  beforeEach(async () => {
    feed = await openFeed()
    const priceSources = () => [createHvakosterstrommen({ baseUrl: feed.url })]
    stage = await openStage(database(), { priceSources })
  })
  afterEach(async () => {
    await stage.close()
    await feed.close()
  })

  const connecting = async (): Promise<void> => {
    const processes = [stage.service, stage.another()]
    for (let n = 0; n < DRIVERS; n++) {
      await agree(stage, `driver-${String(n)}`)
      await Promise.all(processes.map((service) => service.fetchPrices()))
      stage.pass(1)
    }
  }

  it('are fetched once for each day', async () => {
    await connecting()
    expect(feed.asked).toEqual(['2024/12-12_NO2.json', '2024/12-13_NO2.json'])
  })

  it('are asked for once of a source that is down, which is tried again in its own time', async () => {
    feed.down = true
    await connecting()
    expect(feed.asked).toHaveLength(1)
    // The control: the zone is asked about again.
    stage.clock.stepTo(addMinutes(stage.clock.now(), 15))
    await stage.service.fetchPrices()
    expect(feed.asked.length).toBeGreaterThan(1)
  })
})

interface Feed {
  readonly url: string
  /** Documents that were asked for, in order. */
  readonly asked: string[]
  down: boolean
  close(): Promise<void>
}

/** A price source that counts, and answers in the form of hvakosterstrommen.no. */
async function openFeed(): Promise<Feed> {
  const asked: string[] = []
  const feed = { asked, down: false }
  const server = createServer(({ url = '' }, response) => {
    const [, document = url] = /prices\/(.*)$/.exec(url) ?? []
    asked.push(document)
    if (feed.down) return void response.writeHead(503).end()
    const [year = '', month = '', day = ''] = document.split(/[/_-]/)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(dayOf(new Date(`${year}-${month}-${day}T00:00:00+01:00`))))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(feed, { url: addressOf(server), close: () => closed(server) })
}

function dayOf(midnight: Date): readonly unknown[] {
  return Array.from({ length: 24 }, (_, hour) => ({
    ...{ NOK_per_kWh: 0.5 + hour / 100, EUR_per_kWh: (0.5 + hour / 100) / 11.7, EXR: 11.7 },
    time_start: localHour(addHours(midnight, hour)),
    time_end: localHour(addHours(midnight, hour + 1)),
  }))
}

/** In winter time. */
function localHour(instant: Date): string {
  return `${addHours(instant, 1).toISOString().slice(0, 19)}+01:00`
}

function addressOf(server: Server): string {
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return `http://127.0.0.1:${String(port)}`
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}
