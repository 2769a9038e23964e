import { addMinutes, addSeconds, differenceInSeconds } from 'date-fns'
import { expect, test } from 'vitest'
import { findHeldCars } from '../../src/control/evacuation-store.ts'
import { evacuate, type EvacuationProgress } from '../../src/control/evacuate.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { wall } from '../journeys/night.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { useStage, type Stage } from '../support/stage.ts'
import { fleetOf, holdAll, type FleetCar } from './held-fleet.ts'

/** All of them with LADEPLAN_THOROUGH=1. */
const CARS = process.env['LADEPLAN_THOROUGH'] === '1' ? 300 : 24
const LIMIT_MS = Math.max(60_000, CARS * 2_000)
const PER_SECOND = 2
const KILLED = 'the process was killed'
const fleet = fleetOf(CARS)

interface Start {
  readonly at: Date
  readonly carmaker: string
  readonly latestStart: Date
  readonly answered: string
}

/** What the carmakers saw, in the order in which it came; of one instant those first whose latest start is nearest. */
function startsAt({ simulator }: Stage): readonly Start[] {
  const known = new Map<string, FleetCar>(fleet.map((each) => [each.car.login, each]))
  return simulator
    .report()
    .cars.flatMap(({ login, commands }) => {
      const car = known.get(login)
      if (car === undefined) return []
      const { carmaker, latestStart } = car
      return commands.map(({ at, answered }) => ({ at, answered, carmaker, latestStart }))
    })
    .toSorted((a, b) => Number(a.at) - Number(b.at) || Number(a.latestStart) - Number(b.latestStart))
}

/** The most starts within one second. */
function busiest(starts: readonly Start[]): number {
  return Math.max(...starts.map(({ at }) => starts.filter((each) => Number(each.at) === Number(at)).length))
}

describeOnEveryEngine(`an evacuation of ${String(CARS)} cars of both brands`, (database) => {
  const stage = useStage(database, { start: wall('12:00'), cars: fleet.map(({ car }) => car) })

  interface Run {
    /** Cars. */
    readonly killedAfter?: number
    /** What other processes do meanwhile, every second. */
    readonly beside?: () => Promise<unknown>
  }

  /** One process of its own. */
  function run({ killedAfter = Infinity, beside }: Run = {}): Promise<EvacuationProgress> {
    const { clock } = stage()
    const hints = createMemoryHints(clock)
    let turns = 0
    return evacuate(stage().bare().control, {
      perSecond: PER_SECOND,
      hints: {
        takeToken: async (bucket, limit) => {
          const isGranted = await hints.takeToken(bucket, limit)
          if (isGranted && ++turns > killedAfter) throw new Error(KILLED)
          return isGranted
        },
      },
      wait: async (milliseconds) => {
        await beside?.()
        clock.stepTo(addSeconds(clock.now(), Math.ceil(milliseconds / 1_000)))
      },
      atOnce: 1,
      until: addMinutes(clock.now(), 60),
    })
  }

  test(
    'gives each back once, within the rates and by nearest latest start, although it is killed half-way',
    { timeout: LIMIT_MS },
    async () => {
      await holdAll(stage(), fleet)
      expect(await findHeldCars(database())).toHaveLength(CARS)
      const began = stage().clock.now()
      await expect(run({ killedAfter: CARS / 2 })).rejects.toThrow(KILLED)
      expect(startsAt(stage())).toHaveLength(CARS / 2)
      stage().pass(10)
      expect(await run()).toMatchObject({ found: CARS / 2, left: 0 })
      const seconds = differenceInSeconds(stage().clock.now(), began)

      const starts = startsAt(stage())
      expect(starts.filter(({ answered }) => answered !== 'ok')).toEqual([])
      expect(starts).toHaveLength(CARS)
      for (const brand of ['tesla', 'smartcar']) {
        const own = starts.filter(({ carmaker }) => carmaker === brand)
        expect(busiest(own)).toBeLessThanOrEqual(PER_SECOND)
        expect(own.map(({ latestStart }) => latestStart)).toEqual(
          own.map(({ latestStart }) => latestStart).toSorted((a, b) => Number(a) - Number(b)),
        )
      }
      stage().pass(30)
      const standing = stage()
        .simulator.report()
        .cars.filter(({ status }) => status !== 'charging')
      expect(standing).toEqual([])
      process.stdout.write(`${String(CARS)} cars given back in ${String(seconds)} s, each started once\n`)
    },
  )

  test('keeps to the rate although a worker helps', { timeout: LIMIT_MS }, async () => {
    await holdAll(stage(), fleet)
    const worker = stage().bare()
    expect(await run({ beside: () => worker.lookAfter() })).toMatchObject({ found: CARS, left: 0 })
    const starts = startsAt(stage()).filter(({ answered }) => answered === 'ok')
    expect(starts).toHaveLength(CARS)
    for (const brand of ['tesla', 'smartcar']) {
      expect(busiest(starts.filter(({ carmaker }) => carmaker === brand))).toBeLessThanOrEqual(PER_SECOND)
    }
  })
})
