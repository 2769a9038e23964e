import { addHours, addMinutes, addSeconds, subSeconds } from 'date-fns'
import { setTimeout as pass } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { realClock, SteppedClock, type Clock } from '../../src/base/clock.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { wall } from '../journeys/night.ts'
import { openServerDatabase } from '../support/server-database.ts'
import { findRedis, startOwnRedis, type OwnRedis } from '../support/own-redis.ts'
import { dearUntil, NEEDS_SERVER, openFleet, SERVER_URL, startWorker, THOROUGH, type Fleet } from './fleet.ts'

const CARS = THOROUGH ? 1000 : 20
const PROCESSES = 2
/** Power is cheap from here on, so that every car is to be started at this instant. */
const DUE = wall('02:00')
const HOME = wall('01:30')
/** Redis is killed so long before, and is back, empty, before any car is due. */
const KILLED_BEFORE_SECONDS = THOROUGH ? 60 : 15
const AWAY_MS = 3_000
/** As in production. */
const TICK_SECONDS = 5
/** Processes have so long to begin before that. */
const BEGINNING_SECONDS = 30
const MOST_LATE_SECONDS = 35

const isLeftOut = SERVER_URL === undefined || findRedis() === undefined
const WHY = isLeftOut ? `${NEEDS_SERVER} (or no redis-server)` : ''

describe.skipIf(isLeftOut)(`Redis that is back empty before starts are due${WHY}`, () => {
  let night: Night | undefined
  let redis: OwnRedis | undefined
  afterEach(async () => {
    await night?.close()
    await redis?.close()
  })

  it(
    `CS06: ${String(CARS)} cars that are due at 02:00 are all started, within ${String(MOST_LATE_SECONDS)} s and once (LADEPLAN_THOROUGH=1: 1,000, killed at 01:59)`,
    async () => {
      redis = await startOwnRedis()
      night = await openNight(CARS)
      const { clock } = night
      night.run(subSeconds(DUE, KILLED_BEFORE_SECONDS + BEGINNING_SECONDS))
      for (let n = 1; n <= PROCESSES; n++) await night.start(n, redis.url)
      await reach(clock, subSeconds(DUE, KILLED_BEFORE_SECONDS))
      await redis.kill()
      await pass(AWAY_MS)
      await redis.start()
      expect(clock.now() < DUE, 'Redis was back in time').toBe(true)
      expect(lateSeconds(night)).toEqual([])
      await allStarted(night, addSeconds(DUE, MOST_LATE_SECONDS))
      const late = lateSeconds(night)
      process.stdout.write(`started ${String(late.length)}, at most ${String(Math.max(...late))} s late\n`)
      expect(late).toHaveLength(CARS)
      expect(Math.min(...late)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...late)).toBeLessThanOrEqual(MOST_LATE_SECONDS)
      expect(night.commands()).toEqual(Array.from({ length: CARS }, () => ['stop', 'start']))
    },
    (KILLED_BEFORE_SECONDS + 300 + CARS) * 1000,
  )

  it('CS06, control: cars of which nobody takes care are found not to have been started', async () => {
    night = await openNight(3)
    night.run(subSeconds(DUE, 1))
    await reach(night.clock, addSeconds(DUE, 2))
    expect(lateSeconds(night)).toEqual([])
    expect(night.commands()).toEqual(Array.from({ length: 3 }, () => ['stop']))
  })
})

/** Cars that came home in the night and stand until power is cheap. */
interface Night {
  readonly fleet: Fleet
  readonly clock: Clock
  /** World time stands still until then; from then on it runs as real time does. */
  readonly run: (from: Date) => void
  readonly start: (process: number, redisUrl: string) => Promise<void>
  /** What reached each car. */
  readonly commands: () => readonly (readonly string[])[]
  readonly close: () => Promise<void>
}

async function openNight(cars: number): Promise<Night> {
  const database = await openServerDatabase(SERVER_URL ?? '')
  const standing = new SteppedClock(HOME)
  let running: { readonly real: Date; readonly world: Date } | undefined
  const clock: Clock = {
    now: () => {
      if (running === undefined) return standing.now()
      return new Date(running.world.getTime() + realClock.now().getTime() - running.real.getTime())
    },
  }
  const stays = [{ pluggedInAt: HOME, unpluggedAt: addHours(DUE, 8) }]
  const fleet = await openFleet(database.db, {
    ...{ cars, clock, car: { limitPercent: 90, stays }, priceAt: dearUntil(DUE) },
  })
  await stepWorld(fleet.service, standing, addMinutes(HOME, 20))
  return {
    fleet,
    clock,
    run: (world) => {
      running = { real: realClock.now(), world }
    },
    start: async (process, redisUrl) => {
      if (running === undefined) throw new Error('The night stands still')
      await startWorker(fleet, {
        ...{ databaseUrl: database.url, process, redisUrl, tickSeconds: TICK_SECONDS },
        clock: { kind: 'running', ...running, aheadSeconds: 0 },
      })
    },
    commands: () => fleet.simulator.report().cars.map(({ commands }) => commands.map(({ kind }) => kind)),
    close: async () => {
      await fleet.close()
      await database.close()
    },
  }
}

/** Of each car that has been started, how long after it was due, s. */
function lateSeconds({ fleet }: Pick<Night, 'fleet'>): readonly number[] {
  return fleet.simulator
    .report()
    .cars.flatMap(({ effectiveCommands }) => effectiveCommands.filter(({ kind }) => kind === 'start'))
    .map(({ at }) => (at.getTime() - DUE.getTime()) / 1000)
}

async function reach(clock: Clock, instant: Date): Promise<void> {
  await pass(Math.max(0, instant.getTime() - clock.now().getTime()))
}

/** Or none is any more to be started in time. */
async function allStarted(night: Night, end: Date): Promise<void> {
  while (lateSeconds(night).length < CARS && night.clock.now() < end) await pass(250)
}
