import { describe, expect, test } from 'vitest'
import { judge, type MissCause } from '../../src/backtest/oracle/verdict.ts'
import type { Witness } from '../../src/backtest/oracle/witness.ts'
import { at, car, causeOf, date, HOLDS_ONE } from './witnessed-car.ts'

describe('an obstacle past the latest start excuses a car', () => {
  const away = { kind: 'away', start: date(300), end: date(590) } as const
  const deadPlug = { kind: 'dead-plug', start: date(-30), end: date(590) } as const

  test('that stood when it began', () => {
    expect(causeOf(car([], { obstacles: [away] }))).toBe('away-past-latest-start')
  })

  test('that fell asleep when there was time, and that nobody can wake', () => {
    const asleep = { kind: 'asleep', start: date(300), end: date(720) } as const
    expect(causeOf(car([], { obstacles: [asleep] }))).toBe('asleep-past-latest-start')
    expect(causeOf(car([], { obstacles: [{ ...asleep, start: date(580) }] }))).toBe('unexplained')
  })

  test('that drew when it began and stopped by itself within it', () => {
    const one = car([[290, 330]], { obstacles: [away], trips: [at(330)] })
    expect(causeOf(one)).toBe('away-past-latest-start')
  })

  test('that came within it and was told to stand while there was time', () => {
    const one = car([[0, 10]], { obstacles: [deadPlug], stops: [at(10)] })
    expect(causeOf(one)).toBe('dead-plug-past-latest-start')
  })

  test.each([
    ['not one that nobody knows to have stopped within it', car([[290, 330]], { obstacles: [away] })],
    [
      'not one that stopped by itself when it had been started too late',
      car([[580, 585]], { obstacles: [{ ...away, start: date(581) }], trips: [at(585)] }),
    ],
    [
      'not one that was told to stand when there was no time for it',
      car([[560, 580]], { obstacles: [deadPlug], stops: [at(580)] }),
    ],
    [
      'not one that stopped when the obstacle was over',
      car([[290, 330]], { obstacles: [{ ...away, end: date(320) }], trips: [at(330)] }),
    ],
  ])('%s', (_, one) => {
    expect(causeOf(one)).toBe('unexplained')
  })
})

describe('a car that stops by itself twice within minutes', () => {
  const drew = [
    [100, 120],
    [126, 133],
  ] as const

  test('is left alone, as one is whose driver stops it', () => {
    expect(causeOf(car(drew, { trips: [at(120), at(133)] }))).toBe('stopped-twice-as-by-a-driver')
  })

  test.each([
    ['is not if it stopped once only', car(drew, { trips: [at(120)] })],
    [
      'is not if there was longer between',
      car(
        [
          [100, 120],
          [126, 150],
        ],
        { trips: [at(120), at(150)] },
      ),
    ],
    [
      'is not if it was too late by then',
      car(
        [
          [500, 520],
          [526, 533],
        ],
        { trips: [at(520), at(533)] },
      ),
    ],
    ['is not if it drew again after that', car([...drew, [400, 410]], { trips: [at(120), at(133)] })],
  ])('%s', (_, one) => {
    expect(causeOf(one)).toBe('unexplained')
  })
})

describe('a car that stops by itself when there are only minutes to spare', () => {
  const pressed = { readyBy: at(115), trips: [at(50)] }
  const drew = [
    [0, 50],
    [58, 115],
  ] as const

  test('is late however soon it is started again', () => {
    expect(causeOf(car(drew, pressed))).toBe('stopped-with-no-time-to-spare')
  })

  test('is late if it stops once more, and there was time for one restart only', () => {
    const twice = [
      [0, 50],
      [62, 70],
      [82, 123],
    ] as const
    expect(causeOf(car(twice, { readyBy: at(123), trips: [at(50), at(70)] }))).toBe(
      'stopped-with-no-time-to-spare',
    )
  })

  const late = [
    [20, 70],
    [78, 115],
  ] as const
  const slow = [
    [0, 50],
    [70, 115],
  ] as const
  test.each([
    [
      'is not excused the second time for longer than two restarts take',
      car(
        [
          [0, 50],
          [66, 70],
          [86, 125],
        ],
        { readyBy: at(125), trips: [at(50), at(70)] },
      ),
    ],
    ['is not excused if it was started late', car(late, { ...pressed, trips: [at(70)] })],
    ['is not if it stood for longer than a restart takes', car(slow, pressed)],
    [
      'is not if there was time for it',
      car([...drew.slice(0, 1), [58, 60]], { ...pressed, readyBy: at(150) }),
    ],
  ])('%s', (_, one) => {
    expect(causeOf(one)).toBe('unexplained')
  })
})

describe('two cars behind a fuse that holds one', () => {
  const causeOfLast = (
    first: Partial<Witness>,
    last: Partial<Witness>,
    drew: Drew,
  ): MissCause | null | undefined =>
    judge([car([drew[0]], { id: 'first', ...first }), car([drew[1]], last)], HOLDS_ONE)[1]?.cause
  type Drew = readonly [readonly [number, number], readonly [number, number]]

  test('change places only when the first is seen to have stopped, for which there may be no time', () => {
    const causeWith = (reportsEveryMinutes: number) =>
      causeOfLast({ readyBy: at(115), reportsEveryMinutes }, { readyBy: at(230) }, [
        [0, 110],
        [122, 229],
      ])
    expect(causeWith(15)).toBe('fuse-changed-hands')
    expect(causeWith(0)).toBe('unexplained')
  })

  test('leave one late where the other kept the fuse for the point that tells that it has its minimum, which is a fault of ours', () => {
    const verdictWith = (readyBy: number) => {
      const first = car([[0, 40]], { id: 'first', readyBy: at(700), minimumPercent: 60 })
      return judge([first, car([[readyBy - 104, readyBy]], { readyBy: at(readyBy) })], HOLDS_ONE)[1]
    }
    expect(verdictWith(149)).toMatchObject({ cause: 'minimum-told-late', isOwed: true })
    expect(verdictWith(146)).toMatchObject({ cause: 'other-car-below-minimum', isOwed: false })
    expect(verdictWith(155)).toMatchObject({ cause: 'unexplained', isOwed: true })
  })

  test('have rightly waited for the second to come if nothing could be told to the first until then', () => {
    const causeWith = (obstacles: Witness['obstacles']) =>
      causeOfLast(
        { readyBy: at(255), obstacles },
        { readyBy: at(320), stay: { start: date(100), end: date(720) } },
        [
          [100, 211],
          [212, 319],
        ],
      )
    expect(causeWith([{ kind: 'away', start: date(40), end: date(95) }])).toBe('other-car-came-later')
    expect(causeWith([])).toBe('unexplained')
  })
})

test('two cars that a fuse holds wait for each other where one does not tell that it takes less than its charger gives', () => {
  const drew = [
    [0, 110],
    [112, 170],
  ] as const
  const causeWith = (holdsAllAsTold: boolean, readyBy: number) => {
    const cars = [car([drew[0]], { id: 'first', readyBy: at(115) }), car([drew[1]], { readyBy: at(readyBy) })]
    return judge(cars, { holdsAll: true, holdsAllAsTold })[1]
  }
  expect(causeWith(false, 170)).toMatchObject({ cause: 'power-not-told', isOwed: false })
  expect(causeWith(true, 170)).toMatchObject({ cause: 'unexplained', isOwed: true })
  // One after the other both could be ready: that it was late has another cause.
  expect(causeWith(false, 240)).toMatchObject({ cause: 'unexplained', isOwed: true })
})
