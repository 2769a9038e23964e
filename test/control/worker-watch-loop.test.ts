import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { realClock, SteppedClock } from '../../src/base/clock.ts'
import { addSeconds } from 'date-fns'
import { createHeartbeat, createWorkerAlert, createWorkerWatch } from '../../src/control/worker-watch.ts'
import { tellSilence } from '../../src/control/service-news.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

describeOnEveryEngine('the watch over workers', (database) => {
  /** As if the worker had been heard so long ago, by the clock of the database. */
  async function silentFor(seconds: number): Promise<void> {
    await sql`
      update worker_heartbeat
      set seen_at = clock_timestamp() - make_interval(secs => ${seconds})`.execute(database())
  }

  function alertWith(told: string[]): () => Promise<void> {
    const deps = { db: database(), processClock: realClock, clock: realClock }
    const events = {
      workersHeard: () => undefined,
      workersSilent: () => void told.push('silent'),
      workersBack: () => void told.push('back'),
    }
    return createWorkerAlert(createWorkerWatch(deps), events, (since) => tellSilence(deps, since))
  }

  test('tells the silence of all workers after three minutes, once, and its end', async () => {
    const told: string[] = []
    const look = alertWith(told)
    const parts = { db: database(), processClock: realClock, clock: realClock }
    await createHeartbeat(parts, 'a')()
    await createHeartbeat(parts, 'b')()
    await silentFor(179)
    await look()
    expect(told).toEqual([])
    await silentFor(181)
    await look()
    await look()
    expect(told).toEqual(['silent'])
    await createHeartbeat(parts, 'b')()
    await look()
    expect(told).toEqual(['silent', 'back'])
  })

  test('is in the outbox once, however many listen, and the first worker that is back tells from when to when', async () => {
    const parts = { db: database(), processClock: realClock, clock: realClock }
    await createHeartbeat(parts, 'a')()
    await silentFor(170)
    await createHeartbeat(parts, 'b')()
    // The control: two minutes and fifty seconds are no silence.
    expect(await eventsAfter(database(), { after: 0 }, 10)).toEqual([])
    await silentFor(1_200)
    for (const listener of ['api 1', 'api 2']) await alertWith([listener])()
    for (const worker of ['c', 'd']) await createHeartbeat(parts, worker)()
    const [silent, back, ...others] = await eventsAfter(database(), { after: 0 }, 10)
    expect(others).toEqual([])
    if (silent?.type !== 'service.silent' || back?.type !== 'service.back') throw new Error('Not told')
    expect([silent.vehicleId, back.vehicleId]).toEqual([null, null])
    expect(back.data.from).toEqual(silent.data.since)
    const minutes = (back.data.to.getTime() - back.data.from.getTime()) / 60_000
    expect(minutes).toBeCloseTo(20, 0)
  })

  test('is told by the first worker that starts where nobody was left to tell it', async () => {
    const parts = { db: database(), processClock: realClock, clock: realClock }
    await createHeartbeat(parts, 'a')()
    await silentFor(36_000)
    await createHeartbeat(parts, 'b')()
    const told = await eventsAfter(database(), { after: 0 }, 10)
    expect(told.map(({ type }) => type)).toEqual(['service.back'])
  })

  test('counts from its own beginning where no worker was ever heard', async () => {
    const processClock = new SteppedClock(new Date('2026-01-01T12:00:00Z'))
    const watch = createWorkerWatch({ db: database(), processClock })
    expect(await watch()).toMatchObject({ silentSeconds: 0, alert: false })
    processClock.stepTo(addSeconds(processClock.now(), 181))
    expect(await watch()).toMatchObject({ silentSeconds: 181, alert: true, workers: [] })
  })

  test('hears a worker every ten seconds, however often it ticks', async () => {
    const processClock = new SteppedClock(new Date('2026-01-01T12:00:00Z'))
    const beat = createHeartbeat({ db: database(), processClock, clock: realClock }, 'a')
    await beat()
    await silentFor(100)
    await beat()
    const watch = createWorkerWatch({ db: database(), processClock })
    expect((await watch()).silentSeconds).toBeGreaterThanOrEqual(100)
    processClock.stepTo(addSeconds(processClock.now(), 10))
    await beat()
    expect((await watch()).silentSeconds).toBeLessThan(100)
  })
})
