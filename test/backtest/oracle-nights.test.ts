import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { count, newTally } from '../../src/backtest/judge-night.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import { setCourse } from '../../src/control/set-course.ts'
import { DAYS, defective, judged } from './nights.ts'

/** The long form: ORACLE_NIGHTS=10000. */
const NIGHTS = Number(process.env['ORACLE_NIGHTS'] ?? '60')
const SEEDS = Array.from({ length: NIGHTS }, (_, number) => `night-${String(number)}`)
/** Share of the cars that could be ready; see docs/explanation/oracle-nights.md for the misses. */
const READY_SHARE = 0.98

describe(`${String(NIGHTS)} random nights (ORACLE_NIGHTS)`, () => {
  test('leave the cars ready that could be, with a cause for every miss, and do nothing that never may be done', () => {
    const tally = newTally()
    const faults: string[] = []
    for (const seed of SEEDS) {
      const outcome = judged(seed)
      count(tally, outcome)
      faults.push(...outcome.faults)
    }
    expect(faults).toEqual([])
    expect(tally.byOutcome['missed: unexplained'] ?? 0).toBe(0)
    expect(tally.owed).toBeGreaterThan(NIGHTS / 2)
    expect(tally.readyOfOwed / tally.owed).toBeGreaterThanOrEqual(READY_SHARE)
  }, 14_400_000)

  test('come out the same twice, decision by decision', () => {
    for (const seed of SEEDS.slice(0, 5)) {
      const [first, second] = [0, 1].map(() => playNight(drawNight(seed, { days: DAYS })).decided)
      expect(second).toEqual(first)
    }
  })
})

describe('a planted defect of the reducer is found', () => {
  const some = SEEDS.slice(0, 30)
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
    expect(found(course).filter((fault) => fault.endsWith('missed')).length).toBeGreaterThan(5)
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
    expect(found(course).some((fault) => fault.includes('below its minimum'))).toBe(true)
  })

  test('one that commands a car at a direct-current charger', () => {
    const course: typeof setCourse = (bench, reading, place) => {
      const isState = reading !== 'none' && reading.kind === 'state'
      const seen = isState ? { ...reading, state: { ...reading.state, fastCharging: false } } : reading
      return setCourse(
        { ...bench, known: { ...bench.known, vehicle: { ...bench.known.vehicle, toldAtHome: true } } },
        seen,
        place,
      )
    }
    expect(found(course).some((fault) => fault.endsWith('left alone'))).toBe(true)
  })
})
