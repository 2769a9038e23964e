import { addMinutes } from 'date-fns'
import { expect, describe, test } from 'vitest'
import { contains, type Interval } from '../../src/base/interval.ts'
import { drawOddNight } from '../../src/backtest/draw-odd.ts'
import { judgeNight } from '../../src/backtest/judge-night.ts'
import { carsOf, type Night, type NightCar } from '../../src/backtest/night.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import { isAgain } from '../../src/backtest/rules.ts'
import { witnessOf } from '../../src/backtest/witness-of.ts'
import { setCourse } from '../../src/control/set-course.ts'
import { DAYS, tallied } from './nights.ts'

/** The long form: ORACLE_ODD_NIGHTS=2000. */
const NIGHTS = Number(process.env['ORACLE_ODD_NIGHTS'] ?? '20')
const SEEDS = Array.from({ length: NIGHTS }, (_, number) => `night-${String(number)}`)
const odd = (seed: string): Night => drawOddNight(seed, { days: DAYS })

describe(`${String(NIGHTS)} odd nights: cars that leave and come back, tokens refused, frozen reports, changes of the clock (ORACLE_ODD_NIGHTS)`, () => {
  test('leave the cars ready that could be', () => {
    const { tally, faults, unexplained } = tallied(SEEDS, odd)
    expect(faults).toEqual([])
    expect(unexplained).toEqual([])
    expect(tally.owed).toBeGreaterThan(NIGHTS / 2)
    expect(tally.readyOfOwed / tally.owed).toBeGreaterThanOrEqual(0.999)
  }, 14_400_000)
})

test('everything odd is drawn', () => {
  const cars = Array.from({ length: 100 }, (_, number) => carsOf(odd(`night-${String(number)}`))).flat()
  const drawn = {
    back: cars.some(({ spec, fastCharge }) => spec.stays.length === 2 && fastCharge === undefined),
    fastCharge: cars.some(({ fastCharge }) => fastCharge !== undefined),
    tokenRefused: cars.some(({ tokenRefused }) => tokenRefused !== undefined),
    frozenSoc: cars.some(({ frozenSoc }) => frozenSoc !== undefined),
    frozenReports: cars.some(({ troubles }) => troubles.some(({ times }) => times > 1_000)),
    wrongSize: cars.some(({ learnt, spec }) => learnt !== null && learnt.capacityKwh !== spec.capacityKwh),
    unwakeable: cars.some(({ aggregator, spec }) => aggregator && spec.sleepsAfterMinutes !== null),
    changedHour: cars.some(({ policy }) => policy.readyBy === '02:15'),
  }
  expect(Object.entries(drawn).filter(([, isDrawn]) => !isDrawn)).toEqual([])
})

test('a stop after another is no second one where the car was plugged in anew between', () => {
  const night = SEEDS.map(odd).find((one) => carsOf(one).some(({ spec }) => spec.stays.length > 1))
  const car = night && carsOf(night).find(({ spec }) => spec.stays.length > 1)
  const back = car?.spec.stays.at(-1)?.pluggedInAt.getTime()
  if (car === undefined || back === undefined) throw new Error('No car comes back')
  const stop = (minutes: number) => ({ kind: 'stop' as const, at: back + minutes * 60_000 })
  expect(isAgain(car, stop(5), stop(-60))).toBe(false)
  expect(isAgain(car, stop(9), stop(5))).toBe(true)
})

test('only the sleep of a car that nobody can wake is told to the oracle', () => {
  const sleepOf = (car: NightCar) => car.aggregator !== undefined && car.spec.sleepsAfterMinutes !== null
  const pairs = Array.from({ length: 60 }, (_, number) => odd(`night-${String(number)}`))
    .filter((night) => carsOf(night).some(sleepOf))
    .flatMap((night) => {
      const [home] = night.homes
      const [one] = playNight(night).cars
      if (home === undefined || one === undefined) return []
      const sleeps = (car: NightCar): boolean =>
        witnessOf(night, home, { ...one, car }).obstacles.some(({ kind }) => kind === 'asleep')
      return [[sleeps(one.car), sleeps(wakeable(one.car))]]
    })
  expect(pairs).toContainEqual([true, false])
  expect(pairs.every(([, excused]) => excused === false)).toBe(true)
})

/** The same car of a brand that wakes its cars. */
function wakeable({ id, spec, policy, learnt, toldAtHome, troubles }: NightCar): NightCar {
  return { id, spec, policy, learnt, toldAtHome, troubles }
}

test('what never left for want of a token is no command of the day, and a stop over the budget that left is still found', () => {
  const night = odd('night-993')
  const played = playNight(night)
  const unsent = played.cars.flatMap(({ commands }) =>
    commands.filter(({ refusal }) => refusal === 'not_sent'),
  )
  expect(unsent.length).toBeGreaterThan(3)
  expect(judgeNight(night, played).faults).toEqual([])
  const { faults } = judgeNight(night, playNight(night, { course: stoppingEveryMinute() }))
  expect(faults.some((fault) => fault.endsWith('stopped after 12 starts and stops in a day'))).toBe(true)
})

/** Tells the car to stop once a minute, for an hour. */
function stoppingEveryMinute(): typeof setCourse {
  let attempt = 1_000
  return (bench, reading, place) => {
    const sound = setCourse(bench, reading, place)
    if (sound.decision.intent === null || attempt >= 1_060) return sound
    attempt += 1
    const command = { kind: 'stop', purpose: 'intent', attempt } as const
    return { ...sound, decision: { ...sound.decision, command, nextDue: addMinutes(sound.now, 1) } }
  }
}

test('a reducer that commands a car at direct current on its way is found', () => {
  const nights = Array.from({ length: 100 }, (_, number) => odd(`night-${String(number)}`))
  const faults = nights.flatMap((night) => {
    const fastCharge = carsOf(night)[0]?.fastCharge
    if (fastCharge === undefined) return []
    return judgeNight(night, playNight(night, { course: stoppingWithin(fastCharge) })).faults
  })
  expect(faults.some((fault) => fault.endsWith('commanded at direct current'))).toBe(true)
})

/** Blind for direct current, and stops whatever is there at every look. */
function stoppingWithin(time: Interval): typeof setCourse {
  let attempt = 1_000
  return (bench, reading, place) => {
    const isState = reading !== 'none' && reading.kind === 'state'
    const blind = isState ? { ...reading, state: { ...reading.state, fastCharging: false } } : reading
    const sound = setCourse(bench, blind, place)
    if (!contains(time, sound.now) || sound.decision.intent === null) return sound
    attempt += 1
    const command = { kind: 'stop', purpose: 'intent', attempt } as const
    return { ...sound, decision: { ...sound.decision, command, nextDue: time.end } }
  }
}
