import request from 'supertest'
import { expect, it } from 'vitest'
import { realClock, type Clock } from '../../src/base/clock.ts'
import { createClockWatch } from '../../src/control/clock-watch.ts'
import { createHeartbeat, createWorkerWatch } from '../../src/control/worker-watch.ts'
import type { Database } from '../../src/database/database.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { useStage } from '../support/stage.ts'
import { connect } from '../support/stage.ts'
import { stageService } from '../support/stage-service.ts'

const HOUR = 3_600

/** A clock that is wrong by so many seconds. */
function clockOff(seconds: number): Clock {
  return { now: () => new Date(realClock.now().getTime() + seconds * 1000) }
}

describeOnEveryEngine('a process whose clock is wrong', (database) => {
  const stage = useStage(database, { start: realClock.now() })

  it.each([
    [0, true],
    [1.5, true],
    [-1.5, true],
    [3, false],
    [-3, false],
    [HOUR, false],
    [-HOUR, false],
    [24 * HOUR, false],
  ])('CS23: that is %d s ahead of the database agrees with it: %s', async (seconds, agrees) => {
    const told: { secondsAhead: number; agrees: boolean }[] = []
    const events = {
      clockCompared: (facts: { secondsAhead: number; agrees: boolean }) => void told.push(facts),
    }
    expect(await createClockWatch({ db: database(), clock: clockOff(seconds), events })()).toBe(agrees)
    expect(told).toMatchObject([{ agrees }])
    if (!agrees) expect(told[0]?.secondsAhead).toBeCloseTo(seconds, 0)
  })

  it('CS23: is not ready, asks no car and sends nothing after its clock has jumped, and goes on once it is right again', async () => {
    const { vehicle } = await connect(stage())
    const offset = { seconds: 0 }
    const service = serverOn(database(), () => offset.seconds)
    const watch = createWorkerWatch({ db: database(), processClock: realClock })
    const asked = (): number => stage().simulator.report().cars[0]?.requests.vehicleData ?? 0
    for (const seconds of [HOUR, -HOUR, 24 * HOUR]) {
      offset.seconds = seconds
      expect(await service.lookAfter()).toBe(0)
    }
    expect(asked()).toBe(0)
    expect((await watch()).workers, 'one that looks after no car is not heard').toEqual([])
    const unready = await request(service.app).get('/readyz')
    expect([unready.status, unready.text]).toEqual([503, expect.stringContaining('clock')])
    offset.seconds = 0
    await request(service.app).get('/readyz').expect(200)
    // The control: what it did not do was there to be done.
    expect(await service.lookAfter()).toBeGreaterThan(0)
    expect([asked(), vehicle.id]).toEqual([1, vehicle.id])
    expect((await watch()).workers).toHaveLength(1)
  })

  function serverOn(db: Database, seconds: () => number) {
    const { simulator, door, log, processClock } = stage()
    const clock: Clock = { now: () => clockOff(seconds()).now() }
    return stageService(
      { db, clock, processClock, simulator, door, log, priceSources: [] },
      { isWorldTimeReal: true, heartbeat: createHeartbeat({ db, clock, processClock: realClock }, 'a') },
    )
  }
})
