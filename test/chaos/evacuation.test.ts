import { addHours, addMinutes, subSeconds } from 'date-fns'
import { setTimeout as pass } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { realClock } from '../../src/base/clock.ts'
import { openServerDatabase } from '../support/server-database.ts'
import { findRedis, startOwnRedis } from '../support/own-redis.ts'
import { counts } from './dispatch-count.ts'
import { NEEDS_SERVER, openFleet, SERVER_URL, THOROUGH, type Fleet } from './fleet.ts'
import { startMain, type Servers } from './main-process.ts'
import { startEvacuation } from './start-evacuation.ts'

const CARS = THOROUGH ? 240 : 12
const PER_SECOND = 4
/** Of the one that is killed: it has turns left for longer than this process may take to kill it. */
const KILLED_PER_SECOND = 1
/** Between the first look at a car and the first command, and some more. */
const FIRST_LOOK_SECONDS = 90
const isLeftOut = SERVER_URL === undefined || findRedis() === undefined
const WHY = isLeftOut ? `${NEEDS_SERVER} (or no redis-server)` : ''

describe.skipIf(isLeftOut)(`ladeplan evacuate beside a worker that runs${WHY}`, () => {
  let world: World | undefined
  afterEach(() => world?.close())

  it(
    `killed on its way and run again, it starts each of ${String(CARS)} cars once, none before its turn, and ends with 0 (LADEPLAN_THOROUGH=1: 240)`,
    async () => {
      const { fleet, servers } = (world = await openWorld(CARS))
      const worker = await startMain(fleet, servers)
      const began = realClock.now()
      const killed = startEvacuation(fleet, servers, KILLED_PER_SECOND)
      while (startsOf(fleet).length < CARS / 4) await pass(20)
      killed.child.kill('SIGKILL')
      expect((await killed.ended).code).toBeNull()
      expect(startsOf(fleet).length).toBeLessThan(CARS)
      const { code, last } = await startEvacuation(fleet, servers, PER_SECOND).ended
      expect({ code, ...last }).toMatchObject({ code: 0, event: 'done', left: 0 })
      expect(worker.child.exitCode).toBeNull()
      expect(counts(fleet)).toEqual(counts(fleet).map((car) => ({ ...car, ...STOPPED_AND_STARTED })))
      expect(beforeTheirTurn(fleet, began)).toEqual([])
    },
    120_000 + CARS * 2_000,
  )

  it('control: an evacuation that hurries is found to start cars before their turns', async () => {
    const { fleet, servers } = (world = await openWorld(5))
    const began = realClock.now()
    expect((await startEvacuation(fleet, servers, 1_000).ended).code).toBe(0)
    expect(startsOf(fleet)).toHaveLength(5)
    expect(beforeTheirTurn(fleet, began, 0.1)).not.toEqual([])
  })
})

const STOPPED_AND_STARTED = { received: 2, effective: ['stop', 'start'] }

interface World {
  readonly fleet: Fleet
  readonly servers: Servers
  close(): Promise<void>
}

/** Cars that stand because of Ladeplan, and that nothing else is due for. */
async function openWorld(cars: number): Promise<World> {
  const [database, redis] = await Promise.all([openServerDatabase(SERVER_URL ?? ''), startOwnRedis()])
  const now = realClock.now()
  const stays = [{ pluggedInAt: addMinutes(now, -5), unpluggedAt: addHours(now, 24) }]
  const car = { socPercent: 82, limitPercent: 100, stays }
  const behind = { seconds: FIRST_LOOK_SECONDS }
  const clock = { now: () => subSeconds(realClock.now(), behind.seconds) }
  const fleet = await openFleet(database.db, { cars, clock, car })
  while ((await fleet.service.tick()) > 0);
  behind.seconds = 0
  while ((await fleet.service.tick()) > 0);
  expect(counts(fleet).filter(({ effective }) => effective.join() !== 'stop')).toEqual([])
  const due_at = addHours(realClock.now(), 1)
  await database.db.updateTable('vehicle_due').set({ due_at }).execute()
  return {
    fleet,
    servers: { databaseUrl: database.url, redisUrl: redis.url },
    close: async () => {
      await fleet.close()
      await redis.close()
      await database.close()
    },
  }
}

/** When the carmaker was told to start each car, in order. */
function startsOf({ simulator }: Fleet): readonly Date[] {
  return simulator
    .report()
    .cars.flatMap(({ commands }) => commands.filter(({ kind }) => kind === 'start').map(({ at }) => at))
    .toSorted((a, b) => Number(a) - Number(b))
}

/**
 * Starts that came too early: each process gives the first car its turn at once and each next one a second's share later, so the
 * n-th of two processes comes no sooner than n - 2 shares after the first process began, however slow anybody is.
 */
function beforeTheirTurn(fleet: Fleet, began: Date, perSecond = PER_SECOND): readonly number[] {
  const seconds = startsOf(fleet).map((at) => (at.getTime() - began.getTime()) / 1_000)
  return seconds.filter((passed, index) => passed < (index - 1) / perSecond)
}
