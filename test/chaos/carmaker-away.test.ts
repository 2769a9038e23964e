import { addHours, addMinutes, addSeconds, differenceInMilliseconds, differenceInSeconds } from 'date-fns'
import { afterEach, describe, expect, it } from 'vitest'
import { NEEDS_SERVER, SERVER_URL, THOROUGH } from './fleet.ts'
import { byLatestStart, openOutage, play, playTicks, requestsIn, setAway } from './outage.ts'
import type { Looked, Outage } from './outage.ts'

/** No fewer: a carmaker is not taken to be away before 20 calls have failed in half a minute, which is two ticks here. */
const CARS = THOROUGH ? 2000 : 24
const CARS_PER_SECOND = THOROUGH ? 100 : 10
/** All stand still for us; the cheap hours begin half an hour later, and the emptiest has to begin before it is back. */
const AWAY = new Date('2024-12-12T22:30:00Z')
const BACK = addHours(AWAY, 3)
const READY_BY = new Date('2024-12-13T06:00:00Z')
const TARGET_PERCENT = 80
/** Cars report whole points, so a target is seen reached from half a point below on. */
const ROUNDING = 0.5
/** Calls that tell that a carmaker is away, those on their way by then, and one in 15 seconds: however many cars there are. */
const MOST_REQUESTS_AWAY = 20 + 10 + 3 * 60 * 4

describe.skipIf(SERVER_URL === undefined)(`a carmaker that is away for three hours${NEEDS_SERVER}`, () => {
  let world: Outage | undefined
  afterEach(() => world?.close())

  it(
    `CS16: ${String(CARS)} cars are served by latest start, no faster than allowed, and all are ready (LADEPLAN_THOROUGH=1: 2,000)`,
    async () => {
      world = await openOutage(CARS, { carsPerSecond: CARS_PER_SECOND })
      // The control: without an outage every car is asked.
      expect(carsIn(await playOn(world, AWAY))).toHaveLength(CARS)
      await setAway(world, true)
      const before = await passesOf(world)
      const away = requestsIn(await playTicks(world, BACK))
      expect(away).toBeGreaterThan(20)
      expect(away).toBeLessThanOrEqual(MOST_REQUESTS_AWAY)
      const passes = (await passesOf(world)) - before
      const inOrder = await byLatestStart(world)
      await setAway(world, false)
      const [found, ...back] = await play(world, addMinutes(BACK, 3))
      // Whoever finds out that it is back is in front of all.
      const rest = inOrder.filter((vin) => found?.vins.includes(vin) === false)
      expect(carsIn(back).filter((vin) => rest.includes(vin))).toEqual(rest)
      expect(beyond(back, CARS_PER_SECOND)).toBeLessThanOrEqual(0)
      // The control: they were served as fast as allowed, so half the rate is overstepped.
      expect(beyond(back, CARS_PER_SECOND / 2)).toBeGreaterThan(0)
      // Figures for docs/reference/chaos.md.
      process.stdout.write(
        `${JSON.stringify({ away, passes, servedSeconds: servedIn(back, rest.at(-1)) })}\n`,
      )
      await playOn(world, addSeconds(READY_BY, 1))
      const { cars } = world.fleet.simulator.report()
      expect(cars).toHaveLength(CARS)
      expect(cars.filter(({ socPercent }) => socPercent < TARGET_PERCENT - ROUNDING)).toEqual([])
    },
    THOROUGH ? 7_200_000 : 480_000,
  )
})

/** Where nothing hangs on the order: so many cars are due at too many instants to step to each. */
const playOn = THOROUGH ? playTicks : play

/** Of all cars: each claim of one raises its fence. */
async function passesOf({ fleet: { db } }: Outage): Promise<number> {
  const { passes } = await db
    .selectFrom('vehicle_due')
    .select(({ fn }) => fn.sum<string>('fence').as('passes'))
    .executeTakeFirstOrThrow()
  return Number(passes)
}

/** From the end of the outage until the last in line was asked, s. */
function servedIn(looks: readonly Looked[], last: string | undefined): number {
  const asked = looks.find(({ vins }) => last !== undefined && vins.includes(last))
  return differenceInSeconds(asked?.at ?? BACK, BACK)
}

/** In the order in which they were asked first. */
function carsIn(looks: readonly Looked[]): readonly string[] {
  return [...new Set(looks.flatMap(({ vins }) => vins))]
}

/** By how many cars the worst stretch of time exceeds a rate: at once as many as in a second, and so many a second after that. */
function beyond(looks: readonly Looked[], perSecond: number): number {
  let worst = -Infinity
  for (const [from, { at: begin }] of looks.entries()) {
    let asked = 0
    for (const { at, vins } of looks.slice(from)) {
      asked += vins.length
      const seconds = differenceInMilliseconds(at, begin) / 1_000
      worst = Math.max(worst, asked - perSecond * (1 + seconds))
    }
  }
  return worst
}
