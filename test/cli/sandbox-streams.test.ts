import axios from 'axios'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { SANDBOX_API_KEY } from '../../src/cli/sandbox/open-sandbox.ts'
import { runSandbox, type RunningSandbox } from '../../src/cli/sandbox/run-sandbox.ts'
import { readConfiguration } from '../../src/cli/configuration.ts'
import { createObservability } from '../../src/observability/observability.ts'
import { layOutDatabase } from '../support/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'ladeplan-sandbox-'))
let sandbox: RunningSandbox

beforeAll(async () => {
  const { config } = readConfiguration({ LADEPLAN_DATA_DIRECTORY: folder, LADEPLAN_SANDBOX_SPEED: '1' })
  if (config.mode.kind !== 'sandbox') throw new Error('This is not a sandbox')
  const destination = join(folder, 'service.log')
  await layOutDatabase(folder)
  sandbox = await runSandbox(
    { ...config, http: { ...config.http, port: 0 }, mode: { ...config.mode, simulatorPort: 0 } },
    createObservability({ level: 'info', destination, version: 'test' }),
  )
}, 120_000)
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Within them Kari comes home, and her car is tested and held back. */
const EVENING_QUARTERS = 12

const carsSchema = z.object({
  cars: z.array(
    z.object({
      login: z.string(),
      streams: z.boolean(),
      requests: z.object({ vehicleData: z.number() }),
    }),
  ),
})
const kari = async () => {
  const { data } = await axios.get<unknown>(`${sandbox.simulatorUrl}/_simulator/report`)
  const found = carsSchema.parse(data).cars.find(({ login }) => login === 'kari')
  if (found === undefined) throw new Error('Kari has no car')
  return found
}
const post = (path: string, form: Record<string, string>) =>
  axios.post<unknown>(new URL(path, sandbox.publicUrl).href, new URLSearchParams(form), {
    ...{ maxRedirects: 0, validateStatus: (status: number) => status === 303, timeout: 300_000 },
    headers: { origin: sandbox.publicUrl.origin, 'sec-fetch-site': 'same-origin' },
  })
/** How many streamed records the service has taken. */
const taken = async () => {
  const { data } = await axios.get<string>(new URL('/metrics', sandbox.publicUrl).href)
  return Number(/ladeplan_webhooks_total\{carmaker="tesla",outcome="taken"\} (\d+)/.exec(data)?.[1])
}
const vehicle = async () => {
  const headers = { authorization: `Bearer ${SANDBOX_API_KEY}` }
  const { href } = new URL('/v1/vehicles?driverId=driver-kari', sandbox.publicUrl)
  const { data } = await axios.get<unknown>(href, { headers })
  return z.object({ items: z.array(z.object({ streaming: z.string() })) }).parse(data).items[0]
}

test(
  'in the sandbox Teslas stream as in production: an evening takes few reads, and a new beginning streams again',
  { timeout: 300_000 },
  async () => {
    for (let quarter = 0; quarter < EVENING_QUARTERS; quarter++)
      await post('/sandbox/advance', { target: 'quarter-hour' })
    expect(await kari()).toMatchObject({ streams: true })
    expect(await vehicle()).toMatchObject({ streaming: 'yes' })
    const { requests } = await kari()
    // What connecting and the test of the first plug-in take, and one beside.
    expect(requests.vehicleData).toBeLessThanOrEqual(5)
    const before = await taken()
    expect(before).toBeGreaterThan(8)
    await post('/sandbox/restart', {})
    await post('/sandbox/advance', { target: 'quarter-hour' })
    expect(await taken()).toBeGreaterThan(before)
  },
)
