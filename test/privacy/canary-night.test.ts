import { appendFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createScreen } from '../../src/cli/demo/screen.ts'
import { playNight, FIRST_SCENE } from '../../src/cli/demo/play-night.ts'
import { WORDS } from '../../src/cli/demo/words.ts'
import type { DriverAgent } from '../../src/cli/sandbox/driver-agent.ts'
import { thisProcess } from '../../src/cli/this-process.ts'
import { openEmbedded } from '../../src/database/database.ts'
import { route } from '../../src/http/route.ts'
import type { CanaryInputs } from '../../src/privacy/canary/pattern.ts'
import { createCoordinatePool } from '../../src/simulator/coordinates.ts'
import { kindsOf, leftBehindBy, search, type LeftBehind } from './canary-sinks.ts'

const language = 'nb'
/** An address that the scan cannot read. */
const UNREADABLE = '/v1/unreadable'
/** These are there only where a person drives the sandbox: its start page, and the way from there to a consent page. */
const OF_SANDBOX = ['/', '/sandbox/connect']
/** Of a car that is gone, as all are in the end, there is none; so it is read when a driver presses charge now. */
const QUOTE = '/v1/vehicles/:vehicleId/charge-now/quote'
/** A whole night, over HTTP, takes its time on a busy machine. */
const MOST_MS = 300_000
let left: LeftBehind

beforeAll(async () => {
  left = await leftBehindBy('canary-night', FIRST_SCENE, async (stage) => {
    const screen = createScreen(() => undefined, false)
    const press: DriverAgent['press'] = async (pageUrl, action) => {
      await stage.readNow(QUOTE)
      await stage.agent.press(pageUrl, action)
    }
    const agent = { ...stage.agent, press }
    await playNight({ ...stage, agent, screen, words: WORDS[language], language })
    // Behind all others, where nothing is answered any more.
    route(stage.open.service.app, UNREADABLE, { get: () => undefined })
    return screen.written()
  })
}, MOST_MS)
afterAll(() => {
  left.remove()
})

/** One canary of every kind that has not been in any payload: what is found of it was planted. */
function oneOfEach({ coordinates, secrets }: CanaryInputs): CanaryInputs {
  const firsts = new Map(secrets.toReversed().map((secret) => [secret.label, secret]))
  return { coordinates: coordinates.slice(0, 1), secrets: [...firsts.values()] }
}

describe('a whole night', () => {
  test('received every position of the pool, and more than once', () => {
    expect(left.report.pool).toHaveLength(64)
    expect(left.report.coordinatesSent).toBeGreaterThan(64 * 10)
    expect(left.canaries.secrets.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['VIN', 'token', 'name', 'e-mail', 'address']),
    )
  })

  test('left no trace of a position, token, VIN or personal detail, nor of a pool it never saw', async () => {
    const never = createCoordinatePool('another night').pairs
    const found = await search(left.sinks, {
      ...left.canaries,
      coordinates: [...left.canaries.coordinates, ...never],
    })
    expect(found.hits).toEqual([])
    expect(found.bytes).toBeGreaterThan(10_000_000)
    expect(left.sinks.answers.length).toBeGreaterThan(40)
    expect(left.sinks.written).toContain('Kari')
    expect(left.sinks.metrics).toContain('ladeplan_')
  })

  test('was looked at through every address of the service, and one that cannot be read is found out', () => {
    const places = left.sinks.answers.map(({ place }) => place)
    expect(places).toContain('HTTP answer /vehicles/:vehicleId/why')
    expect(left.unread).toEqual([...OF_SANDBOX, UNREADABLE])
  })

  test('would have been caught with one canary of each kind in each sink', async () => {
    const planted = oneOfEach(left.canaries)
    const [pair] = planted.coordinates
    const values = [
      `${String(pair?.latitude)},${String(pair?.longitude)}`,
      ...planted.secrets.map(({ value }) => value),
    ]
    await plantInDatabase(left, planted)
    const line = JSON.stringify({ level: 'trace', values })
    appendFileSync(left.sinks.logFile, `${line}\n`)
    const sinks = {
      ...left.sinks,
      metrics: `${left.sinks.metrics}\nplanted{values="${values.join(' ')}"} 1\n`,
      answers: [...left.sinks.answers, { place: 'HTTP answer /planted', text: line }],
      written: left.sinks.written + values.join('\n'),
    }
    const labels = ['VIN', 'address', 'coordinate', 'e-mail', 'name', 'token']
    const places = ['HTTP answer', 'database', 'database/pg_wal', 'log', 'metrics', 'standard output']
    const expected = labels.flatMap((label) => places.map((place) => `${label} in ${place}`))
    expect(kindsOf((await search(sinks, planted)).hits)).toEqual(expect.arrayContaining(expected))
  })
})

/** A careless write that is even taken back: rolled back, the values lie in the table's file and in the log before it. */
async function plantInDatabase(
  { directory }: LeftBehind,
  { coordinates, secrets }: CanaryInputs,
): Promise<void> {
  const database = await openEmbedded({ directory, process: thisProcess })
  const [pair] = coordinates
  const write = database.db.transaction().execute(async (trx) => {
    await sql`update vehicle set power_kw = ${pair?.latitude ?? 0}, efficiency = ${0.9}`.execute(trx)
    for (const { value } of secrets) {
      const words = value.slice(0, 6_000)
      await sql`insert into site (id, bidding_zone, county, municipality, grid_company, max_power_kw, time_zone)
        values (${`planted-${words.slice(0, 3)}`}, 'NO1', 'oslo', ${words}, 'x', 11, 'Europe/Oslo')`.execute(
        trx,
      )
    }
    throw new Error('taken back')
  })
  await expect(write).rejects.toThrow('taken back')
  await database.close()
}
