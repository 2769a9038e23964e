import { expect, test } from 'vitest'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { drawWideNight } from '../../src/backtest/draw-wide.ts'
import { judgeNight, type Judged } from '../../src/backtest/judge-night.ts'
import type { NightCar } from '../../src/backtest/night.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import { DAYS, judged } from './nights.ts'

test.each([
  ['night-21022', 'not-obeyed-past-latest-start', drawNight],
  ['night-90062', 'dead-plug-past-latest-start', drawWideNight],
] as const)(
  '%s: a car that did not obey is only excused, as %s, by its maker having been told to fail that often',
  (seed, cause, draw) => {
    const night = draw(seed, { days: DAYS })
    const played = playNight(night)
    const honest = (one: NightCar): NightCar => ({ ...one, troubles: [] })
    const homes = night.homes.map((home) => ({ ...home, cars: home.cars.map(honest) }))
    const cars = played.cars.map((one, index) => ({ ...one, car: homes[0]?.cars[index] ?? one.car }))
    const causesOf = (judged: Judged) => judged.verdicts.map(({ cause }) => cause)
    expect(causesOf(judgeNight(night, played))).toContain(cause)
    expect(causesOf(judgeNight({ ...night, homes }, { ...played, cars }))).toContain('unexplained')
  },
)

test.each([
  ['night-4263', 'stopped-with-no-time-to-spare'],
  ['night-8130', 'other-car-came-later'],
  ['night-3785', 'fuse-changed-hands'],
  ['night-5840', 'minimum-told-late'],
  ['night-7854', 'away-past-latest-start'],
  ['night-6873', 'dead-plug-past-latest-start'],
  ['night-223', 'dead-plug-past-latest-start'],
  ['night-201', 'stopped-twice-as-by-a-driver'],
])('%s is a miss that is explained: %s', (seed, cause) => {
  const causes = judged(seed).verdicts.map((verdict) => verdict.cause)
  expect(causes).toContain(cause)
})
