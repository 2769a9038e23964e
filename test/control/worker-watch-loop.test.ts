import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { realClock, SteppedClock } from '../../src/base/clock.ts'
import { addSeconds } from 'date-fns'
import { createHeartbeat, createWorkerAlert, createWorkerWatch } from '../../src/control/worker-watch.ts'
import { describeOnEveryEngine } from '../support/database.ts'

describeOnEveryEngine('the watch over workers', (database) => {
  /** As if the worker had been heard so long ago, by the clock of the database. */
  async function silentFor(seconds: number): Promise<void> {
    await sql`
      update worker_heartbeat
      set seen_at = clock_timestamp() - make_interval(secs => ${seconds})`.execute(database())
  }

  function alertWith(told: string[]): () => Promise<void> {
    return createWorkerAlert(createWorkerWatch({ db: database(), processClock: realClock }), {
      workersHeard: () => undefined,
      workersSilent: () => void told.push('silent'),
      workersBack: () => void told.push('back'),
    })
  }

  test('tells the silence of all workers after three minutes, once, and its end', async () => {
    const told: string[] = []
    const look = alertWith(told)
    const parts = { db: database(), processClock: realClock }
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

  test('counts from its own beginning where no worker was ever heard', async () => {
    const processClock = new SteppedClock(new Date('2026-01-01T12:00:00Z'))
    const watch = createWorkerWatch({ db: database(), processClock })
    expect(await watch()).toMatchObject({ silentSeconds: 0, alert: false })
    processClock.stepTo(addSeconds(processClock.now(), 181))
    expect(await watch()).toMatchObject({ silentSeconds: 181, alert: true, workers: [] })
  })

  test('hears a worker every ten seconds, however often it ticks', async () => {
    const processClock = new SteppedClock(new Date('2026-01-01T12:00:00Z'))
    const beat = createHeartbeat({ db: database(), processClock }, 'a')
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
