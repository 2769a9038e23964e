import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandomness } from '../../src/base/random.ts'
import { patternsFor } from '../../src/privacy/canary/patterns.ts'
import { plantsFor } from '../../src/privacy/canary/plants.ts'
import { plantEverything, runPositiveControl } from '../../src/privacy/canary/positive-control.ts'
import { createScanner } from '../../src/privacy/canary/scan.ts'
import { canaries as inputs, noise } from '../support/canaries.ts'

describe('positive control', () => {
  test.each(['bytes', 'file'] as const)('finds every form of every canary among noise, in %s', async (as) => {
    const sinks = [{ place: 'noise', sample: noise, as }]
    const control = await runPositiveControl(inputs, { sinks })
    expect(control.missed).toEqual([])
    expect(control.planted).toBeGreaterThan(300)
    expect(control.found).toBe(control.planted)
  })

  test('finds everything in a database file, a log, metrics and an answer over HTTP', async () => {
    const control = await runPositiveControl(inputs)
    expect(control).toEqual({ planted: plantsFor(inputs).length * 4, found: control.planted, missed: [] })
  })

  test('finds every form of any distinctive coordinate', async () => {
    const value = (most: number): fc.Arbitrary<number> =>
      fc
        .tuple(
          fc.integer({ min: 1, max: most - 1 }),
          fc.integer({ min: 1, max: 99_999 }),
          fc.integer({ min: 1, max: 9 }),
        )
        .chain(([whole, tens, last]) => {
          const size = Number(`${String(whole)}.${String(tens).padStart(5, '0')}${String(last)}`)
          return fc.constantFrom(size, -size)
        })
    const coordinate = fc.record({ latitude: value(90), longitude: value(180) })
    const sinks = [{ place: 'noise', sample: noise, as: 'bytes' }] as const
    await fc.assert(
      fc.asyncProperty(fc.array(coordinate, { minLength: 20, maxLength: 20 }), async (coordinates) => {
        expect((await runPositiveControl({ coordinates, secrets: [] }, { sinks })).missed).toEqual([])
      }),
      { numRuns: 10 },
    )
  })

  test('fails, naming form and place but no value, when the scanner misses any one encoding', async () => {
    const patterns = patternsFor(inputs)
    const names = new Set(patterns.map(({ encoding }) => encoding))
    expect(names.size).toBe(20)
    for (const name of names) {
      const weak = createScanner(patterns.filter(({ encoding }) => encoding !== name))
      const control = await runPositiveControl(inputs, { scanner: weak })
      expect(control.missed, name).not.toEqual([])
      expect(control.found).toBe(control.planted - control.missed.length)
      expect(control.missed.join('\n')).not.toMatch(/63[.,]4|10[.,]39|LRW3|Åse|@/)
    }
  })

  test('fails when the scanner looks for other coordinates', async () => {
    const other = createScanner(
      patternsFor({ coordinates: [{ latitude: 60.123457, longitude: 11.765431 }], secrets: [] }),
    )
    expect((await runPositiveControl(inputs, { scanner: other })).found).toBe(0)
  })
})

describe('negative control', () => {
  const pool = coordinates('another night')
  const other = createScanner(patternsFor({ coordinates: pool, secrets: inputs.secrets }))

  test('finds nothing in 20 MB of noise', () => {
    const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
    expect(other.scan(cipher.update(Buffer.alloc(20_000_000)), 'noise')).toEqual([])
  })

  test('finds nothing in a log full of prices, shares, costs, instants and counts', () => {
    expect(other.scan(Buffer.from(realisticLog(10_000)), 'log')).toEqual([])
  })

  test('finds nothing of one pool where another was planted', () => {
    const { bytes } = plantEverything(
      plantsFor({ coordinates: coordinates('one night'), secrets: [] }),
      noise,
    )
    expect(other.scan(bytes, 'planted')).toEqual([])
  })
})

function coordinates(seed: string): { latitude: number; longitude: number }[] {
  const randomness = seededRandomness(seed)
  const value = (from: number, to: number): number =>
    Math.round((from + randomness.fraction() * (to - from)) * 1e5) / 1e5 + 0.000_003
  return Array.from({ length: 64 }, () => ({
    latitude: Number(value(58, 71).toFixed(6)),
    longitude: Number(value(5, 31).toFixed(6)),
  }))
}

/** Lines as the service writes them, with far more numbers of the size of a coordinate than a real night has. */
function realisticLog(lines: number): string {
  const randomness = seededRandomness('log')
  const fraction = (): number => randomness.fraction()
  const line = (): string =>
    JSON.stringify({
      time: new Date(1_733_954_400_000 + Math.floor(fraction() * 86_400_000)).toISOString(),
      vehicle: randomness.id(),
      soc_percent: Number((fraction() * 100).toFixed(1)),
      price_nok_per_kwh: Number((fraction() * 12).toFixed(3)),
      cost: (fraction() * 70).toFixed(2).replace('.', ','),
      recorded: `2024-12-12 03:14:${(fraction() * 60).toFixed(6).padStart(9, '0')}+00`,
      bytes: Math.floor(fraction() * 1e9),
    })
  return Array.from({ length: lines }, line).join('\n')
}
