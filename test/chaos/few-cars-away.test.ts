import { addHours, addMinutes, addSeconds, differenceInSeconds } from 'date-fns'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import { MOST_PROBE_SECONDS } from '../../src/control/breaker-rule.ts'
import { NEEDS_SERVER, SERVER_URL, THOROUGH } from './fleet.ts'
import { byLatestStart, openOutage, play, requestsIn, setAway, type Looked, type Outage } from './outage.ts'

const AWAY = new Date('2024-12-12T22:30:00Z')
const HOURS = THOROUGH ? 3 : 1
const BACK = addHours(AWAY, HOURS)
const READY_BY = new Date('2024-12-13T06:00:00Z')
const TARGET_PERCENT = 80
const ROUNDING = 0.5
/** Where a tenth of the usual traffic is next to nothing: one call of all in 45 seconds, and those that tell that it is away. */
const FEW_REQUESTS = HOURS * 80 + 20
/** Five calls of three cars: soon where many are asked, within an hour of five that stand at the plug. */
const OPENED_IN_SECONDS = 1_800
/** A tick of the clock of this world is one instant; the probe and those it lets go are another. */
const SECONDS_TO_SERVE = 5

const toldSchema = z.object({
  since: z.date().optional(),
  from: z.date().optional(),
  to: z.date().optional(),
})

describe.skipIf(SERVER_URL === undefined)(
  `few cars whose carmaker is away for ${String(HOURS)} h${NEEDS_SERVER}`,
  () => {
    let world: Outage | undefined
    afterEach(() => world?.close())

    it.each(THOROUGH ? [5, 15, 100] : [5])(
      '%i cars find out, ask little, are served by latest start the minute it is back, and are ready (LADEPLAN_THOROUGH=1: 5, 15, 100, for three hours)',
      async (cars) => {
        const usual = THOROUGH ? await usualRequests(cars) : 0
        world = await openOutage(cars)
        await play(world, AWAY)
        await setAway(world, true)
        const away = requestsIn(await play(world, BACK))
        expect(away).toBeLessThanOrEqual(THOROUGH ? usual : FEW_REQUESTS)
        const inOrder = await byLatestStart(world)
        await setAway(world, false)
        const [found, ...back] = await play(world, addMinutes(BACK, 3))
        const told = await toldOf(world)
        expect(told.away).toBeLessThanOrEqual(OPENED_IN_SECONDS)
        expect(told.back).toBeLessThanOrEqual(MOST_PROBE_SECONDS)
        // Whoever finds out is the one that has to begin first, unless that one asked a moment ago.
        const rest = inOrder.filter((vin) => found?.vins.includes(vin) === false)
        expect(asked(back).filter((vin) => rest.includes(vin))).toEqual(rest)
        const until = addSeconds(found?.at ?? BACK, SECONDS_TO_SERVE)
        expect(asked(back.filter(({ at }) => at <= until)).filter((vin) => rest.includes(vin))).toEqual(rest)
        await expectReady(world, cars)
      },
      1_200_000,
    )

    it.runIf(THOROUGH).each([1, 2, 3, 5, 8, 10, 20])(
      '%i cars cost no more requests than in the same hours of a carmaker that answers (LADEPLAN_THOROUGH=1)',
      async (cars) => {
        const usual = await usualRequests(cars)
        world = await openOutage(cars)
        await play(world, AWAY)
        await setAway(world, true)
        const away = requestsIn(await play(world, BACK))
        // The control: somebody found out that it was away.
        expect(away).toBeGreaterThan(5)
        expect(away).toBeLessThanOrEqual(usual)
      },
      1_200_000,
    )

    it.runIf(THOROUGH)(
      'one car alone never tells that its carmaker is away, and is ready all the same (LADEPLAN_THOROUGH=1)',
      async () => {
        world = await openOutage(1)
        await play(world, AWAY)
        await setAway(world, true)
        // The control: it was asked, and got no answer.
        expect(requestsIn(await play(world, BACK))).toBeGreaterThan(5)
        await setAway(world, false)
        await expectReady(world, 1)
        expect(await eventTypes(world)).not.toContain('carmaker.away')
      },
      240_000,
    )
  },
)

/** The same hours of the same cars, with a carmaker that answers. */
async function usualRequests(cars: number): Promise<number> {
  const world = await openOutage(cars)
  try {
    await play(world, AWAY)
    return requestsIn(await play(world, BACK))
  } finally {
    await world.close()
  }
}

/** Seconds from the beginning of the outage until it was told, and from its end. */
async function toldOf({ fleet }: Outage): Promise<{ readonly away: number; readonly back: number }> {
  const events = await eventsAfter(fleet.db, { after: 0 }, 200)
  const dataOf = (type: string) => toldSchema.parse(events.findLast((event) => event.type === type)?.data)
  return {
    away: differenceInSeconds(dataOf('carmaker.away').since ?? READY_BY, AWAY),
    back: differenceInSeconds(dataOf('carmaker.back').to ?? READY_BY, BACK),
  }
}

async function eventTypes({ fleet }: Outage): Promise<readonly string[]> {
  return (await eventsAfter(fleet.db, { after: 0 }, 200)).map(({ type }) => type)
}

/** In the order in which they were asked first. */
function asked(looks: readonly Looked[]): readonly string[] {
  return [...new Set(looks.flatMap(({ vins }) => vins))]
}

async function expectReady(world: Outage, count: number): Promise<void> {
  await play(world, addSeconds(READY_BY, 1))
  const { cars } = world.fleet.simulator.report()
  expect(cars).toHaveLength(count)
  expect(cars.filter(({ socPercent }) => socPercent < TARGET_PERCENT - ROUNDING)).toEqual([])
}
