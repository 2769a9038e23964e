import { addHours, addMinutes, addSeconds, differenceInSeconds } from 'date-fns'
import { afterEach, expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { settle } from '../../src/cli/sandbox/step-world.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import type { Service } from '../../src/service.ts'
import { openFleet, type Fleet } from '../chaos/fleet.ts'
import { loseCarmaker, setAway, watchRequests, type Looked } from '../chaos/outage.ts'
import { describeOnEveryEngine } from '../support/database.ts'

/** All are held for an hour, until power is cheap. */
const HOME = new Date('2024-12-12T21:30:00Z')
const AWAY = addMinutes(HOME, 15)
/** So many that a process alone would ask as often as it may. */
const CARS = 30
const PROCESSES = 4
const MINUTES = 10
const STEP_SECONDS = 5
/** Between two calls that find out, where there is traffic. */
const LEAST_APART_SECONDS = 15
const MOST_APART_SECONDS = 45

describeOnEveryEngine('a carmaker that is away for several processes', (database) => {
  let fleet: Fleet | undefined
  afterEach(() => fleet?.close())

  it('is asked by one of them at a time whether it is back, which all then know', async () => {
    const world = await openWorld()
    const looks = await world.play(addMinutes(world.clock.now(), MINUTES))
    expect(requests(looks)).toEqual(looks.map(() => 1))
    expect(gaps(looks).filter((seconds) => seconds < LEAST_APART_SECONDS)).toEqual([])
    // Somebody asks all the while.
    expect(gaps(looks).filter((seconds) => seconds > MOST_APART_SECONDS)).toEqual([])
    await setAway(world, false)
    const [found] = await world.play(addMinutes(world.clock.now(), 1))
    expect(found?.vins).toHaveLength(1)
    expect(world.services.map((service) => service.control.breaker.away())).toEqual([[], [], [], []])
    expect(await told(world.fleet)).toEqual(['carmaker.away', 'carmaker.back'])
    expect(await world.fleet.db.selectFrom('carmaker_wait').selectAll().execute()).toEqual([])
  })

  it('is asked by each of them for itself if each keeps its own notes (control)', async () => {
    const world = await openWorld()
    const looks = await world.play(addMinutes(world.clock.now(), MINUTES), tickApart)
    const close = gaps(looks).filter((seconds) => seconds < LEAST_APART_SECONDS)
    expect(close.length + requests(looks).filter((count) => count > 1).length).toBeGreaterThan(MINUTES)
  })

  async function openWorld() {
    const clock = new SteppedClock(HOME)
    const car = { limitPercent: 90, stays: [{ pluggedInAt: HOME, unpluggedAt: addHours(HOME, 9) }] }
    const hints = createMemoryHints(clock)
    const opened = (fleet = await openFleet(database(), { cars: CARS, clock, hints, car }))
    const services = [opened.service, ...Array.from({ length: PROCESSES - 1 }, () => opened.another())]
    await settle(opened.service, clock)
    clock.stepTo(AWAY)
    await settle(opened.service, clock)
    await loseCarmaker({ fleet: opened, clock })
    const play = async (until: Date, tick = tickTogether): Promise<readonly Looked[]> => {
      const watch = watchRequests(opened)
      while (clock.now() < until) {
        clock.stepTo(addSeconds(clock.now(), STEP_SECONDS))
        await tick(services)
        watch.look(clock.now())
      }
      return watch.looks
    }
    await tickTogether(services)
    expect(services.map((service) => service.control.breaker.away().length)).toEqual([1, 1, 1, 1])
    return { fleet: opened, clock, services, play }
  }
})

async function tickTogether(services: readonly Service[]): Promise<void> {
  while (Math.max(...(await Promise.all(services.map((service) => service.tick())))) > 0);
}

/** Each finds nothing written down but what it has thought itself. */
async function tickApart(services: readonly Service[]): Promise<void> {
  for (const service of services) {
    const { db, breaker } = service.control
    const outage = breaker.away().map((host) => breaker.openOf(host))[0]
    const own = { asked_at: outage?.askedAt, next_probe_at: outage?.nextProbe, prober: outage?.prober }
    await db.updateTable('carmaker_outage').set(own).where('over_at', 'is', null).execute()
    while ((await service.tick()) > 0);
  }
}

async function told({ db }: Fleet): Promise<readonly string[]> {
  const events = await eventsAfter(db, { after: 0 }, 200)
  return events.map(({ type }) => type).filter((type) => type.startsWith('carmaker.'))
}

function requests(looks: readonly Looked[]): readonly number[] {
  return looks.map((look) => look.requests)
}

function gaps(looks: readonly Looked[]): readonly number[] {
  return looks.slice(1).map(({ at }, n) => differenceInSeconds(at, looks[n]?.at ?? at))
}
