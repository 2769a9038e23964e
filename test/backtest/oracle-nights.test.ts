import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { judgeNight } from '../../src/backtest/judge-night.ts'
import type { Night } from '../../src/backtest/night.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import { setCourse } from '../../src/control/set-course.ts'
import { DAYS, defective, judged, tallied } from './nights.ts'

/** The long form: ORACLE_NIGHTS=10000. */
const NIGHTS = Number(process.env['ORACLE_NIGHTS'] ?? '60')
const SEEDS = Array.from({ length: NIGHTS }, (_, number) => `night-${String(number)}`)
/** Share of the cars that could be ready; see docs/explanation/oracle-nights.md for the misses. */
const READY_SHARE = 0.999

describe(`${String(NIGHTS)} random nights (ORACLE_NIGHTS)`, () => {
  test('leave the cars ready that could be, with a cause for every miss, and do nothing that never may be done', () => {
    const { tally, faults, unexplained } = tallied(SEEDS, (seed) => drawNight(seed, { days: DAYS }))
    expect(faults).toEqual([])
    expect(unexplained).toEqual([])
    expect(tally.owed).toBeGreaterThan(NIGHTS / 2)
    expect(tally.readyOfOwed / tally.owed).toBeGreaterThanOrEqual(READY_SHARE)
  }, 14_400_000)

  test('come out the same twice, decision by decision', () => {
    for (const seed of SEEDS.slice(0, 3)) {
      const [first, second] = [0, 1].map(() => playNight(drawNight(seed, { days: DAYS })).decided)
      expect(second).toEqual(first)
    }
  })
})

test.each([
  [
    'night-1213',
    'a car that fell asleep before its stop was seen is woken, not taken to charge until morning',
  ],
  ['night-7882', 'starts that a dead plug refuses for hours leave the day enough for one that works'],
  ['night-2988', 'a dead plug that came to life again is tried until it is noticed'],
  ['night-5993', 'a start of ours that shows only after another car took the turn is no start by hand'],
  ['night-8557', 'a new car that is nearly empty is taken to be as large as it says'],
  ['night-8276', 'a new car that came nearly full is started by the power it has shown, not by a guess'],
  ['night-21622', 'a car that charges its last points in its block does not take the room of two'],
  ['night-23199', 'a car is not stopped and started again and again just before its latest start'],
  ['night-21715', 'a car that does not start, whatever is tried, does not have the other one stopped'],
  ['night-637', 'a car that came unseen, stopped by itself and fell asleep is woken to tell'],
  ['night-4970', 'one that, woken, tells at first of a time before it came is asked again'],
  ['night-4461', 'a car that has its minimum gives the fuse at once to the one that has to be ready first'],
  ['night-2346', 'a car past its latest start keeps the fuse, wherever the blocks of its plan lie'],
])('%s: %s', (seed) => {
  const { faults, verdicts } = judged(seed)
  expect(faults).toEqual([])
  expect(verdicts.filter(({ kind, isOwed }) => kind === 'missed' && isOwed)).toEqual([])
})

test('two cars behind one meter that were both started by hand do not wake each other without end', () => {
  expect(judged('night-1118').faults).toEqual([])
})

describe('a planted defect of the reducer is found', () => {
  const some = SEEDS.slice(0, 20)
  const found = (course: typeof setCourse): readonly string[] =>
    some.flatMap((seed) => {
      const { faults, verdicts } = judged(seed, { course })
      return [
        ...faults,
        ...verdicts.filter(({ cause }) => cause === 'unexplained').map(({ id }) => `${id}: missed`),
      ]
    })

  test('one that holds a car past its latest start', () => {
    const course = defective(setCourse, (decision, now) =>
      decision.command?.kind === 'start'
        ? { ...decision, command: null, nextDue: addMinutes(now, 10) }
        : decision,
    )
    expect(found(course).filter((fault) => fault.endsWith('missed')).length).toBeGreaterThan(3)
  })

  test('one that sends again before it has looked', () => {
    const course = defective(setCourse, (decision) => {
      const { command } = decision
      return command === null ? decision : { ...decision, command: { ...command, attempt: 1 } }
    })
    expect(() => found(course)).toThrow(/A second (start|stop|wake) of epoch/)
  })

  test('one that does not know of the minimum', () => {
    const course: typeof setCourse = (bench, ...rest) =>
      setCourse(
        { ...bench, known: { ...bench.known, policy: { ...bench.known.policy, minimumPercent: 0 } } },
        ...rest,
      )
    const stoppedBelow = (night: Night, ...played: [] | [{ course: typeof setCourse }]): boolean =>
      judgeNight(night, playNight(night, ...played)).faults.some((fault) =>
        fault.includes('below its minimum'),
      )
    const nights = some.slice(0, 6).map((seed) => withMinimum(drawNight(seed, { days: DAYS })))
    expect(nights.filter((night) => stoppedBelow(night))).toEqual([])
    expect(nights.some((night) => stoppedBelow(night, { course }))).toBe(true)
  })

  test('one that commands a car that is elsewhere', () => {
    const course: typeof setCourse = ({ known, ...bench }, reading, place) =>
      setCourse(
        { ...bench, known: { ...known, vehicle: { ...known.vehicle, toldAtHome: null } } },
        reading,
        place,
      )
    const faults = some.slice(0, 5).flatMap((seed) => {
      const night = elsewhere(drawNight(seed, { days: DAYS }))
      expect(judgeNight(night, playNight(night)).faults).toEqual([])
      return judgeNight(night, playNight(night, { course })).faults
    })
    expect(faults.some((fault) => fault.endsWith('left alone'))).toBe(true)
  })
})

/** The same night, and every driver wants more than half of the battery at once. */
function withMinimum(night: Night): Night {
  const homes = night.homes.map((home) => ({
    ...home,
    cars: home.cars.map((car) => ({ ...car, policy: { ...car.policy, minimumPercent: 60 } })),
  }))
  return { ...night, homes }
}

/** The same night, and the app says of every car that it is not at home. */
function elsewhere(night: Night): Night {
  const homes = night.homes.map((home) => ({
    ...home,
    cars: home.cars.map((car) => ({ ...car, toldAtHome: false })),
  }))
  return { ...night, homes }
}
