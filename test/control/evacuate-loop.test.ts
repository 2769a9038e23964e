import { addMinutes, addSeconds, differenceInSeconds } from 'date-fns'
import { expect, test } from 'vitest'
import { endEvacuation, findHeldCars, isEvacuating } from '../../src/control/evacuation-store.ts'
import { evacuate, type EvacuationProgress } from '../../src/control/evacuate.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import type { SimulatedCar } from '../../src/simulator/simulated-car.ts'
import { makeAllDue } from '../../src/vehicles/turn-store.ts'
import { nightCar, play, wall } from '../journeys/night.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'

/** Short form; `LADEPLAN_LONG_TESTS=1` takes some hundred. */
const CARS = process.env['LADEPLAN_LONG_TESTS'] === '1' ? 300 : 6
const PER_SECOND = 2

const cars: readonly SimulatedCar[] = Array.from({ length: CARS }, (_, number) =>
  nightCar({
    login: `driver-${String(number)}`,
    driver: `Driver ${String(number)}`,
    vin: `5YJ3E1EA0TEST${String(number).padStart(4, '0')}`,
    sleepsAfterMinutes: number === 0 ? 20 : null,
  }),
)

function charging({ simulator }: Stage): number {
  return simulator.report().cars.filter(({ status }) => status === 'charging').length
}

describeOnEveryEngine(`an evacuation of ${String(CARS)} held cars`, (database) => {
  const stage = useStage(database, { start: wall('16:55'), cars })

  async function hold(): Promise<void> {
    for (const { login } of cars) await connect(stage(), { login, driverId: login })
    await play(stage(), { id: 'any' }, wall('18:30'))
  }

  function run(changes: { readonly minutes?: number } = {}): Promise<EvacuationProgress> {
    const { clock, deps } = stage()
    return evacuate(deps, {
      perSecond: PER_SECOND,
      hints: createMemoryHints(clock),
      wait: (milliseconds) => {
        clock.stepTo(addSeconds(clock.now(), Math.ceil(milliseconds / 1_000)))
        return Promise.resolve()
      },
      atOnce: 1,
      until: addMinutes(clock.now(), changes.minutes ?? 30),
    })
  }

  test('gives all of them back, within the rate, and no worker holds one until it is taken back (CS22)', async () => {
    await hold()
    const held = await findHeldCars(database())
    // Positive control: they stand, and stand because of us.
    expect(held.length).toBeGreaterThanOrEqual(CARS - 1)
    expect(charging(stage())).toBeLessThanOrEqual(1)
    const before = stage().clock.now()
    expect(await run()).toMatchObject({ found: held.length, givenBack: held.length, left: 0 })
    // The sleeping one is woken first, which takes its time.
    expect(differenceInSeconds(stage().clock.now(), before)).toBeLessThan(CARS / PER_SECOND + 120)
    stage().pass(30)
    expect(charging(stage())).toBe(CARS)

    await database()
      .transaction()
      .execute((trx) => makeAllDue(trx, stage().clock.now()))
    const until = addMinutes(stage().clock.now(), 20)
    await play(stage(), { id: 'any' }, until)
    expect(charging(stage())).toBe(CARS)

    await endEvacuation(database(), stage().clock.now())
    await database()
      .transaction()
      .execute((trx) => makeAllDue(trx, stage().clock.now()))
    await play(stage(), { id: 'any' }, addMinutes(until, 20))
    expect((await findHeldCars(database())).length).toBeGreaterThan(0)
  })

  test('goes on where it was cut short, and is written down before the first car is given back', async () => {
    await hold()
    const cut = await run({ minutes: 0 })
    expect(cut.left).toBeGreaterThan(0)
    expect(await isEvacuating(database())).toBe(true)
    expect((await run()).left).toBe(0)
    expect((await run()).found).toBe(0)
  })

  test('the database refuses a stop meanwhile, whatever a worker had read before', async () => {
    await hold()
    await run({ minutes: 0 })
    const { vehicle_id: vehicleId, connection_id: connectionId } = await database()
      .selectFrom('command')
      .select(['vehicle_id', 'connection_id'])
      .limit(1)
      .executeTakeFirstOrThrow()
    const insert = (kind: string): Promise<unknown> =>
      database()
        .insertInto('command')
        .values({
          id: `late ${kind}`,
          vehicle_id: vehicleId,
          connection_id: connectionId,
          epoch: 900,
          attempt: 1,
          kind,
          purpose: 'intent',
          sent_at: stage().clock.now(),
          outcome: null,
          refusal: null,
          settled_at: null,
          confirmed_at: null,
          confirmed_by: null,
        })
        .execute()
    await expect(insert('stop')).rejects.toThrow('no car is stopped during an evacuation')
    await expect(insert('start')).resolves.toBeDefined()
  })
})
