import axios from 'axios'
import { addHours, addMinutes } from 'date-fns'
import { setTimeout as pass } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { realClock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { openServerDatabase } from '../support/server-database.ts'
import { API_KEY } from '../support/stage-service.ts'
import { startLoad, type BalancedLoad } from './balanced-load.ts'
import { counts } from './dispatch-count.ts'
import { NEEDS_SERVER, openFleet, SERVER_URL, THOROUGH, type Fleet } from './fleet.ts'
import { isReady, startMain, type MainProcess } from './main-process.ts'

/** One process after the other is replaced, as when a new version is rolled out. */
const TIMES = THOROUGH ? 20 : 3
const WORLDS = THOROUGH ? 10 : 1
/** Cars that are asked for at the process that is about to end. */
const CARS_EACH = 3
const CLIENTS = 6
const MOST_SECONDS = 15
const MOST_SHOWN = 5
/** Of a carmaker's answer: a command is on its way when its process is told to end. */
const LATENCY_MS = 150
const MOST_WAIT_MS = 400
/** Until what each car was told last has been borne out by a later report. */
const CONFIRMED_SECONDS = 120

describe.skipIf(SERVER_URL === undefined)(`a process told to end under load${NEEDS_SERVER}`, () => {
  let world: World | undefined
  afterEach(() => world?.close())

  it.each(Array.from({ length: WORLDS }, (_, n) => n + 1))(
    `DU08: of ${String(TIMES)} processes replaced in turn each ends within ${String(MOST_SECONDS)} s, no request fails and no command is lost or doubled, world %i (LADEPLAN_THOROUGH=1: 200 times)`,
    async (n) => {
      const { fleet, load, start } = (world = await openWorld(TIMES * CARS_EACH))
      const dice = seededRandomness(`drain ${String(n)}`)
      let [old, coming] = [await start(), start()]
      await until(() => everyCar(fleet, ['stop']))
      const took: number[] = []
      const waiting = [...fleet.vehicleIds]
      for (let time = 0; time < TIMES; time++) {
        const next = await coming
        for (const id of waiting.splice(0, CARS_EACH)) expect(await chargeNow(old, id)).toBe(202)
        await pass(dice.fraction() * MOST_WAIT_MS)
        const ending = endInOrder(old)
        // While the old one gives notice: what takes its place by then is `next`.
        if (time < TIMES - 1) coming = start()
        took.push(await ending)
        old = next
      }
      await load.close()
      await until(async () => everyCar(fleet, ['stop', 'start']) && (await isAllConfirmed(fleet)))
      expect(counts(fleet)).toEqual(counts(fleet).map((car) => ({ ...car, ...ONCE_EACH })))
      const { failures, ...answers } = load.answers
      process.stdout.write(`${JSON.stringify({ mostSeconds: Math.max(...took), ...answers })}\n`)
      expect(failures.slice(0, MOST_SHOWN)).toEqual([])
      expect(load.answers.goodbyes).toBeGreaterThan(0)
      expect(Math.max(...took)).toBeLessThanOrEqual(MOST_SECONDS)
    },
    (CONFIRMED_SECONDS + 120 + TIMES * 30) * 1000,
  )

  it('DU08, control: requests that a process leaves unanswered when it is killed are found out', async () => {
    const { load, start } = (world = await openWorld(1))
    const killed = await start()
    while (load.answers.answered === 0) await pass(50)
    killed.child.kill('SIGKILL')
    await killed.gone
    while (load.answers.failures.length === 0) await pass(50)
    expect(load.answers.failures[0]).toContain(killed.url)
  })
})

/** What a car is to count that was held back and then asked for. */
const ONCE_EACH = { received: 2, effective: ['stop', 'start'] }

interface World {
  readonly fleet: Fleet
  readonly load: BalancedLoad
  /** Starts a process and tells the balancer. */
  readonly start: () => Promise<MainProcess>
  close(): Promise<void>
}

/** Cars that have what their drivers want and charge on, so that they are stopped and stand until somebody asks. */
async function openWorld(cars: number): Promise<World> {
  const database = await openServerDatabase(SERVER_URL ?? '')
  const now = realClock.now()
  const stays = [{ pluggedInAt: addMinutes(now, -5), unpluggedAt: addHours(now, 24) }]
  const fleet = await openFleet(database.db, {
    ...{ cars, clock: realClock, latencyMs: LATENCY_MS },
    car: { socPercent: 82, limitPercent: 100, stays },
  })
  const paths = fleet.vehicleIds.flatMap((id) => [`/v1/vehicles/${id}`, '/v1/operations/health'])
  const load = startLoad(CLIENTS, paths)
  return {
    fleet,
    load,
    start: async () => {
      const started = await startMain(fleet, { databaseUrl: database.url })
      load.add(started.url)
      return started
    },
    close: async () => {
      await load.close()
      await fleet.close()
      await database.close()
    },
  }
}

async function chargeNow({ url }: MainProcess, vehicleId: string): Promise<number> {
  const headers = { authorization: `Bearer ${API_KEY}` }
  const body = { until: 'unplugged' }
  const path = `${url}/v1/vehicles/${vehicleId}/charge-now`
  return (await axios.post(path, body, { headers, validateStatus: () => true })).status
}

/** It says first that it is not ready, and goes on answering. @returns how long it took to end, s */
async function endInOrder({ child, url, gone }: MainProcess): Promise<number> {
  const told = performance.now()
  child.kill('SIGTERM')
  while (await isReady(url));
  const answer = await axios.get(`${url}/livez`)
  expect([answer.status, answer.headers['connection']]).toEqual([200, 'close'])
  expect(await gone).toBe(0)
  return (performance.now() - told) / 1000
}

function everyCar(fleet: Fleet, effective: readonly string[]): boolean {
  return counts(fleet).every((car) => car.effective.join() === effective.join())
}

/** A stop that was not seen before its car was told to start again is never borne out, and waiting for it would tell nothing. */
async function isAllConfirmed({ db }: Fleet): Promise<boolean> {
  const commands = await db
    .selectFrom('command')
    .distinctOn('vehicle_id')
    .select(['kind', 'confirmed_at'])
    .orderBy('vehicle_id')
    .orderBy('sent_at', 'desc')
    .execute()
  return commands.every(({ kind, confirmed_at }) => kind === 'start' && confirmed_at !== null)
}

/** Gives up after a while: what is wrong then is for the counting to say. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + CONFIRMED_SECONDS * 1_000
  while (!(await holds()) && performance.now() < end) await pass(250)
}
