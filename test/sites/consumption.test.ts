import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hourlyMeans, type ConsumptionReading } from '../../src/sites/consumption.ts'

const at = (time: string): Date => new Date(`2024-12-12T${time}Z`)
const power = (time: string, importKw: number): ConsumptionReading => ({
  kind: 'power',
  at: at(time),
  importKw,
})
const energy = (from: string, to: string, importKwh: number): ConsumptionReading => ({
  kind: 'energy',
  start: at(from),
  end: at(to),
  importKwh,
})
const means = (...readings: ConsumptionReading[]) =>
  hourlyMeans(readings).map(({ start, meanKw }) => [start.toISOString().slice(11, 16), meanKw])

describe('the mean of an hour', () => {
  it('is its energy', () => {
    expect(means(energy('10:00:00', '11:00:00', 3.2))).toEqual([['10:00', 3.2]])
  })

  it('is the sum of its quarters', () => {
    const quarters = [1, 0.5, 0.25, 0.25].map((kwh, i) =>
      energy(
        `10:${String(i * 15).padStart(2, '0')}:00`,
        i === 3 ? '11:00:00' : `10:${String(i * 15 + 15)}:00`,
        kwh,
      ),
    )
    expect(means(...quarters)).toEqual([['10:00', 2]])
  })

  it('weights power by the time that it held', () => {
    const readings = ['00', '15', '30', '40', '50'].map((minute, i) =>
      power(`10:${minute}:00`, i < 2 ? 1 : 4),
    )
    expect(means(...readings, power('11:00:00', 9))).toEqual([['10:00', (30 * 1 + 30 * 4) / 60]])
  })

  it('is not told where a tenth of the hour or more is missing', () => {
    expect(means(energy('10:00:00', '10:54:00', 1.8))).toEqual([['10:00', 2]])
    expect(means(energy('10:00:00', '10:53:59', 1.8))).toEqual([])
    expect(means(power('10:00:00', 5))).toEqual([])
  })

  it('goes by energy where power was read as well, and by the shorter of two stretches', () => {
    const samples = ['00', '10', '20', '30', '40', '50'].map((minute) => power(`10:${minute}:00`, 9))
    expect(means(...samples, energy('10:00:00', '11:00:00', 2))).toEqual([['10:00', 2]])
    expect(means(energy('10:00:00', '11:00:00', 2), energy('10:00:00', '10:30:00', 2))).toEqual([
      ['10:00', 3],
    ])
  })

  it('spreads a stretch over two hours evenly', () => {
    const readings = [energy('10:30:00', '11:30:00', 6), energy('10:00:00', '10:30:00', 0)]
    expect(means(...readings, energy('11:30:00', '12:00:00', 1))).toEqual([
      ['10:00', 3],
      ['11:00', 4],
    ])
  })
})

interface Stretch {
  readonly minute: number
  readonly length: number
  readonly kwh: number
}

interface Sample {
  readonly minute: number
  readonly kw: number
}

describe('any readings', () => {
  /** Where each is a whole number of minutes, a grid of minutes tells the same without any of our arithmetic. */
  const MINUTES = 360
  const START = at('00:00:00').getTime()
  const instant = (minute: number): Date => new Date(START + minute * 60_000)
  const samples = fc.uniqueArray(
    fc.record({ minute: fc.nat(MINUTES - 1), kw: fc.double({ min: 0, max: 30, noNaN: true }) }),
    { selector: ({ minute }) => minute, maxLength: 60 },
  )
  const stretches = fc.array(
    fc.record({
      minute: fc.nat(MINUTES - 1),
      length: fc.constantFrom(5, 15, 30, 60),
      kwh: fc.double({ min: 0, max: 20, noNaN: true }),
    }),
    { maxLength: 12 },
  )

  function oracle(given: readonly Stretch[], powers: readonly Sample[]): [string, number][] {
    const grid: (number | null)[] = Array.from({ length: MINUTES + 60 }, (_, minute) => {
      const over = given.filter((each) => each.minute <= minute && minute < each.minute + each.length)
      const [best] = over.toSorted((a, b) => a.length - b.length || a.minute - b.minute)
      if (best !== undefined) return (best.kwh * 60) / best.length
      const held = powers.filter((each) => each.minute <= minute && minute < each.minute + 15)
      return held.toSorted((a, b) => b.minute - a.minute)[0]?.kw ?? null
    })
    return Array.from({ length: 7 }, (_, hour) => grid.slice(hour * 60, hour * 60 + 60)).flatMap(
      (minutes, hour) => {
        const known = minutes.filter((kw) => kw !== null)
        const mean = known.reduce((sum, kw) => sum + kw, 0) / known.length
        return known.length >= 54 ? [[instant(hour * 60).toISOString(), mean] satisfies [string, number]] : []
      },
    )
  }

  it('give the means that a grid of minutes gives', () => {
    let told = 0
    fc.assert(
      fc.property(samples, stretches, (powers, given) => {
        const unique = [
          ...new Map(given.map((each) => [`${String(each.minute)} ${String(each.length)}`, each])).values(),
        ]
        const readings: ConsumptionReading[] = [
          ...powers.map(({ minute, kw }) => ({ kind: 'power' as const, at: instant(minute), importKw: kw })),
          ...unique.map(({ minute, length, kwh }) => ({
            kind: 'energy' as const,
            start: instant(minute),
            end: instant(minute + length),
            importKwh: kwh,
          })),
        ]
        const expected = oracle(unique, powers)
        const found = hourlyMeans(readings).map(({ start, meanKw }) => [start.toISOString(), meanKw])
        told += expected.length
        expect(found.map(([start]) => start)).toEqual(expected.map(([start]) => start))
        for (const [index, [, mean]] of expected.entries()) expect(found[index]?.[1]).toBeCloseTo(mean, 9)
      }),
      { numRuns: 400 },
    )
    expect(told).toBeGreaterThan(100)
  })
})
