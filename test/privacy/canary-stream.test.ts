import { appendFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DRIVERS } from '../../src/cli/sandbox/drivers.ts'
import { kindsOf, leftBehindBy, search, type LeftBehind, type Stage } from './canary-sinks.ts'
import { playRounds } from './rounds.ts'
import { deliverSpoilt, SPOILT_KINDS } from './spoilt-deliveries.ts'

const SEED = 'canary-stream'
/** Every half hour of a night, over HTTP, takes its time on a busy machine. */
const MOST_MS = 300_000
let left: LeftBehind
let arrived = 0

beforeAll(async () => {
  left = await leftBehindBy(SEED, '15:40', playNight, { streams: true })
}, MOST_MS)
afterAll(() => {
  left.remove()
})

/** Two Teslas stream a night away, and one car behind Smartcar reports; in its midst come messages that nobody can read. */
async function playNight({ night, clock, open, agent }: Stage): Promise<string> {
  const connections: string[] = []
  for (const driver of DRIVERS) {
    const carmaker = driver.login === 'ola' ? 'smartcar' : 'tesla'
    const { connectionId } = await agent.connect(driver, night.postalCode, 'nb', carmaker)
    connections.push(connectionId)
  }
  const spoils = ['forged', 'late', 'twice', 'reordered', undefined, undefined, undefined] as const
  const spoilOf = (round: number) => spoils[round % spoils.length]
  arrived += await playRounds({ clock, open }, { hours: 5, minutes: 30, spoilOf })
  const answers = await spoiltDeliveries(open)
  arrived += await playRounds({ clock, open }, { hours: 10, minutes: 30, spoilOf })
  for (const id of connections) await agent.api('GET', `/v1/connections/${id}`, z.unknown())
  for (const { driverId } of DRIVERS) await agent.api('GET', `/v1/vehicles?driverId=${driverId}`, z.unknown())
  await agent.api('DELETE', `/v1/connections/${connections[0] ?? ''}`, z.unknown())
  await playRounds({ clock, open }, { hours: 0.5, minutes: 15 })
  return answers.join('\n')
}

async function spoiltDeliveries({
  publicUrl,
  simulator,
  service,
}: Stage['open']): Promise<readonly string[]> {
  const { cars, pool } = simulator.report()
  const answers: string[] = []
  for (const [index, position] of pool.slice(0, 4).entries()) {
    const parts = { vin: cars[0]?.vin ?? '', at: service.control.clock.now(), position }
    const carmaker = index % 2 === 0 ? 'tesla' : 'smartcar'
    answers.push(...(await deliverSpoilt({ publicUrl, seed: SEED }, carmaker, parts)))
  }
  return answers
}

describe('a night in which cars tell by themselves', () => {
  test('received every position of the pool, by streams and webhooks too, spoilt messages among them', () => {
    expect(arrived).toBeGreaterThanOrEqual(8)
    expect(left.report.cars.filter(({ streams }) => streams)).toHaveLength(2)
    expect(left.report.coordinatesSent).toBeGreaterThan(left.report.pool.length)
    for (const carmaker of ['tesla', 'smartcar']) {
      for (const outcome of ['taken', 'known', 'signature', 'unreadable', 'too-old'])
        expect(left.sinks.metrics).toMatch(
          new RegExp(`ladeplan_webhooks_total\\{carmaker="${carmaker}",outcome="${outcome}"\\} [1-9]`),
        )
      expect(left.sinks.metrics).toMatch(
        new RegExp(`ladeplan_location_fields_dropped_total\\{carmaker="${carmaker}"\\} [1-9]`),
      )
    }
    const answered = left.sinks.written.split('\n').map((answer) => answer.slice(0, 3))
    expect(answered).toHaveLength(4 * SPOILT_KINDS)
    for (const status of ['200', '400', '413', '415']) expect(answered).toContain(status)
  })

  test('left no trace of a position, token, VIN or personal detail', async () => {
    const found = await search(left.sinks, left.canaries)
    expect(found.hits).toEqual([])
    expect(found.bytes).toBeGreaterThan(1_000_000)
  })

  test('would have been caught with one value of a record in the log, whatever form it came in', async () => {
    const coordinates = left.canaries.coordinates.slice(0, 1)
    const [pair] = coordinates
    const text = `(${(pair?.latitude ?? 0).toFixed(6)} N, ${(pair?.longitude ?? 0).toFixed(6)} E)`
    const forms = [
      { locationValue: pair },
      { stringValue: text },
      { stringValue: Buffer.from(text).toString('base64') },
    ]
    const whole = left.sinks.logFile
    for (const [index, value] of forms.entries()) {
      const logFile = `${whole}.${String(index)}`
      appendFileSync(logFile, `${JSON.stringify({ record: { data: [{ key: 'Location', value }] } })}\n`)
      const { hits } = await search({ ...left.sinks, logFile }, { coordinates, secrets: [] })
      expect([value, kindsOf(hits)]).toEqual([value, expect.arrayContaining(['coordinate in log'])])
    }
  })
})
