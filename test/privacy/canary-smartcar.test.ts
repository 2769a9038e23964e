import { appendFileSync } from 'node:fs'
import { ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { DRIVERS } from '../../src/cli/sandbox/drivers.ts'
import type { CanarySecret } from '../../src/privacy/canary/pattern.ts'
import { kindsOf, leftBehindBy, search, type LeftBehind, type Stage } from './canary-sinks.ts'
import { playRounds } from './rounds.ts'

const BEGIN = '16:00'
const HOURS = 15
const STEP_MINUTES = 10
/** Every minute of a night, over HTTP, takes its time on a busy machine. */
const MOST_MS = 300_000
let left: LeftBehind
let arrived = 0
/** Numbers that Smartcar gave its answers, as they left its server. */
let requestNumbers: readonly string[] = []

beforeAll(async () => {
  const sent = vi.spyOn(ServerResponse.prototype, 'setHeader')
  left = await leftBehindBy('canary-smartcar', BEGIN, playNight)
  const numbers = sent.mock.calls.flatMap(([name, value]) =>
    /^sc-request-id$/i.test(name) ? [String(value)] : [],
  )
  requestNumbers = [...new Set(numbers)]
  sent.mockRestore()
}, MOST_MS)
afterAll(() => {
  left.remove()
})

/** A night of cars behind Smartcar: read, commanded and told of by webhooks, some of them forged, late or doubled. */
async function playNight({ night, clock, open, agent }: Stage): Promise<string> {
  for (const driver of DRIVERS) await agent.connect(driver, night.postalCode, 'nb', 'smartcar')
  const spoils = ['forged', 'late', 'twice', undefined, undefined, undefined] as const
  const spoilOf = (round: number) => spoils[round % spoils.length]
  arrived = await playRounds({ clock, open }, { hours: HOURS, minutes: STEP_MINUTES, spoilOf })
  for (const { driverId } of DRIVERS) await agent.api('GET', `/v1/vehicles?driverId=${driverId}`, z.unknown())
  return `${String(arrived)} webhooks arrived`
}

test('a night behind Smartcar received every position of the pool, by answers and by webhooks', () => {
  expect(arrived).toBeGreaterThan(5)
  expect(left.report.coordinatesSent).toBeGreaterThan(left.report.pool.length)
  expect(left.sinks.metrics).toMatch(/ladeplan_location_fields_dropped_total\{carmaker="smartcar"\} [1-9]/)
  expect(left.sinks.metrics).toMatch(
    /ladeplan_webhooks_total\{carmaker="smartcar",outcome="signature"\} [1-9]/,
  )
})

test('and left no trace of a position, token, VIN, personal detail or number of a request', async () => {
  expect(requestNumbers.length).toBeGreaterThan(MOST_NUMBERS)
  const { coordinates, secrets } = left.canaries
  const found = await search(left.sinks, { coordinates, secrets: [...secrets, ...numberCanaries()] })
  expect(found.hits).toEqual([])
  expect(found.bytes).toBeGreaterThan(1_000_000)
})

test('and one position in the log, as a webhook brings it, or one number of a request would have been found', async () => {
  const coordinates = left.canaries.coordinates.slice(0, 1)
  const secrets = numberCanaries().slice(0, 1)
  const [pair] = coordinates
  appendFileSync(left.sinks.logFile, `${JSON.stringify({ body: { ...pair, heading: 132 } })}\n`)
  appendFileSync(left.sinks.logFile, `${JSON.stringify({ requestId: secrets[0]?.value })}\n`)
  const kinds = kindsOf((await search(left.sinks, { coordinates, secrets })).hits)
  expect(kinds).toEqual(expect.arrayContaining(['coordinate in log', 'request number in log']))
})

/** Each is searched for in a score of forms; these are taken from all hours of the night. */
const MOST_NUMBERS = 40

function numberCanaries(): CanarySecret[] {
  const every = Math.ceil(requestNumbers.length / MOST_NUMBERS)
  return requestNumbers
    .filter((_, index) => index % every === 0)
    .map((value) => ({ label: 'request number', value }))
}
