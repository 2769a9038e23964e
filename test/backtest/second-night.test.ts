import { expect, test } from 'vitest'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { firstStored } from '../../src/backtest/first-stored.ts'
import type { Night } from '../../src/backtest/night.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import type { Played } from '../../src/backtest/played.ts'
import { DAYS } from './nights.ts'

const CAPACITY_KWH = 60
const TARGET_PERCENT = 95

/** A calm night with one car, which is to be charged from 40 % and takes less power from 55 % on, a third of it at 90 %. */
function nightOf(seed: string): Night {
  const night = drawNight(seed, { days: DAYS, isCalm: true })
  const homes = night.homes.map((home) => ({
    ...home,
    cars: home.cars.slice(0, 1).map((car) => ({
      ...car,
      spec: {
        ...{ ...car.spec, capacityKwh: CAPACITY_KWH, powerKw: 11, efficiency: 0.9 },
        ...{ socPercent: 40, limitPercent: 100, taper: { fromPercent: 55, shareWhenFull: 0.2 } },
      },
      learnt: { capacityKwh: CAPACITY_KWH, powerKw: 11 },
      policy: { ...car.policy, targetPercent: TARGET_PERCENT },
    })),
  }))
  return { ...night, homes }
}

/** Minutes before the promised time at which the car was seen to be ready, in quarter-hours. */
function minutesEarly({ cars: [played] }: Played): number {
  const readyKwh = (CAPACITY_KWH * (TARGET_PERCENT - 0.5)) / 100
  const ready = played?.trace.find(({ energyKwh }) => energyKwh >= readyKwh)
  const promised = played?.plans[0]?.promisedReadyBy
  return ready === undefined || promised === undefined ? NaN : (promised.getTime() - ready.at) / 60_000
}

test.each(['taper-24', 'taper-43'])(
  'a car whose power falls early eats its slack on the first night of %s, and is started in time on the second',
  (seed) => {
    const night = nightOf(seed)
    const first = playNight(night)
    const taught = first.cars[0]?.lesson
    if (taught === undefined) throw new Error('A night without a car')
    const second = playNight(night, { stored: (id) => ({ ...firstStored(night)(id), lesson: taught }) })
    expect(minutesEarly(first)).toBeLessThan(15)
    expect(minutesEarly(second)).toBeGreaterThanOrEqual(60)
  },
)
