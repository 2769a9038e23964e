import { addMinutes, addSeconds } from 'date-fns'
import { expect, test } from 'vitest'
import { hostOf } from '../../src/carmakers/host.ts'
import { findHeldCars } from '../../src/control/evacuation-store.ts'
import { evacuate, type EvacuationProgress } from '../../src/control/evacuate.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { makeAllDue } from '../../src/vehicles/turn-store.ts'
import { nightCar, play, wall } from '../journeys/night.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

/** Enough for the breaker. */
const CALLS = 20
const ALWAYS = 10_000
/** Nothing comes of looking more often. */
const STEP_SECONDS = 10
const cars = Array.from({ length: 3 }, (_, number) =>
  nightCar({
    login: `driver-${String(number)}`,
    driver: `Driver ${String(number)}`,
    vin: `5YJ3E1EA0TEST${String(number).padStart(4, '0')}`,
  }),
)

describeOnEveryEngine('an evacuation that a carmaker does not hear', (database) => {
  const stage = useStage(database, { start: wall('16:55'), cars })

  async function hold(): Promise<void> {
    for (const { login } of cars) await connect(stage(), { login, driverId: login })
    await play(stage(), { id: 'any' }, wall('18:30'))
    // Positive control: they stand, and stand because of us.
    expect(await findHeldCars(database())).toHaveLength(cars.length)
  }

  function run(minutes: number): Promise<EvacuationProgress> {
    const { clock, deps } = stage()
    return evacuate(deps, {
      perSecond: 2,
      hints: createMemoryHints(clock),
      wait: () => {
        clock.stepTo(addSeconds(clock.now(), STEP_SECONDS))
        return Promise.resolve()
      },
      atOnce: 1,
      until: addMinutes(clock.now(), minutes),
    })
  }

  function startsAsked(): number {
    return stage()
      .simulator.report()
      .cars.reduce((sum, { requests }) => sum + requests.start, 0)
  }

  test.each([
    ['refuses every start', { kind: 'rate-limited', on: 'start', times: ALWAYS }],
    ['answers none', { kind: 'http-500', on: 'start', times: ALWAYS }],
  ] as const)('counts no car as given back while it %s, and goes on', async (_, fault) => {
    await hold()
    await stage().arm(fault)
    expect(await run(3)).toMatchObject({ found: cars.length, givenBack: 0, left: cars.length })
    await stage().arm({ ...fault, times: 0 })
    expect(await run(30)).toMatchObject({ givenBack: cars.length, left: 0 })
    stage().pass(30)
    expect(
      stage()
        .simulator.report()
        .cars.map(({ status }) => status),
    ).toEqual(cars.map(() => 'charging'))
  })

  test('tries each car once although the breaker is open, and no more than that', async () => {
    await hold()
    await stage().arm({ kind: 'http-500', times: ALWAYS })
    for (let call = 0; call < CALLS; call++)
      stage().deps.breaker.tell(hostOf(stage().deps.carmaker('tesla'), null), false)
    const before = startsAsked()
    expect((await run(1)).left).toBe(cars.length)
    expect(startsAsked() - before).toBe(cars.length)
  })

  test('and so has a car whose driver pauses meanwhile', async () => {
    await hold()
    await stage().arm({ kind: 'http-500', times: ALWAYS })
    for (let call = 0; call < CALLS; call++)
      stage().deps.breaker.tell(hostOf(stage().deps.carmaker('tesla'), null), false)
    await database().updateTable('charging_policy').set({ paused: true }).execute()
    await database()
      .transaction()
      .execute((trx) => makeAllDue(trx, stage().clock.now()))
    const before = startsAsked()
    await play(stage(), { id: 'any' }, addMinutes(stage().clock.now(), 10))
    expect(startsAsked() - before).toBe(cars.length)
  })
})
